"""A day or a week copied: the films that hold over, at the same hours on the wall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.planning.faults import fault_words
from ouvreuse.backoffice.planning.place import Place, place_of
from ouvreuse.backoffice.planning.proposal import Idea, judge, local_day
from ouvreuse.backoffice.planning.proposing import propose
from ouvreuse.backoffice.planning.reading import listed_under
from ouvreuse.backoffice.shell.fields import DayField, day_said
from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.pricing.queries import PriceListView, price_lists
from ouvreuse.programme.actions import Extras, Plan
from ouvreuse.programme.errors import LocalTimeRefused
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules import local_instant
from ouvreuse.ui.templatetags.ui_tags import day as day_words


class CopyForm(forms.Form):
    """From where to where, which films. ``looked``: whose films the page showed; of another source all are meant."""

    source = DayField(
        label=_("A day of the week to copy, or the day itself"),
    )
    span = forms.ChoiceField(
        label=_("What"),
        choices=[("week", _("the whole week")), ("day", _("that day only"))],
        widget=forms.RadioSelect,
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Onto"), coerce=date.fromisoformat, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("For a week: which of its days; for a day: onto which days."),
    )  # fmt: skip
    films = forms.TypedMultipleChoiceField(
        label=_("Films that go on"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    looked = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, place: Place) -> None:
        days = [day.isoformat() for day in place.week.days]
        first = {"source": place.week.previous.opening, "span": "week", "days": days}
        super().__init__(data, initial=first)
        self.place = place
        cast(forms.ChoiceField, self.fields["days"]).choices = [
            (day.isoformat(), day_words(day)) for day in place.week.days
        ]
        source = self._source()
        self.rows = list(_rows(place, *source))
        titles = {row.film_id: row.film.title for row in self.rows}
        cast(forms.ChoiceField, self.fields["films"]).choices = sorted(
            titles.items(), key=lambda each: str(each[1])
        )
        looked = " ".join(day.isoformat() for day in source)
        self.initial.update({"films": list(titles), "looked": looked})
        if data is not None and data.get("looked") != looked:
            self.data = known = data.copy()
            known.setlist("films", [str(film) for film in titles])
            known["looked"] = looked

    def _source(self) -> tuple[date, date]:
        """The first and the last day copied."""
        day = day_said(self.data.get("source", "")) or self.place.week.previous.opening
        week = CinemaWeek.of_day(day)
        return (day, day) if self.data.get("span") == "day" else (week.opening, week.end)

    def ideas(self) -> list[Idea]:
        """The screenings that would be, one for each copied and each day it is copied onto."""
        said = self.cleaned_data
        wanted, films = set(said["days"]), set(said["films"])
        lists = {each.id: each for each in price_lists([self.place.cinema.id])}
        found = []
        for row in self.rows:
            if row.film_id not in films:
                continue
            prices = lists.get(row.price_version.price_list_id)
            found += [_idea(self.place, row, day, prices) for day in self._onto(row, wanted)]
        return found

    def _onto(self, row: Screening, wanted: set[date]) -> Iterator[date]:
        listed = listed_under(self.place, row.starts_at)
        for day in self.place.week.days:
            same = self.cleaned_data["span"] == "day" or day.weekday() == listed.weekday()
            if day in wanted and same and day != listed:
                yield day


def _rows(place: Place, first: date, last: date) -> Iterator[Screening]:
    rows = Screening.objects.filter(
        cinema=place.cinema.id, starts_at__gte=place.bounds(first)[0], starts_at__lt=place.bounds(last)[1]
    )
    standing = rows.exclude(state=Screening.State.CANCELLED).select_related("film", "price_version")
    yield from standing.defer("price_version__content").order_by("starts_at", "screen_id")


def _idea(place: Place, row: Screening, day: date, prices: PriceListView | None) -> Idea:
    """The same hour on the wall of another day; a night on which it does not exist, or twice, is said."""
    wall = row.starts_at.astimezone(place.zone).replace(tzinfo=None)
    moved: datetime = wall + timedelta(days=(day - listed_under(place, row.starts_at)).days)
    try:
        starts_at = local_instant(moved, zone=place.cinema.zone)
    except LocalTimeRefused as refusal:
        return Idea(local_day(moved, place), words=fault_words(refusal.code, refusal.facts))
    plan = Plan(
        screen=row.screen_id,
        version=row.version_id,
        price_version=prices.at(starts_at).id if prices else row.price_version_id,
        starts_at=starts_at,
        pre_show_min=row.pre_show_min,
        turnaround_min=row.turnaround_min,
        extras=Extras(row.kind, tuple(row.labels), row.max_per_order, row.companion_release_min),
    )
    return Idea("", plan)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("plan_programme")
def copy(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """What would be copied, then the copy of what was chosen."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    sent = request.POST if request.method == "POST" else (request.GET if "span" in request.GET else None)
    form = CopyForm(sent, place=place)
    return propose(request, place, staff, form, verb="copy", judged=lambda: judge(place, form.ideas()))
