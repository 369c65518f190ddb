"""What visitors see of a week beside what is planned, line by line and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouvreuse.backoffice.planning.place import Place
from ouvreuse.backoffice.planning.presenters import Reason, Says
from ouvreuse.backoffice.planning.reading import Planned, week_of
from ouvreuse.catalogue.models import FilmVersion
from ouvreuse.programme.actions import facts_of
from ouvreuse.programme.models import Screening, WeekPublication
from ouvreuse.programme.queries import week_screenings
from ouvreuse.programme.rules.clashes import Weight
from ouvreuse.programme.rules.since import Since, since
from ouvreuse.programme.words import fields as field_names
from ouvreuse.ui.templatetags.ui_tags import short_day
from ouvreuse.venues.models import Screen


@dataclass(frozen=True, slots=True)
class Line:
    """A screening that may be chosen. ``key``: id and edits."""

    id: int
    key: str
    when: str
    screen: str
    film: str
    version: str
    state: str
    reasons: tuple[Reason, ...]
    weight: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a screening since the last publication."""

    film: str
    before: str
    after: str
    fields: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All of it. ``seen``: how many visitors see now; ``last``: the last publication, in words."""

    seen: int
    last: str
    drafts: tuple[Line, ...]
    coming: tuple[Line, ...]
    changed: tuple[Changed, ...]
    removed: tuple[Changed, ...]

    def warned(self, chosen: Iterable[int]) -> int:
        """How many of those chosen have something heavier than a note."""
        heavy = {line.id for line in self.drafts if line.weight in (Weight.WARN, Weight.HARD)}
        return len(heavy & set(chosen))


def difference_of(place: Place) -> Difference:
    """The week against what was published of it last."""
    week = week_of(place)
    says = Says(place, week)
    lines = {each.id: _line(says, each) for each in week.planned}
    standing = {each.id: each.standing(week.now) for each in week.planned}
    last = (
        WeekPublication.objects.filter(cinema=place.cinema.id, week=place.week.opening)
        .select_related("user")
        .order_by("-id")
        .first()
    )
    changes = _changes(place, last)
    told = _Told(place, changes)
    return Difference(
        seen=sum(each == "sale" for each in standing.values()),
        last=_last(place, last),
        drafts=tuple(lines[id] for id, each in standing.items() if each == "draft"),
        coming=tuple(lines[id] for id, each in standing.items() if each == "coming"),
        changed=tuple(told.changed(each) for each in changes if each.before and each.after),
        removed=tuple(told.changed(each) for each in changes if each.after is None),
    )


def _line(says: Says, each: Planned) -> Line:
    screens = {screen.id: screen.name for screen in says.week.screens}
    reasons = says.reasons(each)
    return Line(
        id=each.id,
        key=f"{each.id}:{each.edits}",
        when=says.when(each),
        screen=screens.get(each.screen_id, ""),
        film=each.title,
        version=each.version,
        state=says.state(each, each.standing(says.week.now)),
        reasons=reasons,
        weight=reasons[0].weight if reasons else "",
    )


def _changes(place: Place, last: WeekPublication | None) -> list[Since]:
    if last is None:
        return []
    rows = week_screenings(place.cinema.id, week=place.week.opening, zone=place.cinema.zone)
    now = {row.id: facts_of(row) for row in rows}
    before = {int(id): facts for id, facts in last.screenings.items()}
    moved = Screening.objects.filter(id__in=before.keys() - now.keys())  # to another week
    return since(before, now | {row.id: facts_of(row) for row in moved})


def _last(place: Place, last: WeekPublication | None) -> str:
    if last is None:
        return ""
    made, effective = (at.astimezone(place.zone) for at in (last.made_at, last.effective_at))
    return _("Published last by %(who)s on %(made)s, for %(effective)s.") % {
        "who": last.user.name if last.user else "…",
        "made": f"{short_day(made.date())} {made:%H:%M}",
        "effective": f"{short_day(effective.date())} {effective:%H:%M}",
    }


FIELDS = {
    "starts_at": "starts_at",
    "screen_id": "screen",
    "version_id": "version",
    "price_version_id": "price_list",
    "pre_show_min": "pre_show",
    "turnaround_min": "turnaround",
    "note_fr": "note_fr",
    "note_en": "note_en",
    "web_closes_at": "web_closes",
    "counter_opens_at": "counter_opens",
    "counter_closes_at": "counter_closes",
    "quotas": "quota",
    "quota_release_min": "quota_release",
    "state": "published",
}


class _Told:
    """Says a change; the films and screens of all are read once."""

    def __init__(self, place: Place, changes: Iterable[Since]) -> None:
        self.place = place
        versions = {facts["version_id"] for each in changes for facts in (each.before, each.after) if facts}
        rows = FilmVersion.objects.filter(id__in=versions).select_related("film")
        self.films = {row.id: f"{row.film.title}, {row.label}" for row in rows}
        self.screens = dict(Screen.objects.filter(cinema=place.cinema.id).values_list("id", "name"))

    def changed(self, each: Since) -> Changed:
        facts = each.after or each.before or {}
        names = field_names(
            (FIELDS[name] for name in each.fields if name in FIELDS), language=get_language() or "fr"
        )
        return Changed(
            self.films.get(facts["version_id"], "…"), self._where(each.before), self._where(each.after), names
        )

    def _where(self, facts: Mapping[str, Any] | None) -> str:
        if facts is None:
            return ""
        local = datetime.fromisoformat(facts["starts_at"]).astimezone(self.place.zone)
        return f"{short_day(local.date())} {local:%H:%M}, {self.screens.get(facts['screen_id'], '')}"
