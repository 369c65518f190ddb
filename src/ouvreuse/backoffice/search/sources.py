"""Where is searched: each source one small function, one statement by an index, and an action that opens it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ouvreuse.accounts.models import User
from ouvreuse.backoffice.access import Staff
from ouvreuse.backoffice.search.asked import Asked
from ouvreuse.backoffice.shell.links import link
from ouvreuse.backoffice.shell.sections import open_sections
from ouvreuse.booking.models import Order
from ouvreuse.booking.queries.finding import PAID, found_in
from ouvreuse.catalogue.models import Film
from ouvreuse.kernel import ids, text
from ouvreuse.pricing.models import PriceList
from ouvreuse.programme.models import Screening
from ouvreuse.programme.queries import day_bounds
from ouvreuse.ui.templatetags.ui_tags import money, short_day
from ouvreuse.venues.models import Membership, Screen
from ouvreuse.venues.queries import CinemaView
from ouvreuse.venues.words import role as role_name

MOST = 8
LITTLE: Final = frozenset(
    ["le", "la", "les", "l", "un", "une", "des", "de", "du", "d", "a", "au", "the", "an", "at", "on"]
)
AHEAD, BEHIND = timedelta(days=15), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its name, what tells it from others, its page if the person has one."""

    name: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked, by whom, now; ``cinemas``: by id, those where the source's action is open to them."""

    asked: Asked
    staff: Staff
    now: datetime
    cinemas: dict[int, CinemaView]
    here: CinemaView | None

    @property
    def words(self) -> tuple[str, ...]:
        """The words, folded; little ones only when there is no other: titles are sorted without their articles."""
        return tuple(word for word in self.asked.words if word not in LITTLE) or self.asked.words


def parts(search: Search) -> list[Hit]:
    """Parts of the back office by their name; no statement."""
    found = []
    for section in open_sections(search.staff.rights, search.here):
        name = text.sort_key(str(section.name))
        if search.words and all(any(each.startswith(word) for each in name.split()) for word in search.words):
            found.append(Hit(str(section.name), str(section.about), section.url(search.here)))
    return found


def orders(search: Search) -> list[Hit]:
    """Orders by their code, a ticket's, a number of a series, the name or the address they were made with."""
    here = search.here.id if search.here and search.here.id in search.cinemas else min(search.cinemas)
    mine = Order.objects.filter(cinema_id__in=search.cinemas, state__in=PAID)
    rows = found_in(mine, search.asked.typed, cinema=here).order_by("-created_at")
    found = rows.values_list("code", "name", "email", "created_at", "total", "cinema_id", "state")
    return [
        Hit(
            ids.show_code(code),
            ", ".join(
                filter(
                    None, (name or email, _when(at, search.cinemas[cinema]), money(total or 0), _state(state))
                )
            ),
            link("order", cinema=search.cinemas[cinema].slug, order=code),
        )
        for code, name, email, at, total, cinema, state in found[:MOST]
    ]


def _state(state: str) -> str:
    return {"refunded": _("refunded"), "review": _("to decide")}.get(state, "")


def films(search: Search) -> list[Hit]:
    """Films by title, original title or visa."""
    if not search.words:
        return []
    named = Q()
    for word in search.words:
        named &= Q(sort_key__contains=word) | Q(original_title__icontains=word)
    rows = Film.objects.filter(named | Q(visa_number__iexact=search.asked.typed, visa_number__gt=""))
    found = rows.order_by("sort_key", "id").values_list(
        "id", "slug", "title", "year", "distributor__name", "visa_number"
    )
    return [
        Hit(
            title,
            ", ".join(
                filter(None, (str(year or ""), distributor, visa and _("visa %(number)s") % {"number": visa}))
            ),
            link("film", film=film) or reverse("storefront:film", kwargs={"slug": slug}),
        )
        for film, slug, title, year, distributor, visa in found[:MOST]
    ]


def screenings(search: Search) -> list[Hit]:
    """Screenings by day, time and title, those of the next two weeks unless a day is told."""
    asked = search.asked
    if not (asked.day or asked.at or asked.words):
        return []
    rows = Screening.objects.filter(_span(search), cinema_id__in=search.cinemas)
    for word in search.words:
        rows = rows.filter(film__sort_key__contains=word)
    rows = rows.select_related("film", "version", "screen").order_by("starts_at", "id")
    return [_screening(row, search) for row in _at_time(rows, search)[:MOST]]


def _span(search: Search) -> Q:
    """The time looked at, in the zone of each cinema."""
    asked, span = search.asked, Q(pk=None)
    for zone in {each.zone for each in search.cinemas.values()}:
        since, until = search.now - BEHIND, search.now + AHEAD
        if asked.day is not None:
            since, until = day_bounds(asked.day, zone=zone)
        mine = [each.id for each in search.cinemas.values() if each.zone == zone]
        span |= Q(cinema_id__in=mine, starts_at__gte=since, starts_at__lt=until)
    return span


def _at_time(rows: QuerySet[Screening], search: Search) -> list[Screening]:
    """Those that start in the hour, or at the minute, told."""
    at = search.asked.at
    if at is None:
        return list(rows[:MOST])
    clocks = ["%H"] if search.asked.whole_hour else ["%H", "%M"]

    def clock_of(row: Screening) -> list[str]:
        local = row.starts_at.astimezone(ZoneInfo(search.cinemas[row.cinema_id].zone))
        return [local.strftime(each) for each in clocks]

    return [row for row in rows[:2000] if clock_of(row) == [at.strftime(each) for each in clocks]]


def _screening(row: Screening, search: Search) -> Hit:
    cinema = search.cinemas[row.cinema_id]
    about = [row.version.label, row.screen.name, cinema.name]
    if row.state != "published":
        about.append(_("draft") if row.state == "draft" else _("cancelled"))
    rights = search.staff.rights
    url = link("screening", cinema=cinema.slug, screening=row.id)
    if not url and row.state != "draft" and rights.may("see_figures", cinema=cinema.id):
        url = link("figures_screening", cinema=cinema.slug, screening=row.id)
    return Hit(
        f"{_when(row.starts_at, cinema)}, {row.film.title}", ", ".join(about),
        url or link("planning", cinema=cinema.slug),
    )  # fmt: skip


def people(search: Search) -> list[Hit]:
    """People of the team by name or address."""
    if not search.words:
        return []
    named = Q()
    for word in search.asked.typed.split():
        named &= Q(name__icontains=word) | Q(email__icontains=word)
    held = Membership.objects.filter(
        cinema_id__in=search.cinemas, user__in=User.objects.filter(named, is_active=True)
    )
    language = get_language() or "fr"
    rows = held.select_related("user").order_by("user__name", "user_id", "cinema_id", "role")[: MOST * 3]
    found: dict[int, tuple[str, str, list[str]]] = {}
    for row in rows:
        known = found.setdefault(row.user_id, (row.user.name, row.user.email, []))
        known[2].append(f"{role_name(row.role, language=language)} ({search.cinemas[row.cinema_id].name})")
    url = next((link("team", cinema=each.slug) for each in search.cinemas.values()), "") or link("team")
    return [Hit(name, ", ".join([email, *roles]), url) for name, email, roles in list(found.values())[:MOST]]


def screens(search: Search) -> list[Hit]:
    """Screens by name."""
    rows = Screen.objects.filter(_named(search, "name"), cinema_id__in=search.cinemas).order_by(
        "cinema_id", "number"
    )
    return [
        Hit(row.name, search.cinemas[row.cinema_id].name, link("screen", cinema=search.cinemas[row.cinema_id].slug,
            screen=row.id) or link("venue", cinema=search.cinemas[row.cinema_id].slug))
        for row in (rows[:MOST] if search.words else ())
    ]  # fmt: skip


def price_lists(search: Search) -> list[Hit]:
    """Price lists by name or short name."""
    rows = PriceList.objects.filter(
        _named(search, "name") | Q(code__iexact=search.asked.typed), cinema_id__in=search.cinemas
    ).order_by("cinema_id", "name")
    return [
        Hit(
            row.name, search.cinemas[row.cinema_id].name,
            link("price_list", cinema=search.cinemas[row.cinema_id].slug, list=row.code),
        )
        for row in (rows[:MOST] if search.words else ())
    ]  # fmt: skip


def _named(search: Search, field: str) -> Q:
    found = Q()
    for word in search.asked.typed.split():
        found &= Q(**{f"{field}__icontains": word})
    return found


def _when(at: datetime, cinema: CinemaView) -> str:
    local = at.astimezone(ZoneInfo(cinema.zone))
    return f"{short_day(local.date())} {local:%H:%M}"


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing and how it is found; open to who may do ``action``."""

    key: str
    name: Any
    action: str
    find: Callable[[Search], list[Hit]]


SOURCES: Final = (
    Source("parts", gettext_lazy("Parts of the back office"), "see_home", parts),
    Source("orders", gettext_lazy("Orders and tickets"), "see_orders", orders),
    Source("screenings", gettext_lazy("Screenings"), "see_programme", screenings),
    Source("films", gettext_lazy("Films"), "see_films", films),
    Source("people", gettext_lazy("People of the team"), "manage_team", people),
    Source("screens", gettext_lazy("Screens"), "see_venue", screens),
    Source("prices", gettext_lazy("Price lists"), "see_prices", price_lists),
)
