"""What a group is sent: its quote, a word before its option ends, its invoice."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.grouping.keeping import locked_group, screening_of
from ouvreuse.booking.errors import GroupRefused
from ouvreuse.booking.models import GroupBooking, GroupInvoice
from ouvreuse.booking.queries.group_papers import invoice_number, paper_of
from ouvreuse.booking.queries.screenings import ScreeningFacts, screening_for_sale
from ouvreuse.kernel import clock, ids
from ouvreuse.kernel.retry import retried
from ouvreuse.notifications import actions as notifications
from ouvreuse.ui.documents.facts import Language
from ouvreuse.ui.documents.formats import clock_time, long_date
from ouvreuse.venues.models import Cinema

REMIND_BEFORE = timedelta(days=3)
TITLES = {
    "quote": {"fr": "Votre devis", "en": "Your quote"},
    "reminder": {"fr": "Votre option finit bientôt", "en": "Your option ends soon"},
    "invoice": {"fr": "Votre facture", "en": "Your invoice"},
}


@retried
@transaction.atomic(durable=True)
def mail_group_paper(booking: int, *, paper: str, actor: int | None = None) -> None:
    """Mail the ``quote`` or the ``invoice`` as PDF. Raises ``GroupUnknown``, ``GroupRefused`` ("no_email", "state")."""
    row = locked_group(booking)
    if not row.email:
        raise GroupRefused("no_email")
    if (paper == "invoice") != GroupInvoice.objects.filter(booking=row).exists():
        raise GroupRefused("state")
    _send(row, kind=paper)
    accounts.record(
        "mail_group_paper", subject=f"group:{row.id}", actor=actor, actor_label="staff", cinema=row.cinema_id,
        facts={"paper": paper},
    )  # fmt: skip


def remind_options() -> int:
    """Tell groups once, three days before, that their option ends; returns how many."""
    now = clock.now()
    rows = GroupBooking.objects.filter(
        state=GroupBooking.State.OPTION, reminded_at=None, option_until__gt=now, option_until__lte=now + REMIND_BEFORE,
        screening__isnull=False,
    )  # fmt: skip
    return sum(_remind(booking) for booking in rows.exclude(email="").values_list("id", flat=True)[:200])


@retried
@transaction.atomic(durable=True)
def _remind(booking: int) -> bool:
    row = locked_group(booking)
    if row.state != GroupBooking.State.OPTION or row.reminded_at is not None or row.screening_id is None:
        return False
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    _send(row, kind="reminder")
    return True


def _send(row: GroupBooking, *, kind: str) -> None:
    language: Language = "fr" if row.language == "fr" else "en"
    show = screening_for_sale(screening_of(row), staff=True)
    paper = paper_of(row, show, paper="invoice" if kind == "invoice" else "quote")
    invoice = GroupInvoice.objects.filter(booking=row).first()
    name = invoice_number(invoice) if invoice is not None and kind == "invoice" else str(row.id)
    cinema = Cinema.objects.get(id=row.cinema_id)
    option = row.option_until if row.state == GroupBooking.State.OPTION else None
    notifications.queue(
        "booking/mail/group", dedupe_key=f"group:{row.id}:{kind}:{ids.uuid7()}", address=row.email, language=language,
        recipient=f"group:{row.id}",
        facts={
            "kind": kind, "title": TITLES[kind][language], "organisation": row.organisation, "film": show.film_title,
            "when": _when(show.starts_at, show, language), "until": _when(option, show, language) if option else "",
            "reply": ", ".join(part for part in (cinema.name, cinema.phone, cinema.email) if part),
            "paper": {"file": f"{kind if kind == 'invoice' else 'quote'}-{name}.pdf", "facts": paper.to_json()},
        },
    )  # fmt: skip


def _when(at: datetime, show: ScreeningFacts, language: Language) -> str:
    local = at.astimezone(ZoneInfo(show.zone))
    return f"{long_date(local.date(), language=language)}, {clock_time(local, language=language)}"
