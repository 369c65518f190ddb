"""Keys (KDM): the public part of each is kept, so that the grid can say which screenings it opens."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ouvreuse.accounts import actions as accounts
from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.planning.place import Place, place_of
from ouvreuse.backoffice.planning.reading import pool_of
from ouvreuse.backoffice.planning.typing_in import number
from ouvreuse.backoffice.planning.views import SECTION
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say as tell
from ouvreuse.backoffice.shell.notices import see
from ouvreuse.kernel import clock
from ouvreuse.programme.errors import KeyUnreadable
from ouvreuse.programme.models import Kdm
from ouvreuse.programme.rules.kdm import MOST_BYTES, KdmFacts, read_kdm
from ouvreuse.programme.words import say
from ouvreuse.venues.models import Screen

MOST_SHOWN = 200


class KeyForm(forms.Form):
    """A KDM file, the screen whose server it is for, and the version it opens."""

    file = forms.FileField(
        label=gettext_lazy("The KDM"),
        help_text=gettext_lazy("An XML file. Only its title, copy and window are kept, never the key."),
        widget=forms.FileInput(attrs={"accept": ".xml"}),
    )
    screen = forms.TypedChoiceField(label=gettext_lazy("On screen"), coerce=int)
    version = forms.TypedChoiceField(label=gettext_lazy("Film and version"), coerce=int)

    def __init__(
        self, data: QueryDict | None, files: MultiValueDict[str, Any] | None, *, place: Place
    ) -> None:
        super().__init__(data, files)
        screens = Screen.objects.filter(cinema=place.cinema.id).order_by("number")
        pool = [
            (each.version, f"{each.title}, {each.name}") for film in pool_of(place) for each in film.versions
        ]
        cast(forms.ChoiceField, self.fields["screen"]).choices = [(each.id, each.name) for each in screens]
        cast(forms.ChoiceField, self.fields["version"]).choices = pool

    def clean_file(self) -> KdmFacts:
        """Read."""
        file = self.cleaned_data["file"]
        try:
            return read_kdm(file.read(MOST_BYTES + 1))
        except KeyUnreadable as refusal:
            raise forms.ValidationError(
                say(refusal.code, refusal.facts, language=get_language() or "fr")
            ) from None


@require_http_methods(["GET", "HEAD", "POST"])
@requires("plan_programme")
def keys(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """The keys known; one more from its file."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    if request.method != "POST":
        return _page(request, place, staff, KeyForm(None, None, place=place))
    form = KeyForm(request.POST, request.FILES, place=place)
    if not form.is_valid():
        return _page(request, place, staff, form, status=422)
    said: KdmFacts = form.cleaned_data["file"]
    with transaction.atomic():
        row, _made = Kdm.objects.update_or_create(
            screen_id=form.cleaned_data["screen"],
            message=said.message,
            defaults={
                "version_id": form.cleaned_data["version"],
                "composition": said.composition,
                "title": said.title,
                "opens_at": said.opens_at,
                "closes_at": said.closes_at,
                "added_at": clock.now(),
            },
        )
        _tell("add_key", row, place, staff)
    tell(request, _("Key added: the grid says which screenings it opens."))
    return see(place.page("planning_keys"))


@require_POST
@requires("plan_programme")
def forget_key(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """Take a key away."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    with transaction.atomic():
        rows = Kdm.objects.select_for_update(of=("self",)).select_related("screen")
        row = rows.filter(id=number(request.POST, "key"), screen__cinema=place.cinema.id).first()
        if row is not None:
            _tell("remove_key", row, place, staff)
            row.delete()
    if row is not None:
        tell(request, _("Key removed."))
    return see(place.page("planning_keys"))


def _tell(verb: str, row: Kdm, place: Place, staff: Staff) -> None:
    facts = {
        "title": row.title,
        "composition": row.composition,
        "opens_at": row.opens_at.isoformat(),
        "closes_at": row.closes_at.isoformat(),
    }
    accounts.record(
        verb,
        subject=f"screen:{row.screen_id}",
        actor=staff.user,
        actor_label="staff",
        cinema=place.cinema.id,
        facts={"after" if verb == "add_key" else "before": facts},
    )


def _page(
    request: HttpRequest, place: Place, staff: Staff, form: KeyForm, *, status: int = 200
) -> HttpResponse:
    rows = Kdm.objects.filter(screen__cinema=place.cinema.id, closes_at__gt=clock.now())
    facts = {
        "place": place,
        "form": form,
        "rows": rows.select_related("screen", "version__film").order_by("closes_at")[:MOST_SHOWN],
        "forget_url": place.act("planning_key_forget"),
    }
    template = "backoffice/planning/keys.html"
    return show(request, template, facts, staff=staff, cinema=place.cinema, section=SECTION, status=status)
