"""The week on paper: for the lobby by film, for the booth by screen, for the cleaning team by the minute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.planning.draft_form import LABEL_NAMES
from ouvreuse.backoffice.planning.place import Place, place_of
from ouvreuse.backoffice.planning.reading import Planned, Week, listed_under, week_of
from ouvreuse.kernel import clock
from ouvreuse.ui.documents.programme import Programme, Section, programme_pdf
from ouvreuse.ui.templatetags.ui_tags import day as day_words
from ouvreuse.ui.templatetags.ui_tags import duration, long_day, short_day

Sections = Callable[[Place, Week], Iterable[Section]]


@require_safe
@requires("see_programme")
def paper(request: HttpRequest, *, staff: Staff, cinema: str, sheet: str) -> HttpResponse:
    """The PDF of a week, of one kind."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    if sheet not in SHEETS:
        raise Http404
    title, sections, landscape = SHEETS[sheet]
    week = week_of(place)
    local = clock.now().astimezone(place.zone)
    drafts = sum(each.standing(week.now) in ("draft", "coming") for each in week.planned)
    warning = ngettext(
        "Provisional: %(n)s screening is not published yet.",
        "Provisional: %(n)s screenings are not published yet.",
        drafts,
    )
    drawn = programme_pdf(
        Programme(
            language=(get_language() or "fr")[:2],
            title=str(title),
            subtitle=f"{place.cinema.name}, {place.cinema.town} – {place.name} {place.week.end.year}",
            author=place.cinema.name,
            footer=_("Printed on %(day)s at %(time)s")
            % {"day": long_day(local.date()), "time": f"{local:%H:%M}"},
            sections=tuple(sections(place, week)) or (_nothing(),),
            warning=warning % {"n": drafts} if drafts else "",
            landscape=landscape,
        )
    )
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{place.cinema.slug}-{place.week}-{sheet}.pdf"'
    return answer


def _nothing() -> Section:
    return Section(_("Nothing is planned in this week yet."), ("–",), (1,), (("–",),))


def _standing(week: Week) -> list[Planned]:
    return [each for each in week.planned if each.state != "cancelled"]


def by_film(place: Place, week: Week) -> Iterable[Section]:
    """Each film with its hours, a column for each day; what is for schools or hired is nobody else's business."""
    films: dict[tuple[str, int], dict[str, dict[date, list[str]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    about: dict[int, str] = {}
    for each in _standing(week):
        if each.kind != "public":
            continue
        local = each.starts_at.astimezone(place.zone)
        labels = [str(LABEL_NAMES[name]) for name in each.labels if name in LABEL_NAMES]
        words = f"{local:%H:%M}" + (f" ({', '.join(labels)})" if labels else "")
        films[each.title, each.film_id][each.version][listed_under(place, each.starts_at)].append(words)
        age = "" if each.classification == "TP" else _("not under %(age)s") % {"age": each.classification}
        about[each.film_id] = ", ".join(filter(None, (duration(each.runtime), age)))
    days = place.week.days
    head = (_("Version"), *(short_day(day) for day in days))
    for (title, film), versions in sorted(films.items()):
        rows = tuple(
            (name, *(", ".join(found.get(day, ())) for day in days)) for name, found in versions.items()
        )
        yield Section(title, head, (2, 2, 2, 2, 2, 2, 2, 2), rows, about[film])


def by_screen(place: Place, week: Week) -> Iterable[Section]:
    """Each day, each screen in order: when the pre-show and the film start, when it ends, which copy."""
    head = (_("On screen"), _("Pre-show"), _("Film"), _("End"), _("Title"), _("Version"), _("Note"))
    names = {screen.id: (screen.number, screen.name) for screen in week.screens}
    for day, planned in _by_day(place, week):
        rows = sorted(planned, key=lambda each: (names[each.screen_id], each.starts_at))
        yield Section(
            day_words(day), head, (4, 2, 2, 2, 8, 3, 5), tuple(_booth(place, each, names) for each in rows)
        )


def _booth(place: Place, each: Planned, names: dict[int, tuple[int, str]]) -> tuple[str, ...]:
    at = [
        instant.astimezone(place.zone).strftime("%H:%M")
        for instant in (each.starts_at, each.film_starts_at, each.ends_at)
    ]
    note = each.note_fr if (get_language() or "fr").startswith("fr") else each.note_en or each.note_fr
    return (
        names[each.screen_id][1],
        *at,
        each.title,
        f"{each.version} {each.format}" if each.format == "2D" else each.version,
        note,
    )


def by_minute(place: Place, week: Week) -> Iterable[Section]:
    """Each day, in the order in which screens come free: from when to when one may clean."""
    head = (_("Free from"), _("Until"), _("Minutes"), _("On screen"), _("After"))
    names = {screen.id: screen.name for screen in week.screens}
    for day, planned in _by_day(place, week):
        rows = []
        for each in sorted(planned, key=lambda each: (each.ends_at, each.screen_id)):
            later = [
                other.starts_at
                for other in planned
                if other.screen_id == each.screen_id and other.starts_at >= each.ends_at
            ]
            until = min(later, default=None)
            rows.append(
                (
                    each.ends_at.astimezone(place.zone).strftime("%H:%M"),
                    until.astimezone(place.zone).strftime("%H:%M") if until else _("closing"),
                    str(int((until - each.ends_at).total_seconds()) // 60) if until else "",
                    names[each.screen_id],
                    each.title,
                )
            )
        yield Section(day_words(day), head, (2, 2, 2, 4, 8), tuple(rows))


def _by_day(place: Place, week: Week) -> Iterable[tuple[date, list[Planned]]]:
    days: dict[date, list[Planned]] = defaultdict(list)
    for each in _standing(week):
        days[listed_under(place, each.starts_at)].append(each)
    yield from sorted(days.items())


SHEETS: Final[dict[str, tuple[Any, Sections, bool]]] = {
    "lobby": (gettext_lazy("Programme of the week"), by_film, True),
    "booth": (gettext_lazy("Projection booth"), by_screen, False),
    "cleaning": (gettext_lazy("Cleaning"), by_minute, False),
}
