"""Payment: Stripe's keys, and what Stripe says of them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.setup.chain import first_cinema, the_operator
from ouvreuse.backoffice.setup.forms import KeysForm
from ouvreuse.backoffice.setup.frame import question_page
from ouvreuse.backoffice.setup.presenters import after
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.payments import flows
from ouvreuse.payments.errors import PaymentError
from ouvreuse.payments.queries import AccountSettings, account_settings
from ouvreuse.payments.rules import Owner
from ouvreuse.payments.words import say as in_words

EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "refund.updated",
    "refund.failed",
    "charge.refunded",
    "charge.dispute.created",
)


@sensitive_post_parameters("secret_key", "webhook_secret")
@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_chain")
def payment(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """Give the keys: Stripe is asked whose they are before they are kept. They are never shown again."""
    operator = the_operator()
    if operator is None:
        return see(reverse("backoffice:setup_operator"))
    known = account_settings(operator.id)
    form, status = _form(known), 200
    if request.method == "POST":
        form, status = _form(known, request), 422
        if form.is_valid():
            try:
                owner = flows.set_account(operator.id, **form.cleaned_data, actor=staff.user)
            except PaymentError as refusal:
                form.add_error("secret_key", in_words(refusal, language=get_language() or "fr"))
            else:
                _tell(request, owner)
                return see(after("payment", cinema=first_cinema()) if owner else request.path)
    return question_page(request, "payment", _facts(form, known), staff=staff, step="payment", status=status)


@require_POST
@requires("edit_chain")
def check(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """Ask Stripe again."""
    operator = the_operator()
    known = account_settings(operator.id) if operator else None
    if known is not None and known.has_key:
        try:
            _tell(request, flows.check_account(known.id))
        except PaymentError as refusal:
            say(request, in_words(refusal, language=get_language() or "fr"), kind="bad")
    return see(reverse("backoffice:setup_payment"))


def _form(known: AccountSettings | None, request: HttpRequest | None = None) -> KeysForm:
    has_key, has_webhook = bool(known and known.has_key), bool(known and known.has_webhook)
    return KeysForm(request.POST if request else None, has_key=has_key, has_webhook=has_webhook)


def _tell(request: HttpRequest, owner: Owner | None) -> None:
    if owner is None:
        say(
            request,
            _("The keys are kept, but Stripe does not answer just now: ask again in a moment."),
            kind="warn",
        )
    elif not owner.can_charge:
        words = _("Stripe answers: this is the account of %(name)s, which may not take money yet.")
        say(request, words % {"name": owner.name}, kind="warn")
    elif owner.name:
        say(
            request,
            _("Stripe answers: this is the account of %(name)s, and it may take money.")
            % {"name": owner.name},
        )
    else:
        say(request, _("Stripe accepts this key."))


def _facts(form: KeysForm, known: AccountSettings | None) -> dict[str, object]:
    here = first_cinema()
    return {
        "form": form,
        "known": known,
        "webhook": settings.BASE_URL + reverse("api:stripe_webhook_any"),
        "events": EVENTS,
        "reachable": settings.SECURE,
        "zone": here.zone if here else settings.TIME_ZONE,
    }
