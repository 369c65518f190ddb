"""The trail in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.trail.verbs import FIELDS, THINGS, VALUES, VERBS
from ouvreuse.kernel import text
from ouvreuse.ui.tables.columns import Column, words
from ouvreuse.venues.words import ROLES
from ouvreuse.venues.words import role as role_name

LONGEST = 60
NOTHING = "∅"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$")
BARE_IDS = frozenset({"first", "last"})  # numbers of rows, for who reads the export
EMPTY: tuple[Any, ...] = (None, "", [], {})
HANDS = {"cli": gettext_lazy("the machine’s console"), "worker": gettext_lazy("the system")}


def columns(*, people: Mapping[int, str], places: Mapping[int, str], zone: str) -> list[Column]:
    """The columns of the trail. ``people``: names by id; ``places``: names of cinemas by id; ``zone``: for instants."""
    wall = ZoneInfo(zone)
    return [
        Column("at", gettext_lazy("When"), lambda row: row.at, order=("id",)),
        Column("who", gettext_lazy("Who"), who),
        Column("what", gettext_lazy("What"), lambda row: verb(row.verb)),
        Column("about", gettext_lazy("About"), lambda row: about(row.subject, people=people)),
        Column(
            "changes",
            gettext_lazy("Before → after"),
            lambda row: changes(row.facts, zone=wall),
            show=lambda row: changes(row.facts, zone=wall, longest=LONGEST),
        ),
        Column("where", gettext_lazy("Cinema"), lambda row: places.get(row.cinema or 0, "")),
        Column("verb", gettext_lazy("Verb"), lambda row: row.verb, chosen=False),
        Column("subject", gettext_lazy("Subject"), lambda row: row.subject, chosen=False),
        Column("request", gettext_lazy("Request"), lambda row: row.correlation_id, chosen=False),
    ]


def who(row: AuditEntry) -> str:
    """Who did it: a person's name, or the hand that no person guided."""
    if row.actor is not None:
        return str(row.actor.name)
    return str(HANDS.get(row.actor_label, row.actor_label))


def verb(name: str) -> str:
    """What was done."""
    return str(VERBS.get(name, name.replace("_", " ")))


def about(subject: str, *, people: Mapping[int, str]) -> str:
    """What it was done to: its kind, and its name or number."""
    kind, _colon, identity = subject.partition(":")
    thing = str(THINGS.get(kind, kind.replace("_", " ")))
    if kind == "user" and identity.isdecimal() and int(identity) in people:
        return people[int(identity)]
    return f"{thing} {identity}".strip()


def changes(facts: Mapping[str, Any], *, zone: ZoneInfo, longest: int = 0) -> str:
    """What changed, field by field, then what else is known. ``longest``: how much of each value is said."""
    return " · ".join(_said(facts, zone, longest))


def _said(facts: Mapping[str, Any], zone: ZoneInfo, longest: int) -> Iterator[str]:
    before, after = _of(facts, "before"), _of(facts, "after")
    for name in [each for each in (after or before) if not each.endswith("_id")]:
        old, new = (_value(side.get(name), zone, longest) for side in (before, after))
        if name in before and old != new:
            yield _line(name, f"{old} → {new}")
        elif name not in before and new != NOTHING:
            yield _line(name, new)
    for name, value in facts.items():
        if name not in ("before", "after") and value not in EMPTY and name not in BARE_IDS:
            yield _line(name, _value(value, zone, longest))


def _of(facts: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = facts.get(name)
    return found if isinstance(found, dict) else {}


def _line(name: str, value: str) -> str:
    field = str(FIELDS.get(name, name.replace("_", " ")))
    return _("%(field)s: %(value)s") % {"field": field, "value": value}


def _value(value: Any, zone: ZoneInfo, longest: int) -> str:
    match value:
        case None | "" | []:
            return NOTHING
        case bool():
            return _("yes") if value else _("no")
        case list():
            said = ", ".join(_value(each, zone, 0) for each in value)
        case dict():
            said = ", ".join(f"{name} {_value(each, zone, 0)}" for name, each in value.items())
        case str() if INSTANT.match(value):
            said = words(datetime.fromisoformat(value), zone=zone)
        case str() if value in VALUES:
            said = str(VALUES[value])
        case str() if value in ROLES:
            said = role_name(value, language=get_language() or "fr")
        case _:
            said = text.one_line(str(value))
    return text.cut(said, length=longest) if longest else said
