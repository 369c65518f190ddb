"""The first person comes in by the link that the machine printed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ouvreuse.accounts import actions as accounts
from ouvreuse.accounts import queries, words
from ouvreuse.accounts.errors import AccountError, LinkDead
from ouvreuse.backoffice.access import open_to_all
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.backoffice.team.forms import FirstForm
from ouvreuse.backoffice.team.mine import enter, refuse, secret_page
from ouvreuse.booking.actions import ensure_signing_key


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account that sees the whole chain. Looking at the page uses nothing; sending the form does."""
    language = get_language() or "fr"
    if not queries.setup_link_opens(token):
        return _dead(request, LinkDead())
    form = FirstForm(request.POST if request.method == "POST" else None, initial={"language": language})
    if request.method == "POST" and form.is_valid():
        try:
            user = accounts.use_setup_link(token, **form.cleaned_data)
        except LinkDead as refusal:
            return _dead(request, refusal)
        except AccountError as refusal:
            refuse(form, refusal, field="password")
        else:
            ensure_signing_key()
            enter(request, user)
            say(request, _("Welcome. Your answers are kept page by page: stop and come back when you like."))
            return see(reverse("backoffice:setup"))
    status = 422 if request.method == "POST" else 200
    return secret_page(request, "first", {"form": form}, status=status)


def _dead(request: HttpRequest, refusal: LinkDead) -> HttpResponse:
    text = words.say(refusal, language=get_language() or "fr")
    hint = _("Who has the machine gets a fresh one by “./ouvreuse setup”.")
    return secret_page(request, "dead", {"text": f"{text} {hint}"}, status=410)
