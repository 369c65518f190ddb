"""The week as it is drawn: days, a lane for each screen, a block for each screening. Places are whole minutes from the
start of the listing day, said by classes (minutes.css): the policy of our pages allows no inline style."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ouvreuse.backoffice.planning.place import Place
from ouvreuse.backoffice.planning.reading import Planned, Week, listed_under
from ouvreuse.programme.rules.clashes import Clash, Weight
from ouvreuse.programme.words import say
from ouvreuse.ui.templatetags.ui_tags import short_day

EARLIEST, LATEST = 4, 20  # hours from five in the morning: nine, and one at night
LONGEST = 24 * 60


@dataclass(frozen=True, slots=True)
class Reason:
    """A clash in words."""

    weight: str
    words: str


@dataclass(frozen=True, slots=True)
class Block:
    """A screening of the grid. ``at``: minutes from the start of its day. ``url``: its page, if it has one for this
    person. ``edits``: what a change sends back, None where it cannot be moved here."""

    id: int
    css: str
    pre: str
    turn: str
    at: int
    url: str
    edits: int | None
    time: str
    title: str
    version: str
    times: str
    state: str
    standing: str
    mark: str
    reasons: tuple[Reason, ...]
    pre_min: int
    turn_min: int
    length: int
    screen: int
    screen_name: str
    notes: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A screen on one day."""

    id: int
    name: str
    number: int
    url: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of the grid. ``hours``: (class, what the wall shows) for each hour of its axis."""

    key: str
    name: str
    url: str
    hours: tuple[tuple[str, str], ...]
    lanes: tuple[Lane, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Grid:
    """What is shown of the week. ``axis``: classes that say from which hour to which."""

    axis: str
    days: tuple[DayView, ...]
    counts: tuple[tuple[str, str, int], ...]
    reasons: tuple[tuple[str, str, Reason], ...]
    empty: bool


def grid_of(place: Place, week: Week, *, only: Iterable[date] | None = None) -> Grid:
    """The days shown, or those of them that are asked for."""
    by_lane: dict[tuple[date, int], list[Planned]] = defaultdict(list)
    for each in week.planned:
        by_lane[listed_under(place, each.starts_at), each.screen_id].append(each)
    words = Says(place, week)
    screens = [screen for screen in week.screens if place.screen in (0, screen.id)]
    first, last = words.axis
    wanted = set(place.days if only is None else only)
    days = tuple(
        _day(place, day, screens, by_lane, words) for day in place.days if not wanted or day in wanted
    )
    return Grid(
        axis=f"from{first} span{last - first}",
        days=days,
        counts=words.counts(),
        reasons=words.heavy(),
        empty=not week.planned,
    )


def _day(
    place: Place,
    day: date,
    screens: Sequence[Any],
    by_lane: Mapping[tuple[date, int], list[Planned]],
    words: Says,
) -> DayView:
    start, end = place.bounds(day)
    whole = int((end - start) / timedelta(hours=1))
    hours = tuple(
        (f"h{hour}", f"{(start + timedelta(hours=hour)).astimezone(place.zone).hour}")
        for hour in range(words.axis[0], min(words.axis[1], whole))
    )
    lanes = tuple(
        Lane(
            screen.id,
            screen.name,
            screen.number,
            words.only_screen(screen.id),
            tuple(words.block(each, start, screen.name) for each in by_lane.get((day, screen.id), ())),
        )
        for screen in screens
    )
    count = sum(len(lane.blocks) for lane in lanes)
    return DayView(day.isoformat(), short_day(day), words.only_day(day), hours, lanes, count)


def _axis(place: Place, week: Week) -> tuple[int, int]:
    """From which hour to which, counted from five in the morning: all that is planned, and a usual day."""
    first, last = EARLIEST, LATEST
    for each in week.planned:
        start = place.bounds(listed_under(place, each.starts_at))[0]
        first = min(first, int((each.starts_at - start) / timedelta(hours=1)))
        last = max(last, -int(-((each.occupied_until - start) / timedelta(hours=1)) // 1))
    return max(first, 0), min(last, 29)


class Says:
    """Says what a screening is; remembers what several blocks share."""

    def __init__(self, place: Place, week: Week) -> None:
        self.place, self.week, self.zone = place, week, place.zone
        self.axis = _axis(place, week)
        self.language = get_language() or "fr"
        self.titles = {each.id: each.title for each in week.planned}
        self.states = {
            "draft": _("draft"),
            "coming": _("to be published"),
            "sale": _("on sale"),
            "cancelled": _("cancelled"),
        }
        self.kinds = {"school": _("school"), "private": _("private"), "public": ""}
        self.base = reverse("backoffice:planning", kwargs={"cinema": place.cinema.slug})

    def block(self, each: Planned, day_start: datetime, screen: str) -> Block:
        standing = each.standing(self.week.now)
        reasons = self.reasons(each)
        weights = {reason.weight for reason in reasons}
        at = _minutes(each.starts_at - day_start)
        length = min(_minutes(each.occupied_until - each.starts_at), LONGEST)
        movable = self.place.may_plan and standing in ("draft", "coming")
        mark = "!" if weights & {Weight.HARD, Weight.WARN} else ""
        css = f"{_place('h', 'm', at)} {_place('l', 'k', length)} is-{standing}{' is-marked' if mark else ''}"
        return Block(
            id=each.id,
            css=css,
            pre=_place("l", "k", each.pre_show_min),
            turn=_place("l", "k", each.turnaround_min),
            at=at,
            url=self.url(each, standing),
            edits=each.edits if movable else None,
            time=self.wall(each.starts_at),
            title=each.title,
            version=each.version,
            times=_("film %(film)s, end %(end)s, free %(free)s")
            % {
                "film": self.wall(each.film_starts_at),
                "end": self.wall(each.ends_at),
                "free": self.wall(each.occupied_until),
            },
            state=self.state(each, standing),
            standing=standing,
            mark=mark,
            reasons=reasons,
            pre_min=each.pre_show_min,
            turn_min=each.turnaround_min,
            length=length,
            screen=each.screen_id,
            screen_name=screen,
            notes=self.kinds[each.kind],
        )

    def state(self, each: Planned, standing: str) -> str:
        said = self.states[standing]
        if standing == "coming" and each.published_at:
            local = each.published_at.astimezone(self.zone)
            return f"{said} {short_day(local.date())} {local:%H:%M}"
        if standing == "sale":
            return f"{said} {self.week.taken.get(each.id, 0)}/{each.capacity}"
        return said

    def url(self, each: Planned, standing: str) -> str:
        if standing in ("draft", "coming"):
            return f"{self.base}draft/{each.id}/" if self.place.may_plan else ""
        return sold_page(self.place, each.id)

    def reasons(self, each: Planned) -> tuple[Reason, ...]:
        return tuple(self.reason(clash) for clash in self.week.clashes.get(each.id, ()))

    def reason(self, clash: Clash) -> Reason:
        facts: dict[str, object] = dict(clash.facts)
        for name in ("starts_at", "until"):
            if isinstance(at := facts.get(name), datetime):
                facts[name] = self.wall(at)
        facts["film"] = self.titles.get(clash.other or 0, "…")
        return Reason(clash.weight.value, say(clash.rule.value, facts, language=self.language))

    def wall(self, instant: datetime) -> str:
        return instant.astimezone(self.zone).strftime("%H:%M")

    def only_day(self, day: date) -> str:
        return f"{self.base}?week={self.place.week.number}&view=day&day={day.isoformat()}"

    def only_screen(self, screen: int) -> str:
        return f"{self.base}?week={self.place.week.number}&view={self.place.view}&screen={screen}"

    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """How many screenings stand how: (key, words, number), those that are none left out."""
        found: dict[str, int] = defaultdict(int)
        for each in self.week.planned:
            found[each.standing(self.week.now)] += 1
        states = {**self.states, "draft": ngettext("draft", "drafts", found["draft"])}
        return tuple((key, name, found[key]) for key, name in states.items() if found[key])

    def heavy(self) -> tuple[tuple[str, str, Reason], ...]:
        """(anchor, which screening, reason) of what must be looked at."""
        screens = {screen.id: screen.name for screen in self.week.screens}
        return tuple(
            (
                f"s{each.id}",
                f"{self.when(each)}, {screens.get(each.screen_id, '')}, {each.title}",
                self.reason(clash),
            )
            for each in self.week.planned
            for clash in self.week.clashes.get(each.id, ())
            if clash.weight is not Weight.NOTE
        )

    def when(self, each: Planned) -> str:
        """Its day and time."""
        return f"{short_day(listed_under(self.place, each.starts_at))} {self.wall(each.starts_at)}"


def sold_page(place: Place, screening: int) -> str:
    """Where a screening on sale is changed, if that part is there."""
    try:
        return reverse("backoffice:screening", kwargs={"cinema": place.cinema.slug, "screening": screening})
    except NoReverseMatch:
        return ""


def _place(hours: str, minutes: str, count: int) -> str:
    """``h15 m20``; a class of nought is left out."""
    whole, rest = divmod(count, 60)
    return " ".join([*([f"{hours}{whole}"] if whole else []), *([f"{minutes}{rest}"] if rest else [])])


def _minutes(span: timedelta) -> int:
    return max(int(span / timedelta(minutes=1)), 0)
