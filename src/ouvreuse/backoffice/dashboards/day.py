"""Tiles of the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ouvreuse.backoffice.dashboards import words
from ouvreuse.backoffice.dashboards.tiles import Seen, Tile, Versus
from ouvreuse.insights.rules import LiveShow, change
from ouvreuse.ui.templatetags.ui_tags import short_day

MOST_SHOWS = 30


def _versus(
    seen: Seen, figure: Callable[[date], int | None], said: Callable[[int | None], str]
) -> list[Versus]:
    """The figure of the day beside the same day last week and last year, each of them whole."""

    def known(day: date) -> int | None:
        return figure(day) if seen.glance.known(day) else None

    now = figure(seen.days.day)
    before = ((_("last week"), seen.days.last_week), (_("last year"), seen.days.last_year))
    return [
        Versus(f"{name}, {short_day(day)}", said(known(day)), words.changed(change(now, known(day))))
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


def takings(seen: Seen) -> Tile:
    """What was booked on the day, by channel."""
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


def admissions(seen: Seen) -> Tile:
    """Who may come to the day's screenings."""
    made = seen.glance.shows_on([seen.days.day])
    free = _("of which %(n)s free") % {"n": words.count(made.free)} if made.free else ""
    return _figure(
        seen, "admissions", lambda when: seen.glance.shows_on([when]).admissions, words.count,
        page="figures_screenings", page_name=_("Screening by screening"),
        definitions=("admissions", "day", "year"), details=[free],
    )  # fmt: skip


def price(seen: Seen) -> Tile:
    """What an admission brought."""
    box = _("box office: %(amount)s") % {
        "amount": words.cents(seen.glance.shows_on([seen.days.day]).box_office)
    }
    return _figure(
        seen, "price", lambda when: seen.glance.shows_on([when]).price, words.cents,
        page="figures_screenings", page_name=_("Screening by screening"),
        definitions=("price", "box_office", "year"), details=[box],
    )  # fmt: skip


def occupancy(seen: Seen) -> Tile:
    """How full the day's screenings are."""
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


def screenings(seen: Seen) -> Tile:
    """The day's screenings as they fill: those to come and under way, then those that are over."""
    over = [show for show in seen.glance.live if show.over(seen.glance.as_of)]
    coming = [show for show in seen.glance.live if not show.over(seen.glance.as_of)]
    return Tile(
        "screenings", str(words.TILE_NAMES["screenings"]), "backoffice/dashboards/tile_screenings.html",
        {
            "coming": [_line(seen, show) for show in coming[:MOST_SHOWS]], "more": max(0, len(coming) - MOST_SHOWS),
            "over": [_line(seen, show) for show in over[-MOST_SHOWS:]], "zone": seen.scope.zone,
            "coming_name": _("screenings to come and under way"), "over_name": _("screenings that are over"),
        },
        (words.BY_KEY["fill"], words.BY_KEY["inside"], words.BY_KEY["day"]),
        seen.scope.url("figures_screenings", first=seen.days.day, last=seen.days.day),
        _("Admissions and box office of each"),
    )  # fmt: skip


def now(seen: Seen) -> Tile:
    """Who comes in at this moment."""
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
