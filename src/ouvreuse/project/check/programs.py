"""Checks that other programs make: style, types, import contracts, templates, CSS and TypeScript."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ouvreuse.project import frontend
from ouvreuse.project.check.templates import page_templates

ROOT = frontend.ROOT
PYTHON_FOLDERS = ("src", "tests", "bench", "conftest.py", "ouvreuse", "docs/screenshots/make.py")
# H006: sizes come from style sheets; H021: `templates.inline_code` judges, and mails need inline styles;
# H030, H031: the description stands in the base page, keywords help nobody; T003: short blocks need no second name;
# D018: the design system may not know the doors' addresses.
DJLINT_IGNORED = "D018,H006,H021,H030,H031,T003"


def program(name: str, *arguments: str, root: Path = ROOT) -> list[str]:
    """Run a program from beside this Python; its lines when it finds faults, nothing when not."""
    beside = Path(sys.executable).parent / name
    return _run([str(beside) if beside.exists() else name, *arguments], root=root)


def style(root: Path = ROOT) -> list[str]:
    """ruff's rules."""
    return program("ruff", "check", "--quiet", "--output-format=concise", *_existing(root), root=root)


def python_format(root: Path = ROOT) -> list[str]:
    """ruff's format."""
    return program(
        "ruff", "format", "--check", "--quiet", "--output-format=concise", *_existing(root), root=root
    )


def types(root: Path = ROOT) -> list[str]:
    """mypy, strict, with Django's plugin."""
    return program("mypy", "--no-error-summary", root=root)


def contracts(root: Path = ROOT) -> list[str]:
    """The import contracts."""
    said = program("lint-imports", "--no-cache", root=root)
    broken = [index for index, line in enumerate(said) if line.strip() == "Broken contracts"]
    return [line for line in said[broken[0] + 1 if broken else 0 :] if set(line.strip()) != {"-"}]


def template_style(root: Path = ROOT) -> list[str]:
    """djlint's rules."""
    arguments = ("--lint", "--quiet", "--profile=django", f"--ignore={DJLINT_IGNORED}", "--extension=html")
    return program("djlint", *arguments, "src/ouvreuse", root=root)


def template_format(root: Path = ROOT) -> list[str]:
    """djade's format of Django's tags in pages and mails; plain text is left alone, its white space is read."""
    said = program("djade", "--check", *_pages(root), root=root)
    return [line for line in said if not line.startswith("Detected Django version")]


def write_template_format(root: Path = ROOT) -> None:
    """Let djade write."""
    program("djade", *_pages(root), root=root)


def script_types() -> list[str]:
    """TypeScript, strict."""
    return frontend.check_types().splitlines()


def script_format() -> list[str]:
    """Format of CSS and TypeScript."""
    return frontend.check_format().splitlines()


def _existing(root: Path) -> list[str]:
    return [name for name in PYTHON_FOLDERS if (root / name).exists()]


def _pages(root: Path) -> list[str]:
    return [str(path) for path in page_templates(root / "src" / "ouvreuse") if path.suffix == ".html"]


def _run(command: Sequence[str], *, root: Path) -> list[str]:
    environment = {**os.environ, "OUVREUSE_KIND": "TEST", "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return lines or [f"exit {done.returncode}"]
