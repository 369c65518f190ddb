"""One's own account: coming in by a link, a forgotten password, one's name and language."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts import words
from ouvreuse.accounts.errors import AccountError, LinkDead, TooManyAttempts, WrongCredentials
from ouvreuse.accounts.models import User
from ouvreuse.backoffice.access import Staff, open_to_all, requires
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.backoffice.team.forms import (
    AddressForm,
    ChangePasswordForm,
    JoinForm,
    MeForm,
    NewPasswordForm,
)
from ouvreuse.venues.actions import accept_invitation
from ouvreuse.venues.errors import InvitationDead
from ouvreuse.venues.queries import waiting_invitation
from ouvreuse.venues.words import say as say_venue

BACKEND = "django.contrib.auth.backends.ModelBackend"


def _language() -> str:
    return get_language() or "fr"


def secret_page(
    request: HttpRequest, template: str, facts: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """A page whose address opens something: it is told to no other site."""
    response = render(request, f"backoffice/team/{template}.html", facts, status=status)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def enter(request: HttpRequest, user: int) -> None:
    """Begin a session of the person under a new id."""
    login(request, User.objects.get(pk=user), backend=BACKEND)


def refuse(form: Form, refusal: AccountError, *, field: str) -> None:
    """Say a refusal of accounts at its field."""
    form.add_error(
        field if refusal.code == "weak_password" else None, words.say(refusal, language=_language())
    )


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Join a team. Opening the page uses nothing: some mail programs look at every link."""
    try:
        asked = waiting_invitation(token)
    except InvitationDead as refusal:
        return secret_page(request, "dead", {"text": say_venue(refusal, language=_language())}, status=410)
    form = JoinForm(request.POST if request.method == "POST" else None, initial={"language": _language()})
    if asked.known:
        form = Form(request.POST if request.method == "POST" else None)  # type: ignore[assignment]
    if request.method == "POST" and form.is_valid():
        try:
            user = accept_invitation(token, **form.cleaned_data)
        except InvitationDead as refusal:
            return secret_page(
                request, "dead", {"text": say_venue(refusal, language=_language())}, status=410
            )
        except AccountError as refusal:
            refuse(form, refusal, field="password")
        else:
            if not asked.known:
                enter(request, user)
            return see(reverse("backoffice:home"))
    status = 422 if request.method == "POST" else 200
    return secret_page(request, "invitation", {"asked": asked, "form": form}, status=status)


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """A mail with a link, if the address is of the staff; nobody learns whether it is (ACC-04)."""
    form, status = AddressForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            path = reverse("backoffice:new_password", args=["TOKEN"]).replace("TOKEN", "{token}")
            try:
                accounts.ask_new_password(
                    form.cleaned_data["email"], language=_language(), path=path,
                    network=str(request.META.get("CLIENT_ADDRESS", "")),
                )  # fmt: skip
            except TooManyAttempts as refusal:
                status = 429
                form.add_error(None, words.say(refusal, language=_language()))
            else:
                return see(f"{reverse('backoffice:forgotten')}?done=1")
    facts: dict[str, object] = {"form": form, "done": "done" in request.GET and request.method != "POST"}
    return render(request, "backoffice/team/forgotten.html", facts, status=status)


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password by a mailed link."""
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = accounts.set_password(token, password=form.cleaned_data["password"])
        except LinkDead as refusal:
            text = words.say(refusal, language=_language())
            return secret_page(request, "dead", {"text": text}, status=410)
        except AccountError as refusal:
            refuse(form, refusal, field="password")
        else:
            enter(request, user)
            return see(reverse("backoffice:home"))
    status = 422 if request.method == "POST" else 200
    return secret_page(request, "new_password", {"form": form}, status=status)


@never_cache
@sensitive_post_parameters("old", "new")
@require_http_methods(["GET", "HEAD", "POST"])
@requires("see_home")
def me(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """One's own name, language and password."""
    row = User.objects.get(pk=staff.user)
    about = MeForm(initial={"name": row.name, "language": row.language})
    password = ChangePasswordForm()
    if request.method == "POST" and "old" in request.POST:
        password = ChangePasswordForm(request.POST)
        if password.is_valid() and _password_changed(request, password, staff=staff):
            say(request, _("Your password is changed; your other sessions have ended."))
            return see(reverse("backoffice:me"))
    elif request.method == "POST":
        about = MeForm(request.POST)
        if about.is_valid():
            accounts.edit_self(staff.user, **about.cleaned_data)
            say(request, _("Saved."))
            return see(reverse("backoffice:me"))
    facts = {"about": about, "password": password, "email": row.email, "languages": settings.LANGUAGES}
    status = 422 if request.method == "POST" else 200
    return show(request, "backoffice/team/me.html", facts, staff=staff, status=status)


def _password_changed(request: HttpRequest, form: ChangePasswordForm, *, staff: Staff) -> bool:
    try:
        accounts.change_password(staff.user, **form.cleaned_data)
    except WrongCredentials:
        form.add_error("old", _("This is not your password."))
    except AccountError as refusal:
        refuse(form, refusal, field="new")
    else:
        update_session_auth_hash(request, User.objects.get(pk=staff.user))
        return True
    return False
