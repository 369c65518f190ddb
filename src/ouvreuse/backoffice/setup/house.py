"""A cinema: its name and address, its halls, its first prices."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouvreuse.accounts import actions as accounts
from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.setup.chain import the_operator
from ouvreuse.backoffice.setup.forms import CinemaForm, HallForm, RatesForm
from ouvreuse.backoffice.setup.frame import question_page
from ouvreuse.backoffice.setup.halls import halls_of, plan_asked
from ouvreuse.backoffice.setup.presenters import after
from ouvreuse.backoffice.shell.editing import edit
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.pricing.actions import publish_price_list
from ouvreuse.pricing.models import PriceList
from ouvreuse.pricing.rules import french_defaults
from ouvreuse.programme.models import Screening
from ouvreuse.venues import actions
from ouvreuse.venues.errors import VenueError
from ouvreuse.venues.models import Cinema
from ouvreuse.venues.queries import CinemaView, cinema_by_slug
from ouvreuse.venues.words import say as in_words

ACTION = "edit_settings"


def _words(refusal: VenueError) -> str:
    return in_words(refusal, language=get_language() or "fr")


@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_chain")
def new_cinema(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """A cinema more: the first, or another of the chain. Who makes it is one of its owners."""
    operator = the_operator()
    if operator is None:
        return see(reverse("backoffice:setup_operator"))
    form = CinemaForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _made(form, operator=operator.id, staff=staff)
        if made is not None:
            say(request, _("Saved."))
            return see(after("cinema", cinema=made))
    status = 422 if request.method == "POST" else 200
    return question_page(
        request, "cinema", {"form": form, "fresh": True}, staff=staff, step="cinema", status=status
    )


def _made(form: CinemaForm, *, operator: int, staff: Staff) -> CinemaView | None:
    facts = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    try:
        with transaction.atomic():
            made = actions.create_cinema(operator, **facts)
            accounts.record(
                "create_cinema", subject=f"cinema:{made}", actor=staff.user, actor_label="staff", cinema=made,
                facts={"after": {name: value for name, value in facts.items() if value}},
            )  # fmt: skip
            actions.grant_role(staff.user, cinema=made, role="owner", actor=staff.user, actor_label="staff")
            slug = Cinema.objects.get(id=made).slug
    except VenueError as refusal:
        form.add_error("name", _words(refusal))
        return None
    return cinema_by_slug(slug)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def settings_of_cinema(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """Name, address and the rest of one cinema."""
    here = cinema_here(staff, cinema)
    fixed = Screening.objects.filter(cinema_id=here.id).exists()
    form = CinemaForm(instance=Cinema.objects.get(id=here.id), zone_is_fixed=fixed)
    status = 200
    if request.method == "POST":
        edited = edit(
            CinemaForm, row=here.id, posted=request.POST, staff=staff, verb="edit_cinema", subject="cinema",
            cinema=here.id, zone_is_fixed=fixed,
        )  # fmt: skip
        if edited.saved is not None:
            say(request, _("Saved."))
            return see(after("cinema", cinema=here) if staff.rights.operator else request.path)
        form, status = edited.form, edited.status  # type: ignore[assignment]
    return question_page(
        request, "cinema", {"form": form}, staff=staff, step="cinema", cinema=here, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def screens(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """The halls there are, and one more."""
    here = cinema_here(staff, cinema)
    halls = halls_of(here.id)
    form = HallForm(
        initial={"number": max((hall.number for hall in halls), default=0) + 1, "seating": "numbered"}
    )
    status = 200
    if request.method == "POST":
        form, status = HallForm(request.POST), 422
        if form.is_valid() and _hall_added(form, here=here, staff=staff):
            say(request, _("The screen is there. Add the next one, or go on."))
            return see(request.path)
    facts = {"form": form, "halls": halls, "next": after("screens", cinema=here)}
    return question_page(request, "screens", facts, staff=staff, step="screens", cinema=here, status=status)


def _hall_added(form: HallForm, *, here: CinemaView, staff: Staff) -> bool:
    asked = form.cleaned_data
    try:
        with transaction.atomic():
            hall = actions.create_screen(
                here.id, number=asked["number"], name=asked["name"], free_seating=asked["seating"] == "free"
            )
            plan = plan_asked(asked)
            actions.publish_seat_map(hall, plan)
            accounts.record(
                "create_screen", subject=f"screen:{hall}", actor=staff.user, actor_label="staff", cinema=here.id,
                facts={"after": {"number": asked["number"], "name": asked["name"], "places": plan.capacity}},
            )  # fmt: skip
    except VenueError as refusal:
        form.add_error("number" if refusal.code == "name_taken" else None, _words(refusal))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def rates(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """The first price list, from one price. Once there is one, it is changed in Prices."""
    here = cinema_here(staff, cinema)
    known = PriceList.objects.filter(cinema_id=here.id).exists()
    form = RatesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not known and form.is_valid():
        publish_price_list(
            "normal", cinema=here.id, name=_("Normal prices"), actor=staff.user, actor_label="staff",
            content=french_defaults(0, full_cents=form.cleaned_data["full"]),
        )  # fmt: skip
        say(request, _("The rates are there."))
        return see(after("rates", cinema=here))
    if request.method == "POST" and known:
        return see(request.path)
    facts = {
        "form": form,
        "known": known,
        "examples": french_defaults(0).rates,
        "next": after("rates", cinema=here),
    }
    status = 422 if request.method == "POST" else 200
    return question_page(request, "rates", facts, staff=staff, step="rates", cinema=here, status=status)
