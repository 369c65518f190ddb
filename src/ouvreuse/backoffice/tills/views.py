"""Tills and printers, edited by the owner."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ouvreuse.accounts import actions as accounts
from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.shell import notices
from ouvreuse.backoffice.shell.editing import EditForm, edit
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.tills.forms import RulesForm, TillForm
from ouvreuse.payments import flows
from ouvreuse.payments.errors import PaymentError
from ouvreuse.payments.models import CounterRules, Till
from ouvreuse.payments.queries.drawer import printer_of, refund_alone
from ouvreuse.payments.words import WORDS
from ouvreuse.ui.documents.escpos import Roll, report_roll
from ouvreuse.venues.queries import CinemaView

ACTION = "edit_settings"
SECTION = "settings"


@require_safe
@requires(ACTION)
def tills(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """The tills of a cinema and the rules of its counter."""
    return _list(request, staff, cinema_here(staff, cinema))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def till(request: HttpRequest, *, staff: Staff, cinema: str, till: int | None = None) -> HttpResponse:
    """One till, or a new one."""
    here = cinema_here(staff, cinema)
    mine = Till.objects.filter(cinema_id=here.id)
    if request.method == "POST":
        edited = edit(
            TillForm, row=till, posted=request.POST, staff=staff, verb="edit_till", subject="till", cinema=here.id,
            among=mine, home=here.id,
        )  # fmt: skip
        if edited.saved is not None:
            notices.say(request, _("Saved."))
            return notices.see(reverse("backoffice:tills", kwargs={"cinema": here.slug}))
        return _form(request, staff, here, edited.form, till, status=edited.status)
    row = mine.filter(id=till).first() if till is not None else None
    if till is not None and row is None:
        raise Http404
    return _form(request, staff, here, TillForm(instance=row, home=here.id), till)


@require_POST
@requires(ACTION)
def rules(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """How much one person may refund alone."""
    here = cinema_here(staff, cinema)
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _list(request, staff, here, form=form, status=422)
    cents = int(form.cleaned_data["refund_alone"] * 100)
    with transaction.atomic():
        before = refund_alone(here.id)
        CounterRules.objects.update_or_create(cinema_id=here.id, defaults={"refund_alone": cents})
        accounts.record(
            "edit_counter_rules", subject=f"cinema:{here.id}", actor=staff.user, actor_label="staff", cinema=here.id,
            facts={"before": {"refund_alone": before}, "after": {"refund_alone": cents}},
        )  # fmt: skip
    notices.say(request, _("Saved."))
    return notices.see(reverse("backoffice:tills", kwargs={"cinema": here.slug}))


@require_POST
@requires(ACTION)
def test_print(request: HttpRequest, *, staff: Staff, cinema: str, till: int) -> HttpResponse:
    """A few words on the printer's roll, with accents and the euro."""
    here = cinema_here(staff, cinema)
    printer = printer_of(till, cinema=here.id)
    if printer is None:
        raise Http404
    lines = [here.name, here.town, "éèêàçùœ É À Ç « 9,50 € »", _("The printer of this till works.")]
    try:
        flows.print_at(printer, data=report_roll(lines, roll=Roll(printer.paper), title="Ouvreuse"))
    except PaymentError as error:
        words = WORDS[error.code][0 if (get_language() or "fr").startswith("fr") else 1]
        return _list(request, staff, here, error=words, status=error.status)
    notices.say(request, _("Sent to the printer: see whether it came out."))
    return notices.see(reverse("backoffice:tills", kwargs={"cinema": here.slug}))


def _list(
    request: HttpRequest,
    staff: Staff,
    here: CinemaView,
    *,
    form: RulesForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    initial = {"refund_alone": Decimal(refund_alone(here.id)) / 100}
    facts = {
        "tills": Till.objects.filter(cinema_id=here.id),
        "form": form or RulesForm(initial=initial),
        "error": error,
    }
    return show(
        request,
        "backoffice/tills/tills.html",
        facts,
        staff=staff,
        cinema=here,
        section=SECTION,
        status=status,
    )


def _form(
    request: HttpRequest,
    staff: Staff,
    here: CinemaView,
    form: EditForm,
    till: int | None,
    *,
    status: int = 200,
) -> HttpResponse:
    facts = {"form": form, "till": till}
    return show(
        request, "backoffice/tills/till.html", facts, staff=staff, cinema=here, section=SECTION, status=status
    )
