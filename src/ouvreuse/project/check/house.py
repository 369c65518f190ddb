"""Rules of the house that need only the files: sizes, forbidden words, addresses of registries."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

LONG_FILE = 350
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LAUNCHER = "ouvreuse"  # Python without the ending
SOURCE_SUFFIXES = frozenset({".py", ".ts", ".css", ".html", ".sql"})
TEXT_SUFFIXES = SOURCE_SUFFIXES | {
    *(
        ".md",
        ".txt",
        ".toml",
        ".json",
        ".lock",
        ".ini",
        ".po",
        ".typ",
        ".svg",
        ".yaml",
        ".yml",
        ".sh",
        ".cfg",
        "",
    ),
}
# Patterns, not words: this file must not accuse itself.
UNFINISHED = re.compile(r"\bTO(?:DO)\b|\bFIX(?:ME)\b|(?i:lorem\s+ipsum)")
REGISTRIES = (
    r"registry\.npmjs\.org",
    r"pypi\.org",
    r"pythonhosted\.org",
    r"proxy\.golang\.org",
    r"npmjs\.com",
)
INDEX_VARIABLES = (
    "PIP_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "UV_INDEX_URL",
    "NPM_CONFIG_REGISTRY",
    "npm_config_registry",
)


def files_of(root: Path) -> list[Path]:
    """The files of the repository: what git tracks or would track; every file where there is no git."""
    if (root / ".git").exists():
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
        found = [root / name for name in listed.split("\0") if name]
    else:
        found = list(root.rglob("*"))
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def long_files(root: Path) -> Iterator[str]:
    """Source files over 500 lines."""
    for name, lines in _lengths(root):
        if lines > LONGEST_FILE:
            yield f"{name}: {lines} lines (at most {LONGEST_FILE})"


def growing_files(root: Path) -> Iterator[str]:
    """Source files over 350 lines: time to cut them, no fault yet."""
    for name, lines in _lengths(root):
        if LONG_FILE < lines <= LONGEST_FILE:
            yield f"{name}: {lines} lines (cut at {LONG_FILE})"


def _lengths(root: Path) -> Iterator[tuple[Path, int]]:
    for path in files_of(root):
        if path.suffix in SOURCE_SUFFIXES or path.name == LAUNCHER:
            yield path.relative_to(root), len(path.read_text(errors="replace").splitlines())


def long_functions(root: Path) -> Iterator[str]:
    """Python functions over 60 lines, migrations aside."""
    for path in files_of(root):
        if (path.suffix == ".py" or path.name == LAUNCHER) and "migrations" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(), str(path))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    lines = (node.end_lineno or node.lineno) - node.lineno + 1
                    if lines > LONGEST_FUNCTION:
                        where = f"{path.relative_to(root)}:{node.lineno}"
                        yield f"{where}: {node.name} has {lines} lines (at most {LONGEST_FUNCTION})"


def unfinished(root: Path) -> Iterator[str]:
    """Marks of unfinished work and filler text."""
    yield from _matches(root, UNFINISHED)


def registry_hosts(root: Path) -> Iterator[str]:
    """Host names of package registries, well-known ones and those this machine is configured for."""
    configured = (urlsplit(os.environ.get(name, "")).hostname for name in INDEX_VARIABLES)
    hosts = [*REGISTRIES, *sorted(map(re.escape, filter(None, configured)))]
    yield from _matches(root, re.compile("|".join(hosts)))


def migrations_in_line(root: Path) -> Iterator[str]:
    """Each app's migrations form one line: each names at most one of its app, no two the same."""
    for folder in sorted((root / "src" / "ouvreuse").glob("*/migrations")):
        app, parents = folder.parent.name, {}
        for path in sorted(folder.glob("0*.py")):
            own = [name for label, name in _dependencies(path) if label == app]
            if len(own) > 1:
                yield f"{app}: {path.stem} merges {', '.join(sorted(own))}"
            parents[path.stem] = own[0] if own else ""
        for parent in sorted(set(parents.values())):
            children = sorted(name for name, given in parents.items() if given == parent)
            if len(children) > 1:
                yield f"{app}: {' and '.join(children)} both follow {parent or 'nothing'}"


def _dependencies(path: Path) -> list[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == "dependencies" for target in targets):
                return list(_pairs(node.value))
    return []


def _pairs(node: ast.expr) -> Iterator[tuple[str, str]]:
    for element in ast.walk(node):
        if isinstance(element, ast.Tuple) and len(element.elts) == 2:
            label, name = element.elts
            if isinstance(label, ast.Constant) and isinstance(name, ast.Constant):
                yield str(label.value), str(name.value)


def _matches(root: Path, pattern: re.Pattern[str]) -> Iterator[str]:
    for path in files_of(root):
        if path.suffix in TEXT_SUFFIXES:
            for number, line in enumerate(_lines(path), 1):
                if match := pattern.search(line):
                    yield f"{path.relative_to(root)}:{number}: {match[0]}"


def _lines(path: Path) -> Iterable[str]:
    content = path.read_bytes()
    return () if b"\0" in content else content.decode(errors="replace").splitlines()
