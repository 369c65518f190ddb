"""The front end's build: ``python -m ouvreuse.project.frontend build`` (or ``check``, ``format``).

One esbuild command gathers CSS and TypeScript into files named by their content's hash, listed in a manifest:

* style sheets: ``site.css`` is the design system (``ui/styles/site.css``); each door whose journeys hold CSS
  has one sheet of its own, ``storefront.css``, ``counter.css``…: the design system, then these files in the
  order of their paths, in the layer ``pages``. A page gets its door's sheet by itself (``ui/context.py``);
* scripts: a ``.ts`` file that lies directly in a door's folder is an entry (``counter/door.ts`` becomes
  ``door.js``); what lies deeper is imported by it, with ``import()`` when only one page needs it.

Nothing is done while the hash of the inputs is the one in the manifest, so a second start needs no Node.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ouvreuse.kernel.terminal import bilingual

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
DOORS = ("storefront", "counter", "backoffice", "api", "ops")
BUILT = PACKAGE / "ui" / "static" / "built"
DESIGN = PACKAGE / "ui" / "styles" / "site.css"
MODULES = ROOT / "node_modules"
INSTALLED_MARK = MODULES / ".installed-for"
KEPT_SECONDS = 24 * 3600
HASHED_NAME = re.compile(r"^(?P<stem>.+)-[A-Z0-9]{8}(?P<suffix>\.(?:css|js))$")


class FrontendError(SystemExit):
    """The front end cannot be built; printed as one line."""

    def __init__(self, message: str) -> None:
        super().__init__(bilingual(fr=f"ouvreuse: pages : {message}", en=f"ouvreuse: front end: {message}"))


def build() -> bool:
    """Build if the inputs changed since the last time; whether it did. Raises ``FrontendError``."""
    fingerprint = fingerprint_of(
        sources(PACKAGE), [ROOT / "package-lock.json", ROOT / "tsconfig.json", Path(__file__)]
    )
    if is_current(BUILT, fingerprint):
        return False
    install(dev=False)
    bundle(PACKAGE, into=BUILT, fingerprint=fingerprint)
    return True


def sources(package: Path) -> list[Path]:
    """Every CSS and TypeScript file of the package, in the order of paths."""
    found = [path for suffix in ("css", "ts") for path in package.rglob(f"*.{suffix}")]
    return sorted(path for path in found if BUILT.name not in path.parts)


def fingerprint_of(files: Sequence[Path], others: Sequence[Path]) -> str:
    """One hash over names and contents."""
    digest = hashlib.sha256()
    for path in [*files, *others]:
        digest.update(
            str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name).encode() + b"\0"
        )
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(built: Path, fingerprint: str) -> bool:
    """Whether the built folder was made from these inputs and is whole."""
    try:
        listed = json.loads((built / "manifest.json").read_text())
        return listed["inputs"] == fingerprint and all(
            (built / name).exists() for name in listed["files"].values()
        )
    except (OSError, ValueError, KeyError):
        return False


def entries(package: Path, workshop: Path) -> dict[str, Path]:
    """Entry name to file, by the rule above. Raises ``FrontendError`` for a name used twice."""
    found: dict[str, Path] = {"site.css": package / "ui" / "styles" / "site.css"}
    for door in DOORS:
        if sheets := [path for path in sources(package / door) if path.suffix == ".css"]:
            found[f"{door}.css"] = workshop / f"{door}.css"
            found[f"{door}.css"].write_text(_gathered(package, sheets))
        for script in sorted((package / door).glob("*.ts")):
            name = f"{script.stem}.js"
            if name in found:
                other = script.relative_to(package)
                raise FrontendError(
                    bilingual(
                        fr=f"deux scripts s'appellent {script.stem} : renommez {other}",
                        en=f"two scripts are called {script.stem}: rename {other}",
                    )
                )
            found[name] = script
    return found


def bundle(package: Path, *, into: Path, fingerprint: str) -> None:
    """Run esbuild once, write the manifest and compressed twins, then put the folder in place of the old."""
    fresh = into.with_name(f"{into.name}.new-{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    workshop = fresh / "entries"
    workshop.mkdir(parents=True)
    chosen = entries(package, workshop)
    _run(
        [
            *("node", str(MODULES / "esbuild" / "bin" / "esbuild")),
            *(f"{Path(name).stem}{_unique(name)}={path}" for name, path in chosen.items()),
            *(
                "--bundle",
                "--minify",
                "--format=esm",
                "--splitting",
                "--target=es2022,chrome111,firefox115,safari16.4",
            ),
            *(
                "--entry-names=[name]-[hash]",
                "--chunk-names=[name]-[hash]",
                "--log-level=warning",
                "--charset=utf8",
            ),
            f"--outdir={fresh}",
        ]
    )
    shutil.rmtree(workshop)
    _write_manifest(fresh, set(chosen), fingerprint)
    _put_in_place(fresh, into)


def _put_in_place(fresh: Path, into: Path) -> None:
    """Young files of the old folder stay: a site that is running and pages already open still ask for them."""
    old = into.with_name(f"{into.name}.old-{os.getpid()}")
    if into.exists():
        young = time.time() - KEPT_SECONDS
        for path in into.iterdir():
            if not (fresh / path.name).exists() and path.stat().st_mtime > young:
                shutil.copy2(path, fresh / path.name)
        into.rename(old)
    fresh.rename(into)
    shutil.rmtree(old, ignore_errors=True)


def install(*, dev: bool) -> None:
    """Install the locked packages when the lock changed, or when the check's tools are wanted and missing."""
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    there = INSTALLED_MARK.read_text().split() if INSTALLED_MARK.exists() else []
    if there and there[0] == wanted and (not dev or "dev" in there):
        return
    _run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        + ([] if dev else ["--omit=dev"])
    )
    INSTALLED_MARK.write_text(f"{wanted} {'dev' if dev else ''}")


def check_types() -> str:
    """What the TypeScript compiler finds in strict mode; empty when nothing."""
    install(dev=True)
    if not any(path.suffix == ".ts" for path in sources(PACKAGE)):
        return ""
    return _output(["node", str(MODULES / "typescript" / "bin" / "tsc"), "--project", str(ROOT)])


def check_format() -> str:
    """Which CSS and TypeScript files the formatter would change; empty when none."""
    install(dev=True)
    return _output(_prettier("--list-different"))


def write_format() -> None:
    """Let the formatter rewrite CSS and TypeScript."""
    install(dev=True)
    _run(_prettier("--write"))


def _prettier(verb: str) -> list[str]:
    files = [str(path.relative_to(ROOT)) for path in sources(PACKAGE)]
    return ["node", str(MODULES / "prettier" / "bin" / "prettier.cjs"), verb, "--print-width=110", *files]


def _gathered(package: Path, sheets: Sequence[Path]) -> str:
    design = package / "ui" / "styles" / "site.css"
    return (
        "\n".join([f'@import "{design}";', *(f'@import "{sheet}" layer(pages);' for sheet in sheets)]) + "\n"
    )


def _unique(name: str) -> str:
    """esbuild wants one stem per output: a script of a sheet's name gets its own."""
    return "" if name.endswith(".css") else ".script"


def _write_manifest(folder: Path, names: set[str], fingerprint: str) -> None:
    files: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        if match := HASHED_NAME.match(path.name):
            name = f"{match['stem'].removesuffix('.script')}{match['suffix']}"
            if name in names:
                files[name] = path.name
    manifest = {"inputs": fingerprint, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")


def _command(arguments: Sequence[str]) -> list[str]:
    """The program from beside this Python (the environment brings Node), or from the path."""
    beside = Path(sys.executable).parent / arguments[0]
    program = str(beside) if beside.exists() else shutil.which(arguments[0])
    if program is None:
        raise FrontendError(
            bilingual(
                fr=f"{arguments[0]} manque ; installez d'abord ce qui est verrouillé",
                en=f"{arguments[0]} is missing; install the locked requirements first",
            )
        )
    return [program, *arguments[1:]]


def _environment() -> dict[str, str]:
    folder = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": folder + os.pathsep + os.environ.get("PATH", "")}


def _run(arguments: Sequence[str]) -> None:
    done = subprocess.run(
        _command(arguments), cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise FrontendError(
            bilingual(fr=f"échec de {arguments[0]}\n{said}", en=f"{arguments[0]} failed\n{said}")
        )


def _output(arguments: Sequence[str]) -> str:
    done = subprocess.run(
        _command(arguments), cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"{arguments[0]} failed"


def main(arguments: Sequence[str]) -> int:
    """``build`` or ``check``."""
    match list(arguments):
        case ["build"]:
            build()
            return 0
        case ["format"]:
            write_format()
            return 0
        case ["check"]:
            faults = "\n".join(filter(None, (check_types(), check_format())))
            sys.stdout.write(faults + "\n" if faults else "")
            return 1 if faults else 0
        case _:
            sys.stderr.write("usage: python -m ouvreuse.project.frontend build|check|format\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
