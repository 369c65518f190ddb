"""A series by rule: every Tuesday and Thursday at 14:00 from one day to another, but for some."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.planning.draft_form import LABEL_NAMES
from ouvreuse.backoffice.planning.faults import fault_words
from ouvreuse.backoffice.planning.place import Place, place_of
from ouvreuse.backoffice.planning.proposal import Idea, judge, local_day
from ouvreuse.backoffice.planning.proposing import propose
from ouvreuse.backoffice.planning.reading import desk_of
from ouvreuse.backoffice.planning.typing_in import chosen_version, known_screens, usual_prices
from ouvreuse.backoffice.shell.fields import DayField
from ouvreuse.programme.actions import Extras, Plan
from ouvreuse.programme.errors import LocalTimeRefused, ProgrammeError, TypedFault
from ouvreuse.programme.rules import local_instant
from ouvreuse.programme.rules.cells import BadCell
from ouvreuse.programme.rules.labels import LABELS
from ouvreuse.programme.rules.series import LONGEST, Series, exceptions, wall_of
from ouvreuse.programme.rules.typed import Misunderstood, understand

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class SeriesForm(forms.Form):
    """The rule. The line says time, screen, version and film as when one screening is typed."""

    line = forms.CharField(
        label=_("Each time"), max_length=300, help_text=_("For instance: screen 2 14:00 VF The Film")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"), coerce=int, choices=list(enumerate(WEEKDAYS)), widget=forms.CheckboxSelectMultiple
    )
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    but = forms.CharField(
        label=_("But not on"), required=False, max_length=500, help_text=_("For instance: 24/12, 31/12")
    )
    labels = forms.MultipleChoiceField(
        label=_("Labels"), choices=LABEL_NAMES.items(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None, *, place: Place) -> None:
        super().__init__(
            data, initial={"first": place.week.opening, "last": place.week.end + timedelta(days=28)}
        )
        self.place = place

    def clean(self) -> dict[str, Any]:
        """Everything that must be understood, understood."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return said
        if said["last"] < said["first"]:
            raise ValidationError({"last": _("The last day is before the first.")})
        if said["last"] - said["first"] > LONGEST:
            raise ValidationError({"last": _("A series lasts a year at most.")})
        try:
            said["but"] = exceptions(said["but"], years={said["first"].year, said["last"].year})
        except BadCell as bad:
            words = fault_words(bad.fault.value, bad.facts)
            raise ValidationError({"but": words}) from None
        try:
            self._understand(said)
        except (Misunderstood, ProgrammeError) as refusal:
            words = fault_words(refusal.code, refusal.facts)
            raise ValidationError({"line": words}) from None
        return said

    def _understand(self, said: dict[str, Any]) -> None:
        typed = understand(said["line"], days=(), screens=known_screens(self.place))
        if typed.at is None:
            raise Misunderstood(TypedFault.NO_TIME)
        if typed.screen is None:
            raise Misunderstood(TypedFault.NO_SCREEN)
        said["typed"], said["version"] = typed, chosen_version(typed, 0)
        said["prices"] = usual_prices(self.place)

    def ideas(self) -> list[Idea]:
        """One for each day of the series."""
        said = self.cleaned_data
        series = Series(
            frozenset(said["weekdays"]), said["typed"].at, said["first"], said["last"], said["but"]
        )
        habits = desk_of(self.place).habits
        found = []
        for day in series.days():
            wall = wall_of(day, series.at)
            try:
                starts_at = local_instant(wall, zone=self.place.cinema.zone)
            except LocalTimeRefused as refusal:
                words = fault_words(refusal.code, refusal.facts)
                found.append(Idea(local_day(wall, self.place), words=words))
                continue
            plan = Plan(
                screen=said["typed"].screen,
                version=said["version"].version,
                price_version=said["prices"].at(starts_at).id,
                starts_at=starts_at,
                pre_show_min=habits.pre_show_min,
                turnaround_min=habits.turnaround_min,
                extras=Extras(labels=tuple(each for each in LABELS if each in said["labels"])),
            )
            found.append(Idea("", plan))
        return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires("plan_programme")
def series(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """What the rule would make, then what was chosen of it."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    sent = request.POST if request.method == "POST" else (request.GET if "line" in request.GET else None)
    form = SeriesForm(sent, place=place)
    return propose(request, place, staff, form, verb="series", judged=lambda: judge(place, form.ideas()))
