"""The launcher on Pythons as people have them: marked by PEP 668, without ensurepip or pip, too old."""

import ast
import itertools
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ouvreuse.kernel import terminal
from ouvreuse.project.tests.launcher_kit import ROOT, as_module, launch, small_clone, stock_python

FRENCH = {"OUVREUSE_LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "fr_FR.UTF-8", "PYTHONUTF8": "1"}
OLD = ("python2.7", "python2", "python3.6", "python3.7", "python3.8", "python3.9", "python3.10")


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder with a space in its path that other users can enter."""
    with tempfile.TemporaryDirectory(prefix="ouvreuse launcher ") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def debian(place: Path) -> Path:
    return stock_python(place / "debian", pip=True)


@pytest.fixture(scope="module")
def clone(place: Path, debian: Path) -> Path:
    """A clone installed by a stock Python: the first start."""
    folder = place / "a clone"
    folder.mkdir()
    small_clone(folder)
    refused = subprocess.run(
        [debian, "-m", "pip", "install", "segno"], capture_output=True, text=True, check=False
    )
    assert "externally-managed" in refused.stderr, "the imitation must refuse as Debian does"
    code, said = launch(folder, "check", python=debian)
    assert code == 0, said
    for step in (
        "fetching uv",
        "making .venv",
        "installing",
        "front end made",
        "translations made",
        "handed over",
    ):
        assert step in said
    return folder


def test_second_start_calls_no_package_manager(clone: Path, debian: Path) -> None:
    shutil.rmtree(clone / ".cache")  # uv is gone: a call would have to fetch it again
    code, said = launch(clone, "check", python=debian, env={"PIP_NO_INDEX": "1", "UV_OFFLINE": "1"})
    assert (code, said) == (0, "handed over\n")
    assert not list(clone.glob(".cache/uv-*"))


def test_only_what_changed_is_made_again(clone: Path, debian: Path) -> None:
    (clone / "src" / "ouvreuse" / "site.ts").write_text("export const changed = 1\n")
    _, said = launch(clone, "check", python=debian)
    assert "front end made" in said
    assert "translations made" not in said
    assert "installing" not in said


def test_a_cut_install_is_done_again(clone: Path, debian: Path) -> None:
    (clone / ".venv" / "ouvreuse.half").touch()
    shutil.rmtree(next((clone / ".venv" / "lib").glob("python3*/site-packages")) / "hatchling")
    code, said = launch(clone, "check", python=debian)
    assert code == 0, said
    assert "making .venv" in said
    assert not (clone / ".venv" / "ouvreuse.half").exists()
    assert launch(clone, "check", python=debian) == (0, "handed over\n")


def test_a_french_terminal_is_told_the_steps_in_french(clone: Path, debian: Path) -> None:
    (clone / ".venv" / "ouvreuse.half").touch()
    (clone / "src" / "ouvreuse" / "site.ts").write_text("export const french = 1\n")
    code, said = launch(clone, "check", python=debian, env=FRENCH)
    assert code == 0, said
    for step in (
        r"ouvreuse: création de \.venv avec Python 3",
        r"ouvreuse: installation de requirements-dev\.lock \(empreintes vérifiées\)",
        r"ouvreuse: installé en \d+ s",
        r"ouvreuse: construction des pages … (?s:.*)\d+,\d s",
    ):
        assert re.search(step, said), said


def test_a_mistake_is_named_in_the_language_of_the_terminal() -> None:
    python = os.path.realpath(shutil.which("python3") or "python3")
    english = launch(ROOT, "sell", python=python, env={**FRENCH, "LANG": "C"})
    assert english == (2, "ouvreuse: there is no command 'sell'; ouvreuse --help lists them\n")
    french = launch(ROOT, "sell", python=python, env=FRENCH)
    assert french == (2, "ouvreuse: il n'y a pas de commande 'sell' ; ouvreuse --help les énumère\n")
    poor = launch(ROOT, "--help", python=python, env={**FRENCH, "PYTHONIOENCODING": "ascii"})
    assert poor[0] == 0
    assert "fait tourner un cin?ma" in poor[1]


def test_launcher_and_command_agree_on_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    launcher = as_module()
    for values in itertools.product(("", "C", "fr_FR.UTF-8", "en"), repeat=len(terminal.ASKED)):
        for name, value in zip(terminal.ASKED, values, strict=True):
            monkeypatch.setenv(name, value)
        assert launcher.bilingual(fr="fr", en="en") == terminal.language(), values


def test_without_pip_and_ensurepip_one_line_says_what_to_install(place: Path) -> None:
    folder = place / "no pip"
    folder.mkdir()
    python = stock_python(place / "bare", pip=False)
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
    }
    code, said = launch(small_clone(folder), "check", python=python, env=nowhere)
    assert code == 2
    assert said.splitlines()[-1].startswith("ouvreuse: this Python has neither pip nor ensurepip")
    assert "apt install python3-pip" in said


def test_mistakes_and_help_download_nothing(place: Path) -> None:
    folder = place / "nothing"
    folder.mkdir()
    small_clone(folder)
    python = os.path.realpath(shutil.which("python3") or "python3")
    assert launch(folder, "sell", python=python)[0] == 2
    assert "usage: ouvreuse COMMAND" in launch(folder, "--help", python=python)[1]
    assert not (folder / ".venv").exists()
    assert not (folder / ".cache").exists()


def test_an_old_python_says_so_in_one_line() -> None:
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(name) for name in OLD]
    found += [str(p) for name in OLD for p in sorted(versions.glob(f"*/bin/{name}"))]
    old = [path for path in found if path and "shims" not in path]
    if not old:
        pytest.skip("NO OLD PYTHON on this machine to be refused")
    for python in dict.fromkeys(old):
        for language, words in (
            ("en", "needs Python 3.11 or newer; this is Python "),
            ("fr", "il faut au moins Python 3.11 ; voici Python "),
        ):
            env = {"PATH": "/nowhere", "OUVREUSE_LANG": language, "LC_ALL": "C"}
            code, said = launch(ROOT, "check", python=python, env=env)
            assert code == 2
            assert said.startswith(f"ouvreuse: {words}")
            assert len(said.splitlines()) == 1


def test_the_file_can_be_read_by_old_pythons() -> None:
    tree = ast.parse((ROOT / "ouvreuse").read_text())
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef, ast.Nonlocal)
    for node in ast.walk(tree):
        assert not isinstance(node, new), f"line {node.lineno} is too new"
        if isinstance(node, ast.arguments):
            assert not node.kwonlyargs
            assert not any(argument.annotation for argument in node.args)


def test_pip_configuration_reaches_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    launcher = as_module()
    text = (
        "global.index-url='https://one.example/simple'\n"
        "install.index-url='https://two.example/simple'\n"
        ":env:.extra-index-url='https://three.example/simple https://four.example/simple'\n"
        "global.trusted-host='one.example'\n"
        "download.index-url='https://five.example'\n"
    )
    monkeypatch.setattr(launcher, "output", lambda _command: text)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    for name in [name for name in os.environ if name.startswith("UV_")]:
        monkeypatch.delenv(name)
    env = launcher.installer_environment()
    assert env["UV_DEFAULT_INDEX"] == "https://two.example/simple"
    assert env["UV_INDEX"] == "https://three.example/simple https://four.example/simple"
    assert env["UV_INSECURE_HOST"] == "one.example"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert launcher.installer_environment()["UV_DEFAULT_INDEX"] == "https://own.example/simple"
    assert "UV_INDEX" not in launcher.installer_environment()


def test_a_changed_lock_is_installed(clone: Path) -> None:
    launcher = as_module(clone / "ouvreuse")
    stamp = launcher.read_stamp()
    stamp["base"] = launcher.base()
    assert launcher.is_installed(stamp, "dev")
    lock = clone / "requirements.lock"
    before = lock.read_text()
    lock.write_text(before + "# changed\n")
    try:
        assert not launcher.is_installed(stamp, "dev")
        assert not launcher.is_installed(stamp, "run")
    finally:
        lock.write_text(before)
    assert not launcher.is_installed({**stamp, "level": "run"}, "dev")
    assert not launcher.is_installed({**stamp, "base": ["elsewhere"]}, "run")


@pytest.mark.skipif(os.geteuid() != 0, reason="ONLY ROOT can make another user to try as")
def test_a_plain_user_installs_too(place: Path) -> None:
    python = next((p for p in ("/usr/bin/python3", "/usr/local/bin/python3") if _new_enough(p)), None)
    if python is None or not shutil.which("useradd") or not shutil.which("runuser"):
        pytest.skip("NO SYSTEM PYTHON of 3.11 or newer with pip, useradd and runuser here")
    name = f"ouvr{os.getpid()}"
    home = place / "home"
    subprocess.run(["useradd", "--create-home", "--home-dir", home, name], check=True, capture_output=True)
    try:
        folder = home / "my clone"
        folder.mkdir()
        small_clone(folder)
        user = pwd.getpwnam(name)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)
        for _ in range(2):
            done = subprocess.run(
                ["runuser", "-u", name, "--", python, str(folder / "ouvreuse"), "check"],
                env={**os.environ, "HOME": str(home)}, cwd=home, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout == "handed over\n"
    finally:
        subprocess.run(["userdel", name], check=True, capture_output=True)


def _new_enough(python: str) -> bool:
    code = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return Path(python).exists() and subprocess.run([python, "-c", code], check=False).returncode == 0
