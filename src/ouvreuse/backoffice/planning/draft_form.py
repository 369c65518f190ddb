"""What can be said of a draft: times, prices, sale by channel, labels, whom it is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ouvreuse.backoffice.planning.faults import fault_words
from ouvreuse.backoffice.planning.place import Place
from ouvreuse.backoffice.planning.reading import showable
from ouvreuse.backoffice.shell.fields import DayField
from ouvreuse.catalogue.models import FilmVersion
from ouvreuse.kernel import clock
from ouvreuse.pricing.queries import price_lists
from ouvreuse.programme.actions import Extras, Plan
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules import SaleTimes, WallTime, cells, listing_day, local_instant
from ouvreuse.programme.rules.cells import BadCell
from ouvreuse.programme.rules.sale import usual_closings
from ouvreuse.programme.rules.series import wall_of
from ouvreuse.programme.rules.starts import screening_times
from ouvreuse.venues.models import Screen

KIND_NAMES = {
    "public": _("for everybody"),
    "school": _("for a school: in no listing, never on the web"),
    "private": _("private hire: in no listing, never on the web"),
}
LABEL_NAMES = {
    "relaxed": _("relaxed"),
    "baby": _("with babies"),
    "snack": _("ciné-goûter"),
    "young": _("young public"),
    "preview": _("preview"),
    "guest": _("with a guest"),
}
SALE = ("web_opens_at", "web_closes_at", "counter_opens_at", "counter_closes_at")


class WallField(forms.CharField):
    """An instant on the cinema's wall, as it is written: `25/12/2026 20h15`."""

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        return _read(cells.instant, words) if words else None


class ClockField(forms.CharField):
    """A time of day as it is written: `20h15`."""

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        return _read(cells.clock, words) if words else None


def _read(reader: Any, words: str) -> Any:
    try:
        return reader(words)
    except BadCell as bad:
        raise ValidationError(fault_words(bad.fault.value, bad.facts)) from None


class DraftForm(forms.Form):
    """What a programmer may say. ``edits``: the row as its person saw it."""

    edits = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    version = forms.TypedChoiceField(label=_("Film and version"), coerce=int)
    screen = forms.TypedChoiceField(label=_("On screen"), coerce=int)
    day = DayField(label=_("Day"))
    time = ClockField(
        label=_("Time"),
        max_length=20,
        help_text=_("For instance 20:15; before five in the morning it is the night of that day."),
    )
    pre_show = forms.IntegerField(label=_("Pre-show, minutes"), min_value=0, max_value=90)
    turnaround = forms.IntegerField(label=_("Turnaround, minutes"), min_value=0, max_value=180)
    prices = forms.TypedChoiceField(label=_("Price list"), coerce=int)
    kind = forms.ChoiceField(label=_("For whom"), choices=KIND_NAMES.items())
    labels = forms.MultipleChoiceField(
        label=_("Labels"),
        choices=LABEL_NAMES.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    web_opens_at = WallField(
        label=_("The web sale opens"),
        required=False,
        max_length=60,
        help_text=_("Empty: with the publication."),
    )
    web_closes_at = WallField(
        label=_("The web sale closes"),
        required=False,
        max_length=60,
        help_text=_("Empty: when the film starts."),
    )
    counter_opens_at = WallField(
        label=_("The counter’s sale opens"),
        required=False,
        max_length=60,
        help_text=_("Empty: with the publication."),
    )
    counter_closes_at = WallField(
        label=_("The counter’s sale closes"),
        required=False,
        max_length=60,
        help_text=_("Empty: half an hour after the film has started."),
    )
    max_per_order = forms.IntegerField(label=_("Places in one order, at most"), min_value=1, max_value=50)
    companion_release = forms.IntegerField(
        label=_("Companion seats are sold alone from, minutes before"), min_value=0, max_value=10_000
    )
    note_fr = forms.CharField(label=_("Note in French"), required=False, max_length=200)
    note_en = forms.CharField(label=_("Note in English"), required=False, max_length=200)
    reference = forms.CharField(label=_("Reference"), required=False, max_length=60)

    def __init__(self, data: QueryDict | None, *, place: Place, row: Screening) -> None:
        super().__init__(data, initial=initial(place, row))
        self.place, self.row = place, row
        versions = FilmVersion.objects.filter(film=row.film_id).select_related("film").order_by("id")
        screens = Screen.objects.filter(cinema=place.cinema.id).order_by("number")
        self.lists = {each.id: each for each in price_lists([place.cinema.id])}
        for name, choices in (
            ("version", [(each.id, f"{each.film.title}, {showable(each).name}") for each in versions]),
            ("screen", [(each.id, each.name) for each in screens]),
            ("prices", [(each.id, each.name) for each in self.lists.values()]),
        ):
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def plan(self) -> Plan:
        """What the form asks for. Raises `LocalTimeRefused`."""
        said, zone = self.cleaned_data, self.place.cinema.zone
        starts_at = local_instant(wall_of(said["day"], said["time"]), zone=zone)
        same = said["prices"] == self.row.price_version.price_list_id
        plan = Plan(
            screen=said["screen"],
            version=said["version"],
            price_version=self.row.price_version_id if same else self.lists[said["prices"]].at(starts_at).id,
            starts_at=starts_at,
            pre_show_min=said["pre_show"],
            turnaround_min=said["turnaround"],
            note_fr=said["note_fr"],
            note_en=said["note_en"],
            external_ref=said["reference"],
            extras=Extras(
                said["kind"], tuple(said["labels"]), said["max_per_order"], said["companion_release"]
            ),
        )
        return replace(plan, sale=self._sale(plan), sale_whole=True)

    def _sale(self, plan: Plan) -> SaleTimes:
        """What was typed; what is empty is the usual of the film's new times."""
        said = {name: self._instant(self.cleaned_data[name]) for name in SALE}
        times = screening_times(
            plan.starts_at,
            runtime_min=self.row.film.runtime_min,
            pre_show_min=plan.pre_show_min,
            turnaround_min=plan.turnaround_min,
        )
        usual = usual_closings(film_starts_at=times.film_starts_at, ends_at=times.ends_at)
        return SaleTimes(**said).over(SaleTimes(web_opens_at=clock.now())).over(usual)

    def _instant(self, wall: WallTime | None) -> datetime | None:
        if wall is None:
            return None
        return local_instant(wall.local, zone=self.place.cinema.zone, offset_min=wall.offset_min)


def initial(place: Place, row: Screening) -> dict[str, Any]:
    """The row as the form shows it: usual openings and closings are left empty."""
    local = row.starts_at.astimezone(place.zone)
    usual = usual_closings(film_starts_at=row.film_starts_at, ends_at=row.ends_at)
    at_once = row.web_opens_at <= clock.now() or row.web_opens_at == row.published_at
    empty = {
        "web_opens_at": at_once or row.kind != Screening.Kind.PUBLIC,
        "web_closes_at": row.web_closes_at == usual.web_closes_at,
        "counter_opens_at": row.counter_opens_at is None,
        "counter_closes_at": row.counter_closes_at == usual.counter_closes_at,
    }
    said = {
        name: "" if empty[name] else f"{getattr(row, name).astimezone(place.zone):%d/%m/%Y %H:%M}"
        for name in SALE
    }
    return {
        "edits": row.edits,
        "version": row.version_id,
        "screen": row.screen_id,
        "day": listing_day(local),
        "time": f"{local:%H:%M}",
        "pre_show": row.pre_show_min,
        "turnaround": row.turnaround_min,
        "prices": row.price_version.price_list_id,
        "kind": row.kind,
        "labels": row.labels,
        "max_per_order": row.max_per_order,
        "companion_release": row.companion_release_min,
        "note_fr": row.note_fr,
        "note_en": row.note_en,
        "reference": row.external_ref,
        **said,
    }
