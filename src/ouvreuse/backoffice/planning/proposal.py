"""Screenings proposed before they are made: each with its fate, from rules alone; only those chosen are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouvreuse.backoffice.planning.place import Place
from ouvreuse.backoffice.planning.reading import desk_of, planned_in, slots
from ouvreuse.catalogue.models import FilmVersion
from ouvreuse.catalogue.rules import CLASS_AGES
from ouvreuse.kernel import clock
from ouvreuse.programme.actions import Plan
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules import listing_day, screening_times
from ouvreuse.programme.rules.clashes import Rule, Slot, Weight, clashes
from ouvreuse.programme.words import say
from ouvreuse.ui.templatetags.ui_tags import short_day
from ouvreuse.venues.models import Screen

AROUND = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Idea:
    """What one would like: a plan, or why there is none (``words``) on the day ``when`` says."""

    when: str
    plan: Plan | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An idea judged. ``fate``: new, warn (may be made), taken, there, refused (may not)."""

    key: str
    fate: str
    when: str
    screen: str
    film: str
    words: str
    plan: Plan | None

    @property
    def open(self) -> bool:
        """Whether it may be made."""
        return self.fate in ("new", "warn")


def judge(place: Place, ideas: Sequence[Idea]) -> list[Proposal]:
    """The fate of each idea beside what is planned, and beside each other; six statements."""
    plans = [idea.plan for idea in ideas if idea.plan]
    if not plans:
        return [_refused(idea) for idea in ideas]
    screens = list(Screen.objects.filter(cinema=place.cinema.id).order_by("number"))
    versions = {
        row.id: row
        for row in FilmVersion.objects.filter(id__in={plan.version for plan in plans}).select_related("film")
    }
    starts = [plan.starts_at for plan in plans]
    near = Screening.objects.filter(
        cinema=place.cinema.id, starts_at__gt=min(starts) - AROUND, starts_at__lt=max(starts) + AROUND
    )
    standing = slots(planned_in(near), screens)
    wanted = [_slot(-n - 1, plan, versions, screens) for n, plan in enumerate(plans)]
    desk = desk_of(place)
    found = clashes([*standing, *wanted], habits=desk.habits, keys=desk.keys)
    there = {(slot.screen, slot.starts_at, slot.version) for slot in standing}
    judged = iter(
        _judged(
            place, plan, slot, found.get(slot.id, ()), (slot.screen, slot.starts_at, slot.version) in there
        )
        for plan, slot in zip(plans, wanted, strict=True)
    )
    names = {screen.id: screen.name for screen in screens}
    titles = {id: f"{row.film.title}, {row.label}" for id, row in versions.items()}
    return [
        replace(fate, screen=names.get(idea.plan.screen, ""), film=titles.get(idea.plan.version, ""))
        if idea.plan and (fate := next(judged))
        else _refused(idea)
        for idea in ideas
    ]


def _judged(place: Place, plan: Plan, slot: Slot, reasons: Iterable[object], there: bool) -> Proposal:
    local = slot.starts_at.astimezone(place.zone)
    key = f"{plan.screen}.{plan.version}.{slot.starts_at:%Y%m%d%H%M}"
    when = f"{short_day(listing_day(local))} {local:%H:%M}"
    words: list[str] = []
    fate = "new"
    for reason in reasons:
        rule = reason.rule  # type: ignore[attr-defined]
        if rule is Rule.OVERLAP:
            fate = "taken"
            words = [_("the screen is taken")]
            break
        if rule is Rule.SCREEN_CLOSED:
            fate = "refused"
            words = [_("the screen is closed")]
            break
        if reason.weight is Weight.WARN:  # type: ignore[attr-defined]
            fate = "warn"
            words.append(say(rule.value, reason.facts, language=get_language() or "fr"))  # type: ignore[attr-defined]
    if there:
        fate, words = "there", [_("already planned")]
    elif slot.starts_at <= clock.now():
        fate, words = "refused", [_("it would start in the past")]
    return Proposal(key, fate, when, "", "", "; ".join(words), plan)


def _refused(idea: Idea) -> Proposal:
    return Proposal("", "refused", idea.when, "", "", idea.words, None)


def _slot(id: int, plan: Plan, versions: dict[int, FilmVersion], screens: Sequence[Screen]) -> Slot:
    version = versions[plan.version]
    film = version.film
    times = screening_times(
        plan.starts_at,
        runtime_min=film.runtime_min,
        pre_show_min=plan.pre_show_min,
        turnaround_min=plan.turnaround_min,
    )
    extras = plan.extras
    return Slot(
        id=id,
        screen=plan.screen,
        film=film.id,
        version=version.id,
        starts_at=times.starts_at,
        film_starts_at=times.film_starts_at,
        ends_at=times.ends_at,
        occupied_until=times.occupied_until,
        turnaround_min=plan.turnaround_min,
        format=version.format,
        formats=next((tuple(each.formats) for each in screens if each.id == plan.screen), ()),
        age=CLASS_AGES[film.classification],
        labels=extras.labels if extras else (),
        kind=extras.kind if extras else "public",
        runtime_known=film.runtime_min is not None,
        visa=bool(film.visa_number),
        closed=any(each.id == plan.screen and closes_before(each, plan.starts_at) for each in screens),
    )


def closes_before(screen: Screen, starts_at: datetime) -> bool:
    """Whether a screen is closed by an instant."""
    return screen.closed_at is not None and starts_at >= screen.closed_at


def chosen(proposals: Sequence[Proposal], keys: Iterable[str]) -> list[Plan]:
    """The plans of those chosen that may be made; of two with one key the first."""
    wanted = set(keys)
    found: dict[str, Plan] = {}
    for each in proposals:
        if each.plan and each.open and each.key in wanted:
            found.setdefault(each.key, each.plan)
    return list(found.values())


def local_day(when: datetime, place: Place) -> str:
    """The day of a wall time that has no instant, in words."""
    return f"{short_day(listing_day(when))} {when:%H:%M}"
