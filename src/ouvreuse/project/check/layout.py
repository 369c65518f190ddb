"""The layout of templates: two spaces for each level of elements and template tags, no stray space, one empty line.

djade formats Django's tags and has no opinion on HTML; formatters that have one also break and join lines, which
shows between words and inside buttons. Here no line is broken or joined: only white space beside a line's end
changes, and a browser makes one space of that anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ouvreuse.project.check.templates import page_templates

STEP = 2
GAP = r"[ \t\r]*\n[ \t\r\n]*"  # not \s: a space that may not break is text
DJANGO = r"(?:\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})"
QUOTED = rf"(?:\"(?:{DJANGO}|[^\"])*+\"|'(?:{DJANGO}|[^'])*+')"
# White space in messages, in text as typed and in other languages stays as it is.
KEPT = (
    r"\{%\s*(?P<message>blocktranslate|blocktrans|comment|verbatim)\b.*?\{%\s*end(?P=message)\b.*?%\}"
    r"|<(?P<typed>pre|textarea)\b.*?</(?P=typed)|<!--.*?-->"
    r"|<(?P<foreign>script|style)\b.*?(?=[ \t\r\n]*</(?P=foreign))"
)
TOKEN = re.compile(
    rf"(?P<gap>{GAP})|{KEPT}|\{{%\s*(?P<verb>\w+).*?%\}}|{DJANGO}|</(?P<close>[\w-]+)"
    rf"|<(?P<element>[a-z][\w-]*)(?:{DJANGO}|{QUOTED}|[^>\"'])*+>",
    re.DOTALL | re.IGNORECASE,
)
BETWEEN_ATTRIBUTES = re.compile(rf"{QUOTED}|(?P<gap>{GAP})(?P<last>/?>)?", re.DOTALL)
MIDDLES = frozenset({"elif", "else", "empty"})
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


class Level(NamedTuple):
    """What is open, a tag of Django's when its name begins with ``%``, and the indent of the line it opens on."""

    name: str
    indent: int


def laid_out(text: str) -> str:
    """A template's text with each line at its place."""
    layout = _Layout(text)
    return TOKEN.sub(layout.replaced, text)


def misplaced(package: Path) -> Iterator[str]:
    """Templates that ``put_in_place`` would change, each with the first such line."""
    for path in _html(package):
        text = path.read_text()
        pairs = zip(text.split("\n"), laid_out(text).split("\n"), strict=False)
        wrong = next((number for number, (is_, should) in enumerate(pairs, 1) if is_ != should), None)
        if wrong:
            yield f"{path.relative_to(package)}:{wrong}: white space (./ouvreuse check --fix mends it)"


def put_in_place(package: Path) -> None:
    """Write what ``misplaced`` asks for."""
    for path in _html(package):
        text = path.read_text()
        if (better := laid_out(text)) != text:
            path.write_text(better)


class _Layout:
    """Walks through a template and knows what is open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.paired = frozenset(re.findall(r"\{%\s*end(\w+)", text))
        self.levels: list[Level] = []
        self.indent = 0  # of the line being read

    def replaced(self, token: re.Match[str]) -> str:
        """What stands for a token; gaps alone may change."""
        if token["gap"]:
            return self._gap(token)
        if token["element"]:
            return self._element(token)
        if not _closed(self.levels, token) and token["verb"] in self.paired:
            self.levels.append(Level(f"%{token['verb']}", self.indent))
        return token[0]

    def _gap(self, token: re.Match[str]) -> str:
        if token.end() == len(self.text):
            return "\n"
        self.indent = self._indent_at(token.end())
        return "\n" * min(2, token[0].count("\n")) + " " * self.indent

    def _indent_at(self, place: int) -> int:
        """One step in from what is open; ends, and ``else``, stand under their beginning."""
        levels = list(self.levels)
        indent = levels[-1].indent + STEP if levels else 0
        while (token := TOKEN.match(self.text, place)) and (level := _closed(levels, token)):
            indent, place = level.indent, token.end() + bool(token["close"])
        return indent

    def _element(self, token: re.Match[str]) -> str:
        def between(found: re.Match[str]) -> str:
            last = found["last"] or ""
            return f"\n{' ' * (self.indent + STEP * (not last))}{last}" if found["gap"] else found[0]

        name = token["element"].lower()
        if name not in VOID and not token[0].endswith("/>"):
            self.levels.append(Level(name, self.indent))
        return BETWEEN_ATTRIBUTES.sub(between, token[0])


def _closed(levels: list[Level], token: re.Match[str]) -> Level | None:
    """The level that a token ends, or whose other half it begins; what was left open inside is forgotten."""
    verb, close = token["verb"] or "", (token["close"] or "").lower()
    for place in range(len(levels) - 1, -1, -1):
        level = levels[place]
        of_django = level.name.startswith("%")
        if verb in MIDDLES and of_django:
            del levels[place + 1 :]
            return level
        if level.name == (close or verb.replace("end", "%", 1)):
            del levels[place:]
            return level
        if close and of_django:  # what a branch opens, another may close
            return None
    return None


def _html(package: Path) -> Iterator[Path]:
    return (path for path in page_templates(package) if path.suffix == ".html")
