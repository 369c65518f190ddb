"""Signing in and out, and the first page of each role."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ouvreuse.accounts.actions import authenticate
from ouvreuse.accounts.errors import AccountError, TooManyAttempts
from ouvreuse.accounts.words import say
from ouvreuse.backoffice.access import Staff, cinema_here, open_to_all, requires
from ouvreuse.backoffice.dashboards.strip import strip_of
from ouvreuse.backoffice.setup.presenters import to_do
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.team.forms import SignInForm, own_path
from ouvreuse.backoffice.team.presenters import place_of, places_of
from ouvreuse.venues.queries import CinemaView, rights_of

BACKEND = "django.contrib.auth.backends.ModelBackend"


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The way in. A known and an unknown address get the same answer in the same time."""
    wanted = own_path(request.POST.get("next", request.GET.get("next", "")))
    if request.method != "POST":
        if request.user.is_authenticated and _works_here(request):
            return _see(wanted)  # who has no role any more may come in as somebody else
        return render(request, "backoffice/team/sign_in.html", {"form": SignInForm(initial={"next": wanted})})
    form = SignInForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            user = authenticate(
                form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                address=str(request.META.get("CLIENT_ADDRESS", "")),
            )
        except AccountError as refusal:
            status = 429 if isinstance(refusal, TooManyAttempts) else 422
            form.add_error(None, say(refusal, language=get_language() or "fr"))
        else:
            login(request, user, backend=BACKEND)
            return _see(wanted)
    return render(request, "backoffice/team/sign_in.html", {"form": form}, status=status)


@open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The way out: the session is forgotten."""
    logout(request)
    return _see(resolve_url("backoffice:sign_in"))


@require_safe
@requires("see_home")
def home(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """What this person may do, where; who works in one cinema sees that one at once."""
    places = places_of(staff)
    if staff.rights.operator and not places:
        return _see(resolve_url("backoffice:setup"))
    if len(places) == 1:
        return _cinema_page(request, staff, cinema_here(staff, places[0].slug))
    facts = {"places": places, "operator": staff.rights.operator, "missing": to_do(staff)}
    return show(request, "backoffice/team/home.html", facts, staff=staff)


@require_safe
@requires("see_home")
def cinema_home(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """What this person may do in one cinema."""
    return _cinema_page(request, staff, cinema_here(staff, cinema))


def _cinema_page(request: HttpRequest, staff: Staff, cinema: CinemaView) -> HttpResponse:
    facts = {
        "place": place_of(staff.rights, cinema),
        "figures": strip_of(staff, cinema),
        "missing": to_do(staff),
    }
    return show(request, "backoffice/team/cinema.html", facts, staff=staff, cinema=cinema)


def _see(path: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": path or resolve_url("backoffice:home")})


def _works_here(request: HttpRequest) -> bool:
    rights = rights_of(request.user.pk)
    return bool(rights.cinemas) or rights.operator
