"""Mail: the server, and a letter of trial."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ouvreuse.accounts import actions as accounts
from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.setup.chain import first_cinema
from ouvreuse.backoffice.setup.forms import MailForm
from ouvreuse.backoffice.setup.frame import question_page
from ouvreuse.backoffice.setup.presenters import after
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.notifications.actions import set_mail_server
from ouvreuse.notifications.errors import MailRefused, NotificationError
from ouvreuse.notifications.flows import try_mail_server
from ouvreuse.notifications.queries import MailSettings, mail_settings
from ouvreuse.notifications.words import say as in_words
from ouvreuse.venues.queries import email_of


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_chain")
def mail(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """The answers are kept, then a letter of trial goes to who asks: the server says at once what it thinks."""
    known = mail_settings()
    form, status = MailForm(initial=_initial(known)), 200
    if request.method == "POST":
        form, status = MailForm(request.POST), 422
        if form.is_valid():
            keep(form, staff=staff)
            address = email_of(staff.user)
            if _tried(form, address=address):
                say(
                    request,
                    _("The server took a letter for %(email)s: look whether it has come.")
                    % {"email": address},
                )
                return see(after("mail", cinema=first_cinema()))
            known = mail_settings()
    facts = {"form": form, "known": known, "zone": _zone()}
    return question_page(request, "mail", facts, staff=staff, step="mail", status=status)


@transaction.atomic
def keep(form: MailForm, *, staff: Staff) -> None:
    """Keep the server; an empty password stays as it is."""
    asked = dict(form.cleaned_data)
    changes = set_mail_server(**{**asked, "password": asked["password"] or None})
    if changes:
        accounts.record(
            "set_mail_server", subject="mail_server", actor=staff.user, actor_label="staff", facts=changes
        )


def _tried(form: MailForm, *, address: str) -> bool:
    language = get_language() or "fr"
    try:
        try_mail_server(address=address, language=language)
    except NotificationError as refusal:
        form.add_error(
            None, _("Your answers are kept. %(why)s") % {"why": in_words(refusal, language=language)}
        )
        if isinstance(refusal, MailRefused) and refusal.said:
            form.add_error(None, _("The server says: “%(said)s”") % {"said": refusal.said})
        return False
    return True


def _initial(known: MailSettings | None) -> dict[str, Any]:
    if known is None:
        return {"security": "starttls", "port": 587}
    return {
        name: getattr(known, name) for name in ("host", "port", "security", "user", "sender", "sender_name")
    }


def _zone() -> str:
    here = first_cinema()
    return here.zone if here else settings.TIME_ZONE
