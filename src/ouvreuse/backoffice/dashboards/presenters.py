"""The tiles of a dashboard, from what is known at a glance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ouvreuse.backoffice.dashboards import charts, cures, words
from ouvreuse.backoffice.dashboards.scope import Scope
from ouvreuse.insights.queries import business_day
from ouvreuse.insights.rules import Days, Glance, LiveShow, change
from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.ui.templatetags.ui_tags import short_day

MOST_FILMS = 8


@dataclass(frozen=True, slots=True)
class Versus:
    """What a figure was before, and how it has changed."""

    name: str
    value: str
    change: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A box of the dashboard; ``template`` draws it from ``facts``. ``url``: the rows behind it."""

    key: str
    name: str
    template: str
    facts: dict[str, Any] = field(default_factory=dict)
    definitions: tuple[words.Definition, ...] = ()
    url: str = ""
    url_name: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the makers of tiles work with."""

    glance: Glance
    scope: Scope

    @property
    def days(self) -> Days:
        """The day looked at and what it is compared with."""
        return self.glance.days

    @property
    def now(self) -> bool:
        """Whether the day looked at is the one under way."""
        return business_day(self.glance.as_of, zone=self.scope.zone) == self.days.day


def tiles(glance: Glance, scope: Scope, *, keys: Iterable[str]) -> list[Tile]:
    """The tiles a person wants, in their order; those about this instant only on the day under way."""
    seen = Seen(glance, scope)
    return [MAKERS[key](seen) for key in keys if seen.now or key not in OF_THE_MOMENT]


OF_THE_MOMENT: Final = frozenset({"now", "next", "wrong"})


def _versus(
    seen: Seen, figure: Callable[[date], int | None], said: Callable[[int | None], str]
) -> list[Versus]:
    """The figure of the day beside the same day last week and last year, each of them whole."""
    now = figure(seen.days.day)
    before = ((_("last week"), seen.days.last_week), (_("last year"), seen.days.last_year))
    return [
        Versus(f"{name}, {short_day(day)}", said(figure(day)), words.changed(change(now, figure(day))))
        for name, day in before
    ]


def _figure(
    seen: Seen,
    key: str,
    figure: Callable[[date], int | None],
    said: Callable[[int | None], str],
    *,
    page: str,
    page_name: str,
    definitions: Sequence[str],
    details: Sequence[str] = (),
    **facts: Any,
) -> Tile:
    day = seen.days.day
    told = {
        "value": said(figure(day)),
        "details": [each for each in details if each],
        "versus": _versus(seen, figure, said),
        "unfinished": seen.now,
        **facts,
    }
    return Tile(
        key, str(words.TILE_NAMES[key]), "backoffice/dashboards/tile_figure.html", told,
        tuple(words.BY_KEY[each] for each in definitions),
        seen.scope.url(page, first=day, last=day), page_name,
    )  # fmt: skip


def _takings(seen: Seen) -> Tile:
    day = seen.days.day
    taken = seen.glance.taken_on([day])
    channels = [
        (words.channel(name), words.cents(seen.glance.taken_on([day], channel=name).takings))
        for name in seen.glance.channels
    ]
    back = (
        _("of which %(amount)s given back") % {"amount": words.cents(taken.refunded)}
        if taken.refunded
        else ""
    )
    return _figure(
        seen, "takings", lambda when: seen.glance.taken_on([when]).takings, words.cents,
        page="figures_entries", page_name=_("The book’s entries of the day"), definitions=("takings", "day", "year"),
        details=[back], pairs=channels,
    )  # fmt: skip


def _admissions(seen: Seen) -> Tile:
    made = seen.glance.shows_on([seen.days.day])
    free = _("of which %(n)s free") % {"n": words.count(made.free)} if made.free else ""
    return _figure(
        seen, "admissions", lambda when: seen.glance.shows_on([when]).admissions, words.count,
        page="figures_screenings", page_name=_("Screening by screening"),
        definitions=("admissions", "day", "year"), details=[free],
    )  # fmt: skip


def _price(seen: Seen) -> Tile:
    box = _("box office: %(amount)s") % {
        "amount": words.cents(seen.glance.shows_on([seen.days.day]).box_office)
    }
    return _figure(
        seen, "price", lambda when: seen.glance.shows_on([when]).price, words.cents,
        page="figures_screenings", page_name=_("Screening by screening"),
        definitions=("price", "box_office", "year"), details=[box],
    )  # fmt: skip


def _occupancy(seen: Seen) -> Tile:
    made = seen.glance.shows_on([seen.days.day])
    places = _("%(taken)s of %(places)s places, %(screenings)s screenings") % {
        "taken": words.count(made.admissions), "places": words.count(made.seats),
        "screenings": words.count(made.screenings),
    }  # fmt: skip
    return _figure(
        seen, "occupancy", lambda when: seen.glance.shows_on([when]).occupancy, words.percent,
        page="figures_screenings", page_name=_("Screening by screening"),
        definitions=("occupancy", "admissions", "year"), details=[places],
        meter=(made.admissions, made.seats) if made.seats else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShowLine:
    """A screening of the day in a tile."""

    show: LiveShow
    place: str
    state: str
    kind: str
    url: str


def _line(seen: Seen, show: LiveShow) -> ShowLine:
    now = seen.glance.as_of
    if show.cancelled:
        state, kind = _("cancelled"), "bad"
    elif show.over(now):
        state, kind = _("over"), ""
    elif show.entering(now):
        state, kind = _("coming in"), "good"
    elif show.starts_at <= now:
        state, kind = _("under way"), ""
    elif show.taken >= show.capacity:
        state, kind = _("full"), "warning"
    else:
        state, kind = "", ""
    names = {each.id: each.name for each in seen.scope.cinemas}
    slugs = {each.id: each.slug for each in seen.scope.cinemas}
    url = reverse("backoffice:figures_screening", kwargs={"cinema": slugs[show.cinema], "screening": show.id})
    place = f"{names[show.cinema]}, {show.screen}" if seen.scope.cinema is None else show.screen
    return ShowLine(show, place, state, kind, url)


def _screenings(seen: Seen) -> Tile:
    return Tile(
        "screenings", str(words.TILE_NAMES["screenings"]), "backoffice/dashboards/tile_screenings.html",
        {"lines": [_line(seen, show) for show in seen.glance.live], "zone": seen.scope.zone},
        (words.BY_KEY["fill"], words.BY_KEY["inside"], words.BY_KEY["day"]),
        seen.scope.url("figures_screenings", first=seen.days.day, last=seen.days.day),
        _("Admissions and box office of each"),
    )  # fmt: skip


def _now(seen: Seen) -> Tile:
    entering = [show for show in seen.glance.live if show.entering(seen.glance.as_of)]
    return Tile(
        "now", str(words.TILE_NAMES["now"]), "backoffice/dashboards/tile_now.html",
        {
            "lines": [_line(seen, show) for show in entering], "zone": seen.scope.zone,
            "inside": words.count(sum(show.inside for show in entering)),
            "sold": words.count(sum(show.sold for show in entering)),
        },
        (words.BY_KEY["inside"],),
    )  # fmt: skip


def _week(seen: Seen) -> Tile:
    week = seen.days.week
    return Tile(
        "week", f"{words.TILE_NAMES['week']} ({week})", "backoffice/dashboards/tile_week.html",
        {
            "charts": [
                charts.week(seen.days, _("Admissions"), "count", lambda day: seen.glance.shows_on([day]).admissions),
                charts.week(seen.days, _("Takings"), "cents", lambda day: seen.glance.taken_on([day]).takings),
            ],
            "totals": _week_totals(seen),
        },
        (words.BY_KEY["admissions"], words.BY_KEY["takings"], words.BY_KEY["week"], words.BY_KEY["year"]),
        seen.scope.url("figures_days", first=week.opening, last=week.end), _("Day by day"),
    )  # fmt: skip


def _week_totals(seen: Seen) -> list[tuple[str, str, list[Versus]]]:
    """The whole week's figures beside those of last week and of last year."""
    this, *before = seen.days.weeks
    names = (_("last week"), _("last year"))
    figures: list[tuple[str, Callable[[CinemaWeek], int | None], Callable[[int | None], str]]] = [
        (_("Admissions"), lambda week: seen.glance.shows_on(week.days).admissions, words.count),
        (_("Takings"), lambda week: seen.glance.taken_on(week.days).takings, words.cents),
        (_("Average price"), lambda week: seen.glance.shows_on(week.days).price, words.cents),
        (_("Occupancy"), lambda week: seen.glance.shows_on(week.days).occupancy, words.percent),
    ]
    return [
        (
            name,
            said(of(this)),
            [
                Versus(which, said(of(week)), words.changed(change(of(this), of(week))))
                for which, week in zip(names, before, strict=True)
            ],
        )
        for name, of, said in figures
    ]


def _channels(seen: Seen) -> Tile:
    week, before = seen.days.week.days, seen.days.week.previous.days
    whole = seen.glance.taken_on(week).takings
    rows = []
    for name in seen.glance.channels:
        now = seen.glance.taken_on(week, channel=name)
        then = seen.glance.taken_on(before, channel=name)
        share = (2000 * now.takings + whole) // (2 * whole) if whole > 0 and now.takings >= 0 else None
        rows.append(
            {
                "name": words.channel(name), "value": words.cents(now.takings), "share": words.percent(share),
                "meter": share, "before": words.cents(then.takings),
                "change": words.changed(change(now.takings, then.takings)),
                "url": seen.scope.url("figures_entries", first=week[0], last=week[-1], channel=name),
            }
        )  # fmt: skip
    return Tile(
        "channels", str(words.TILE_NAMES["channels"]), "backoffice/dashboards/tile_channels.html",
        {"rows": rows, "total": words.cents(whole)},
        (words.BY_KEY["takings"],),
        seen.scope.url("figures_entries", first=week[0], last=week[-1]), _("The book’s entries of the week"),
    )  # fmt: skip


def _films(seen: Seen) -> Tile:
    week = seen.days.week
    films = seen.glance.films_on(week.days)
    rows = [
        {
            "title": seen.glance.titles[film], "made": made, "admissions": words.count(made.admissions),
            "box_office": words.cents(made.box_office), "price": words.cents(made.price),
            "occupancy": words.percent(made.occupancy),
            "url": seen.scope.url("figures_screenings", first=week.opening, last=week.end, film=film),
        }
        for film, made in films[:MOST_FILMS]
    ]  # fmt: skip
    return Tile(
        "films", str(words.TILE_NAMES["films"]), "backoffice/dashboards/tile_films.html",
        {"rows": rows, "more": max(0, len(films) - MOST_FILMS)},
        tuple(words.BY_KEY[key] for key in ("admissions", "box_office", "price", "occupancy")),
        seen.scope.url("figures_films", first=week.opening, last=week.end), _("All films of the week"),
    )  # fmt: skip


def _cinemas(seen: Seen) -> Tile:
    rows = []
    for cinema in seen.scope.cinemas:
        today = seen.glance.shows_on([seen.days.day], cinema=cinema.id)
        this = seen.glance.shows_on(seen.days.week.days, cinema=cinema.id)
        before = seen.glance.shows_on(seen.days.week.previous.days, cinema=cinema.id)
        rows.append(
            {
                "name": cinema.name, "url": reverse("backoffice:figures", kwargs={"cinema": cinema.slug}),
                "admissions": words.count(today.admissions), "occupancy": words.percent(today.occupancy),
                "takings": words.cents(seen.glance.taken_on([seen.days.day], cinema=cinema.id).takings),
                "week": words.count(this.admissions), "before": words.count(before.admissions),
                "change": words.changed(change(this.admissions, before.admissions)),
            }
        )  # fmt: skip
    return Tile(
        "cinemas", str(words.TILE_NAMES["cinemas"]), "backoffice/dashboards/tile_cinemas.html", {"rows": rows},
        tuple(words.BY_KEY[key] for key in ("admissions", "occupancy", "takings")),
    )  # fmt: skip


def _next(seen: Seen) -> Tile:
    return Tile(
        "next", str(words.TILE_NAMES["next"]), "backoffice/dashboards/tile_signals.html",
        {
            "lines": cures.lines(seen.glance.next, seen.scope), "none": _("Nothing: the coming week is ready."),
            "kind": "",
        },
    )  # fmt: skip


def _wrong(seen: Seen) -> Tile:
    lines = cures.lines(seen.glance.wrong, seen.scope)
    if seen.glance.late:
        text = _("The figures are behind: more sales wait to be counted than are read at once.")
        lines.append(cures.Line("late", text, _("The worker catches up when it runs."), ""))
    return Tile(
        "wrong", str(words.TILE_NAMES["wrong"]), "backoffice/dashboards/tile_signals.html",
        {"lines": lines, "none": _("Nothing: mail, payments, refunds and the worker are well."), "kind": "bad"},
    )  # fmt: skip


MAKERS: Final[dict[str, Callable[[Seen], Tile]]] = {
    "now": _now,
    "screenings": _screenings,
    "takings": _takings,
    "admissions": _admissions,
    "price": _price,
    "occupancy": _occupancy,
    "week": _week,
    "channels": _channels,
    "films": _films,
    "cinemas": _cinemas,
    "next": _next,
    "wrong": _wrong,
}
