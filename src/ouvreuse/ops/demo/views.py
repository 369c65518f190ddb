"""The tour page: ten things to try, one click each."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.models import Ticket
from ouvreuse.booking.words import say
from ouvreuse.ops.demo import building, tries
from ouvreuse.ops.demo import films as demo_films

ROLES = ("owner", "programmer", "box_office", "usher")


@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """What can be tried, and who to be."""
    return _page(request, result=None)


@require_POST
def attempt(request: HttpRequest, thing: str) -> HttpResponse:
    """Do one of the ten and tell what happened."""
    act: Callable[[], tries.Result] | None = tries.TRIES.get(thing)
    if act is None:
        raise Http404
    with override(_language(request)):
        result, status = _done(act)
    return _page(request, result=result, status=status)


def _done(act: Callable[[], tries.Result]) -> tuple[tries.Result, int]:
    """What came of it, a refusal too, in the language of the page, and its HTTP status."""
    try:
        return act(), 200
    except BookingError as error:
        return tries.Result(say(error, language=get_language() or "fr")), error.status
    except (OSError, HTTPException):
        words = _("The demonstration’s bank does not answer. It may just be starting: try again in a moment.")
        return tries.Result(words), 503


@require_POST
def sign_in_as(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as one of the demo's people with one click; from this machine only."""
    user = building.demo_user(role) if role in ROLES and on_this_machine(request) else None
    if user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    language = _language(request)
    return HttpResponseRedirect(
        f"/{language}/door/" if role == "usher" else f"/{language}/staff/", status=303
    )


def on_this_machine(request: HttpRequest) -> bool:
    """Whether the request comes from loopback."""
    try:
        return ip_address(str(request.META.get("CLIENT_ADDRESS", ""))).is_loopback
    except ValueError:
        return False


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in ("fr", "en") else get_language_from_request(request)


def _page(request: HttpRequest, *, result: tries.Result | None, status: int = 200) -> HttpResponse:
    films = demo_films.films()
    with override(_language(request)):
        facts = {
            "sold": grouped(Ticket.objects.count()),
            "films": len(films),
            "sure_classes": sum(film.classification_is_real for film in films),
            "things": tries.things(),
            "result": result,
            "roles": ROLES if on_this_machine(request) else (),
            "mailbox": settings.MAILBOX_URL,
            "other": "en" if _language(request) == "fr" else "fr",
        }
        return render(request, "ops/demo/tour.html", facts, status=status)


def grouped(number: int) -> str:
    """``15 012`` or ``15,012``: a number of thousands in the language of the page."""
    return f"{number:,}".replace(",", "," if (get_language() or "fr").startswith("en") else "\u202f")
