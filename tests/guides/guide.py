"""A guide as steps. In its Markdown, in the order of reading:

- bold words must stand on the page shown then, ``Pay …`` for what begins so (before the first page is opened they
  are only bold);
- ``<!-- open /path -->``, ``<!-- press field=value&... -->`` (the last bold words), ``<!-- wait -->`` (the page looks
  again), ``<!-- mail -->`` (the last one sent), ``<!-- new browser -->``, ``<!-- close -->`` (no page any more) and
  ``<!-- fails -->`` (the next command must refuse) do what the sentence says;
- a ``console`` block is run command by command, and what it shows must come in that order; ``…`` stands for
  any lines; the link it prints may be opened as ``{printed}``;
- a ``python`` block is run, in one namespace for the guide;
- an ``sh`` block is for the reader's machine: its ``./ouvreuse`` lines must be understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.guides.states import ROOT

GUIDES = ROOT / "docs" / "guide"
TOKEN = re.compile(r"^```(\w+)\n(.*?)^```$|<!-- (.+?) -->|\*\*(.+?)\*\*", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """``kind``: console, python, sh, do, shows; others are only read."""

    kind: str
    text: str
    line: int


def guides() -> list[Path]:
    """Every guide, French first."""
    return sorted(GUIDES.glob("fr/*.md")) + sorted(GUIDES.glob("en/*.md"))


def steps_of(path: Path) -> list[Step]:
    """The steps of a guide in the order of reading."""
    source = path.read_text()
    found = []
    for match in TOKEN.finditer(source):
        language, block, order, bold = match.groups()
        kind = language or ("do" if order else "shows")
        found.append(Step(kind, block or order or bold, source.count("\n", 0, match.start()) + 1))
    return found


def commands_of(block: str) -> list[tuple[str, list[str]]]:
    """Each command of a console block with the lines it must show."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line.strip() and line.strip() != "…":
            found[-1][1].append(line)
    return found
