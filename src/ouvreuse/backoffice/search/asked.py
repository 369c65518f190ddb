"""What was typed, read: words, and a day and a time when they are among them ("lundi 20h le gardien")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from ouvreuse.backoffice.shell.fields import EARLIEST, LATEST
from ouvreuse.kernel.text import one_line, sort_key

LONGEST = 120
WEEKDAYS: Final = {
    name: number
    for names in (
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
    for number, name in enumerate(names)
}
NEAR: Final = {"aujourd hui": 0, "ce soir": 0, "demain": 1, "hier": -1, "today": 0, "tonight": 0, "tomorrow": 1,
               "yesterday": -1}  # fmt: skip
HOUR: Final = re.compile(r"([01]?\d|2[0-3])\s?(?:h|heures?)", re.IGNORECASE)
TIME: Final = re.compile(r"([01]?\d|2[0-3])\s?(?:h|:)\s?([0-5]\d)", re.IGNORECASE)
DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?")


@dataclass(frozen=True, slots=True)
class Asked:
    """``typed``: one clean line; ``words``: what is neither a day nor a time, as titles are sorted."""

    typed: str
    words: tuple[str, ...]
    day: date | None = None
    at: time | None = None
    whole_hour: bool = False


def asked(text: str, *, today: date) -> Asked:
    """Read what was typed. A day of the week is the next one, today included; ``25/12`` is the nearest one."""
    typed = one_line(text)[:LONGEST]
    rest, found, whole = _time(typed)
    rest, when = _date(rest, today)
    key = sort_key(rest)
    if when is None:
        for said, step in NEAR.items():
            if re.search(rf"\b{said}\b", key):
                key, when = re.sub(rf"\b{said}\b", " ", key), today + timedelta(days=step)
                break
    words = key.split()
    if when is None:
        for word in words:
            if word in WEEKDAYS:
                words.remove(word)
                when = today + timedelta(days=(WEEKDAYS[word] - today.weekday()) % 7)
                break
    return Asked(typed, tuple(words), when, found, whole)


def _time(text: str) -> tuple[str, time | None, bool]:
    for pattern, whole in ((TIME, False), (HOUR, True)):
        match = re.search(rf"(?<![\w/.-]){pattern.pattern}(?![\w/.-])", text, re.IGNORECASE)
        if match:
            minute = 0 if whole else int(match[2])
            return text[: match.start()] + " " + text[match.end() :], time(int(match[1]), minute), whole
    return text, None, False


def _date(text: str, today: date) -> tuple[str, date | None]:
    match = re.search(rf"(?<![\w/.-])(?:{DATE.pattern})(?![\w/.-])", text)
    if not match:
        return text, None
    parts = [int(part) for part in re.split(r"[-/.]", match[0])]
    try:
        if len(parts) == 3 and len(match[0].split("-")[0]) == 4:
            found = date(*parts)
        elif len(parts) == 3:
            found = date(parts[2] + 2000 if parts[2] < 100 else parts[2], parts[1], parts[0])
        else:
            years = (today.year - 1, today.year, today.year + 1)
            found = min(
                (date(year, parts[1], parts[0]) for year in years), key=lambda each: abs(each - today)
            )
    except ValueError:
        return text, None
    if not EARLIEST <= found <= LATEST:
        return text, None
    return text[: match.start()] + " " + text[match.end() :], found
