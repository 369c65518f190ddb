"""How a cinema plans: opening hours, usual minutes, staggered starts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ouvreuse.accounts import actions as accounts
from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.planning.draft_form import ClockField
from ouvreuse.backoffice.planning.place import Place, place_of
from ouvreuse.backoffice.planning.repeating import WEEKDAYS
from ouvreuse.backoffice.planning.views import SECTION
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say as tell
from ouvreuse.backoffice.shell.notices import see
from ouvreuse.programme.models import PlanningHabits

MINUTES = ("pre_show_min", "turnaround_min", "stagger_min")


class HabitsForm(forms.Form):
    """Minutes, and for each day from when to when."""

    pre_show_min = forms.IntegerField(
        label=gettext_lazy("Usual pre-show, minutes"), min_value=0, max_value=90
    )
    turnaround_min = forms.IntegerField(
        label=gettext_lazy("Turnaround needed, minutes"), min_value=0, max_value=180
    )
    stagger_min = forms.IntegerField(
        label=gettext_lazy("Minutes between two starts in the same lobby"),
        min_value=0,
        max_value=60,
        help_text=gettext_lazy("0: starts need not be staggered."),
    )

    def __init__(self, data: QueryDict | None, *, row: PlanningHabits) -> None:
        super().__init__(data, initial=_initial(row))
        for number, name in enumerate(WEEKDAYS):
            for side, words in (("opens", _("%(day)s, opens")), ("closes", _("%(day)s, closes"))):
                self.fields[f"{side}_{number}"] = ClockField(
                    label=words % {"day": name}, required=False, max_length=20
                )

    def clean(self) -> dict[str, Any]:
        """Both hours of a day, or none."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(7):
            if bool(said.get(f"opens_{number}")) != bool(said.get(f"closes_{number}")):
                raise ValidationError(
                    {f"closes_{number}": _("Give both hours of a day, or none if it is closed.")}
                )
        return said

    def over(self, row: PlanningHabits) -> dict[str, Any]:
        """Put what was said into the row; returns it as facts."""
        for name in MINUTES:
            setattr(row, name, self.cleaned_data[name])
        row.opens, row.closes = (
            [self.cleaned_data[f"{side}_{number}"] for number in range(7)] for side in ("opens", "closes")
        )
        return _facts(row)


def _initial(row: PlanningHabits) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(row, name) for name in MINUTES}
    for side in ("opens", "closes"):
        for number, at in enumerate(getattr(row, side)):
            found[f"{side}_{number}"] = f"{at:%H:%M}" if at else ""
    return found


def _facts(row: PlanningHabits) -> dict[str, Any]:
    hours = {side: [at and f"{at:%H:%M}" for at in getattr(row, side)] for side in ("opens", "closes")}
    return {**{name: getattr(row, name) for name in MINUTES}, **hours}


@require_http_methods(["GET", "HEAD", "POST"])
@requires("plan_programme")
def habits(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """The page of them."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    if request.method != "POST":
        return _page(request, place, staff, HabitsForm(None, row=_row(place)))
    with transaction.atomic():
        row = _row(place, lock=True)
        before = _facts(row)
        form = HabitsForm(request.POST, row=row)
        if not form.is_valid():
            return _page(request, place, staff, form, status=422)
        after = form.over(row)
        row.save()
        if before != after:
            accounts.record(
                "edit_habits",
                subject=f"cinema:{place.cinema.id}",
                actor=staff.user,
                actor_label="staff",
                cinema=place.cinema.id,
                facts={"before": before, "after": after},
            )
    tell(request, _("Saved."))
    return see(place.url)


def _row(place: Place, *, lock: bool = False) -> PlanningHabits:
    rows = PlanningHabits.objects.filter(cinema=place.cinema.id)
    row = (rows.select_for_update() if lock else rows).first()
    return row or PlanningHabits(cinema_id=place.cinema.id, opens=[None] * 7, closes=[None] * 7)


def _page(
    request: HttpRequest, place: Place, staff: Staff, form: HabitsForm, *, status: int = 200
) -> HttpResponse:
    facts = {"place": place, "form": form, "name": _("Hours and habits")}
    template = "backoffice/planning/form.html"
    return show(request, template, facts, staff=staff, cinema=place.cinema, section=SECTION, status=status)
