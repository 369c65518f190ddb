"""A small clone to launch, and Pythons as stock Debian 12 and Ubuntu 24.04 ship them."""

import importlib.machinery
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import types
from pathlib import Path

import ouvreuse

ROOT = Path(ouvreuse.__file__).parents[2]
SMALL = (
    "hatchling",
    "packaging",
    "pathspec",
    "pluggy",
    "tomlkit",
    "trove-classifiers",
)  # for hatchling
STUBS = {
    "check": "print('handed over')\n",
    "translations": "print('translations made')\n",
    "frontend": (
        "import pathlib\n"
        "built = pathlib.Path(__file__).parents[1] / 'ui/static/built'\n"
        "built.mkdir(parents=True, exist_ok=True)\n"
        "(built / 'site.css').write_text('')\n"
        "print('front end made')\n"
    ),
}


def small_clone(folder: Path) -> Path:
    """A clone with the real launcher and command, few packages, and programs that say they were called."""
    others = shutil.ignore_patterns("check", "locale", "management", "tests", "__pycache__")
    project = folder / "src" / "ouvreuse" / "project"
    shutil.copytree(ROOT / "src" / "ouvreuse" / "project", project, ignore=others)
    shutil.copytree(ROOT / "src" / "ouvreuse" / "kernel", project.parent / "kernel", ignore=others)
    (folder / "src" / "fakes").mkdir()
    (folder / "src" / "ouvreuse" / "site.ts").write_text("export {}\n")
    for name in ("src/ouvreuse/__init__.py", "src/fakes/__init__.py", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("ouvreuse", "requirements-uv.lock"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("requirements.lock", "requirements-dev.lock"):
        (folder / name).write_text(_trimmed((ROOT / "requirements.lock").read_text()))
    for name, text in STUBS.items():
        (project / f"{name}.py").write_text(text)
    return folder


def _trimmed(lock: str) -> str:
    blocks = re.split(r"\n(?=[A-Za-z])", lock)
    kept = [block for block in blocks if block.split("==")[0] in SMALL]
    assert len(kept) == len(SMALL), "the small set no longer matches the lock"
    return "\n".join(kept) + "\n"


def stock_python(folder: Path, *, pip: bool) -> Path:
    """Our own interpreter, installed as Debian does: marked by PEP 668, without ensurepip."""
    library = Path(os.__file__).parent
    copy = folder / "lib" / library.name
    (copy / "site-packages").mkdir(parents=True)
    (folder / "bin").mkdir()
    program = Path(shutil.copy(os.path.realpath(sys.executable), folder / "bin" / "python3"))
    for entry in library.iterdir():
        if entry.name not in (
            "site-packages",
            "dist-packages",
            "ensurepip",
            "__pycache__",
            "EXTERNALLY-MANAGED",
        ):
            (copy / entry.name).symlink_to(entry)
    (copy / "EXTERNALLY-MANAGED").write_text("[externally-managed]\nError=refused\n")
    if pip:
        (copy / "site-packages" / "pip").symlink_to(_pip_folder())
    return program


def _pip_folder() -> Path:
    base = Path(os.path.realpath(sys.executable))
    code = "import pip; print(pip.__path__[0])"
    said = subprocess.run([base, "-c", code], capture_output=True, text=True, check=True)
    return Path(said.stdout.strip())


def launch(
    clone: Path, *words: str, python: Path | str, env: dict[str, str] | None = None
) -> tuple[int, str]:
    """Start the launcher; its exit code and all it said."""
    done = subprocess.run(
        [python, clone / "ouvreuse", *words],
        env={**os.environ, **(env or {})}, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout


def as_module(path: Path = ROOT / "ouvreuse") -> types.ModuleType:
    """The launcher's functions, without starting it."""
    loader = importlib.machinery.SourceFileLoader("launcher", str(path))
    spec = importlib.util.spec_from_loader("launcher", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module
