"""A screening typed in one line: "salle 2 mar 20h15 VO Le film", in any order that can be understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from ouvreuse.kernel.text import one_line
from ouvreuse.programme.errors import CellFault, TypedFault

from .cells import WEEKDAYS, BadCell
from .cells import clock as read_clock
from .columns import name_key, plain
from .matching import KnownScreen
from .versions import version_spec

CLOCK = re.compile(r"\b\d{1,2}\s?(?:h|heures?|:)\s?\d{0,3}(?:\s?[ap]m)?\b|\b\d{1,2}\s?[ap]m\b", re.IGNORECASE)
SCREEN = re.compile(r"\b(?:salle|screen|écran|ecran|s)\s?0*(\d{1,3})\b", re.IGNORECASE)
DATE = re.compile(r"\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?\b")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was understood: `None` or "" where nothing was said. ``version``: as it is labelled (`VOSTFR`, `VF 3D`)."""

    at: time | None
    day: date | None
    screen: int | None
    version: str
    title: str


class Misunderstood(Exception):
    """What was typed is half a word: the fault, and what helps to put it right."""

    def __init__(self, fault: TypedFault | CellFault, **facts: object) -> None:
        super().__init__(fault.value)
        self.code = fault.value
        self.facts = facts


def understand(text: str, *, days: Sequence[date], screens: Sequence[KnownScreen]) -> Typed:
    """Read a line against the days of a week and the screens of a cinema. Raises `Misunderstood`."""
    left = one_line(text)[:300]
    left, at = _take_clock(left)
    left, screen = _take_screen(left, screens)
    left, day = _take_day(left, days)
    left, version = _take_version(left)
    return Typed(at, day, screen, version, left.strip(" ,;.-–·"))


def _take_clock(text: str) -> tuple[str, time | None]:
    found = CLOCK.search(text)
    if not found:
        return text, None
    words = found[0].strip()
    minutes = re.search(r"(?:h|:)\s?(\d+)$", words, re.IGNORECASE)
    if minutes and len(minutes[1]) != 2:
        raise Misunderstood(TypedFault.HALF_TIME, value=words, example=f"{words.rstrip('0123456789')}00")
    try:
        at = read_clock(f"{words}00" if words.endswith(":") else words)
    except BadCell as bad:
        raise Misunderstood(bad.fault, **bad.facts) from None
    return _without(text, found.span()), at


def _take_screen(text: str, screens: Sequence[KnownScreen]) -> tuple[str, int | None]:
    known = ", ".join(screen.name for screen in screens)
    found = SCREEN.search(text)
    if found:
        by_number = [screen.id for screen in screens if screen.number == int(found[1])]
        if not by_number:
            raise Misunderstood(CellFault.SCREEN_UNKNOWN, value=found[0], known=known)
        return _without(text, found.span()), by_number[0]
    for screen in sorted(screens, key=lambda each: -len(each.name)):
        named = re.search(rf"(?<!\w){re.escape(screen.name)}(?!\w)", text, re.IGNORECASE)
        if named:
            return _without(text, named.span()), screen.id
    return text, None


def _take_day(text: str, days: Sequence[date]) -> tuple[str, date | None]:
    if found := DATE.search(text):
        matching = [day for day in days if (day.day, day.month) == (int(found[1]), int(found[2]))]
        if not matching:
            raise Misunderstood(TypedFault.OTHER_WEEK, value=found[0])
        return _without(text, found.span()), matching[0]
    for word in re.finditer(r"[^\W\d_]+", text):
        weekday = WEEKDAYS.get(plain(word[0]))
        if weekday is not None:
            day = next((day for day in days if day.weekday() == weekday), None)
            return _without(text, word.span()), day
    return text, None


def _take_version(text: str) -> tuple[str, str]:
    """The first word written in capitals that names a version, with a format beside it (`VF 3D`)."""
    words = text.split()
    for place, word in enumerate(words):
        if word != word.upper() or not re.fullmatch(r"V[OF]\w*|OV\w*|ST\w*|MUET", word):
            continue
        for taken in (2, 1):
            said = " ".join(words[place : place + taken])
            try:
                spec = version_spec(said, format_words="", language_words="")
            except BadCell:
                continue
            if taken == 2 and spec.format == "2D":
                continue
            label = spec.label if spec.format == "2D" else f"{spec.label} {spec.format}"
            return " ".join(words[:place] + words[place + taken :]), label
    return text, ""


def _without(text: str, span: tuple[int, int]) -> str:
    return " ".join((text[: span[0]] + " " + text[span[1] :]).split())


@dataclass(frozen=True, slots=True)
class Showable:
    """A version that may be planned."""

    version: int
    film: int
    title: str
    label: str
    format: str = "2D"

    @property
    def name(self) -> str:
        """`VOSTFR 3D`."""
        return self.label if self.format == "2D" else f"{self.label} {self.format}"


def choose(typed: Typed, known: Sequence[Showable]) -> Showable:
    """The version meant among those known. Raises `Misunderstood`: none, or several, with their names."""
    if not typed.title:
        raise Misunderstood(TypedFault.NO_TITLE)
    films = _films(typed.title, known)
    titles = list(dict.fromkeys(each.title for each in films))
    if not films:
        raise Misunderstood(TypedFault.NO_FILM, value=typed.title)
    if len({each.film for each in films}) > 1:
        raise Misunderstood(TypedFault.SEVERAL_FILMS, known=", ".join(titles[:6]))
    fitting = [each for each in films if _fits(typed.version, each)]
    if not fitting:
        names = ", ".join(each.name for each in films)
        raise Misunderstood(TypedFault.NO_VERSION, value=typed.version, title=titles[0], known=names)
    exact = [each for each in fitting if each.name == typed.version] or fitting
    if len(exact) > 1:
        names = ", ".join(each.name for each in exact)
        raise Misunderstood(TypedFault.SEVERAL_VERSIONS, title=titles[0], known=names)
    return exact[0]


def _films(title: str, known: Sequence[Showable]) -> list[Showable]:
    wanted = name_key(title)
    for fits in (str.__eq__, str.startswith, str.__contains__):
        if found := [each for each in known if fits(name_key(each.title), wanted)]:
            return found
    return []


def _fits(version: str, each: Showable) -> bool:
    """``VO`` means any original version, ``VF 3D`` that label in that format."""
    label, _, format = version.partition(" ")
    if format and format != each.format:
        return False
    return not label or each.label == label or (label == "VO" and each.label.startswith("VO"))
