"""Tiles of the cinema week."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from ouvreuse.backoffice.dashboards import charts, words
from ouvreuse.backoffice.dashboards.tiles import Seen, Tile, Versus
from ouvreuse.insights.rules import change
from ouvreuse.kernel.cinema_week import CinemaWeek

MOST_FILMS = 8


def week(seen: Seen) -> Tile:
    """The week in two charts, and whole."""
    week = seen.days.week
    return Tile(
        "week", f"{words.TILE_NAMES['week']} ({week})", "backoffice/dashboards/tile_week.html",
        {
            "charts": [
                charts.week(seen.days, _("Admissions"), "count", seen.admissions),
                charts.week(seen.days, _("Takings"), "cents", seen.takings),
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
    known = [week for week in before if any(seen.glance.known(day) for day in week.days)]
    return [
        (
            name,
            said(of(this)),
            [
                Versus(which, said(of(week)), words.changed(change(of(this), of(week))))
                if week in known
                else Versus(which, said(None), "")
                for which, week in zip(names, before, strict=True)
            ],
        )
        for name, of, said in figures
    ]


def channels(seen: Seen) -> Tile:
    """The week's takings by channel."""
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


def films(seen: Seen) -> Tile:
    """The films of the week with most admissions."""
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


def cinemas(seen: Seen) -> Tile:
    """The chain's cinemas side by side."""
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
