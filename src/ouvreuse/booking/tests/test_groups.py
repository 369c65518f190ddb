"""R8.11: a group's quote, its option, who came, its invoice; every sum is the book's and no seat is sold twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import DatabaseError, transaction
from tests.cast import Chain, Visitor

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.booking import actions
from ouvreuse.booking.actions import GroupAsked
from ouvreuse.booking.errors import BookingError, GroupRefused, SeatTaken
from ouvreuse.booking.models import Claim, GroupBooking, GroupClass, GroupInvoice, Ticket
from ouvreuse.booking.queries.group_papers import invoice_number, paper_of
from ouvreuse.booking.queries.groups import kept_for, lines_of_group
from ouvreuse.booking.queries.screenings import screening_for_sale
from ouvreuse.booking.queries.seats import availability
from ouvreuse.booking.tests.factories import move, screen
from ouvreuse.fiscal.models import AdmissionRight, CancelledRight, Entry
from ouvreuse.kernel import clock
from ouvreuse.notifications.flows import compose
from ouvreuse.notifications.models import Message
from ouvreuse.payments.models import Movement, Payment
from ouvreuse.pricing.errors import PricingError
from ouvreuse.ui.documents.programme import programme_pdf

pytestmark = pytest.mark.integration
Travel = Callable[..., None]


def asked(screening: int, **more: Any) -> GroupAsked:
    facts: dict[str, Any] = {
        "kind": "school", "organisation": "École Jules-Ferry", "pupils": 24, "companions": 2, "rate_code": "SCOL",
        "companion_rate": "ACCOMP", "email": "ecole@example.org", "siret": "21760217600013",
        "service_code": "SCO", "engagement": "2026-118",
    }  # fmt: skip
    return GroupAsked(screening, **{**facts, **more})


def quoted(chain: Chain, screening: int, **more: Any) -> int:
    return actions.save_group(asked(screening, **more), cinema=chain.cinema)


def state(booking: int) -> str:
    return GroupBooking.objects.get(id=booking).state


def today(days: int = 0) -> Any:
    return (clock.now() + timedelta(days=days)).astimezone(ZoneInfo("Europe/Paris")).date()


def takings() -> int:
    """What the book says was sold and given back, in cents."""
    payloads = [json.loads(entry.payload) for entry in Entry.objects.all()]
    return sum(line["gross"] for payload in payloads for line in payload.get("lines", []))


def test_an_option_takes_the_places_and_its_end_frees_them(
    chain: Chain, customer: Visitor, travel: Travel
) -> None:
    screening = chain.screening(in_minutes=60 * 24 * 10)
    booking = quoted(chain, screening)
    assert GroupBooking.objects.get(id=booking).unit_cents == [250, 0]
    assert availability(screening).free == 40, "a quote keeps nothing"
    actions.give_option(booking, until=today(5))
    ends = GroupBooking.objects.get(id=booking).option_until
    assert ends is not None
    assert ends.astimezone(ZoneInfo("Europe/Paris")).date() == today(5), "said by the day it was promised for"
    kept = kept_for(booking).places
    assert len(kept) == 26
    assert availability(screening).free == 14
    with pytest.raises(SeatTaken):
        actions.hold_seats(
            screening, places=[kept[0]], rates=["PLEIN"], purchase_key=uuid4(), browser=customer.browser, language="fr"
        )  # fmt: skip
    assert actions.expire_options() == 0
    assert actions.remind_options() == 0
    travel(days=3)
    assert actions.remind_options() == 1
    assert actions.remind_options() == 0, "told once"
    letter = compose(Message.objects.get(template="booking/mail/group"))
    assert "option" in letter.subject.lower()
    assert [each[0] for each in letter.attachments if each[0]] == [f"quote-{booking}.pdf"]
    travel(days=4)
    assert actions.expire_options() == 1
    assert (state(booking), availability(screening).free) == ("expired", 40)
    actions.give_option(booking, until=today(1))
    assert availability(screening).free == 14


def test_an_option_never_takes_a_seat_that_somebody_has(chain: Chain) -> None:
    screening = chain.screening(in_minutes=60 * 24 * 10)
    actions.sell(screening, places=[1, 2], rates=["PLEIN"] * 2)
    whole = quoted(chain, screening, whole_hall=True)
    with pytest.raises(GroupRefused) as refused:
        actions.confirm_group(whole)
    assert refused.value.reason == "others"
    large = quoted(chain, screening, pupils=39, companions=0)
    with pytest.raises(SeatTaken):
        actions.confirm_group(large)
    assert (state(large), availability(screening).free) == ("quote", 38)
    fits = quoted(chain, screening, pupils=38, companions=0)
    actions.confirm_group(fits)
    assert availability(screening).free == 0
    assert set(kept_for(fits).places).isdisjoint({1, 2})


def test_a_hired_hall_is_kept_whole(chain: Chain) -> None:
    screening = chain.screening(in_minutes=60 * 24, free=True, kind="private",
        web_opens_at=clock.now() + timedelta(days=3), web_closes_at=clock.now() + timedelta(days=2))  # fmt: skip
    booking = quoted(
        chain, screening, kind="firm", pupils=12, companions=0, rate_code="PLEIN", whole_hall=True
    )
    actions.confirm_group(booking)
    assert availability(screening).free == 0
    actions.cancel_group(booking, reason="the firm moved its party")
    assert availability(screening).free == 30


def confirmed(chain: Chain, **more: Any) -> tuple[int, int]:
    screening = chain.screening(in_minutes=30)
    booking = quoted(chain, screening, **more)
    actions.confirm_group(booking)
    return booking, screening


def test_who_comes_is_sold_let_in_and_invoiced_to_the_cent(chain: Chain, travel: Travel) -> None:
    booking, screening = confirmed(chain)
    first = actions.count_class(booking, name="CE2 A", pupils=14, companions=1)
    assert availability(screening).free == 14, "the rest of the seats stay kept"
    actions.count_class(booking, name="CE2 B", pupils=12, companions=1)
    assert availability(screening).free == 12, "two more came than were expected"
    assert kept_for(booking).places == ()
    assert Ticket.objects.filter(admitted_at__isnull=False).count() == 28
    assert AdmissionRight.objects.count() == 28, "one numbered right a head (R1.1)"
    assert Movement.objects.count() == 0, "no drawer saw the money"
    assert {p.means for p in Payment.objects.all()} == {"invoice"}
    actions.take_back_class(first, reason="one pupil was counted twice")
    assert CancelledRight.objects.count() == 15
    actions.count_class(booking, name="CE2 A", pupils=13, companions=1)
    actions.close_group_count(booking)
    with pytest.raises(GroupRefused) as refused:
        actions.invoice_group(booking)
    assert refused.value.reason == "not_over"
    travel(hours=4)
    invoice = GroupInvoice.objects.get(id=actions.invoice_group(booking))
    assert actions.invoice_group(booking) == invoice.id
    assert invoice.total == takings() == 25 * 250
    assert invoice.total == sum(line.gross for line in lines_of_group(booking))
    with pytest.raises(GroupRefused) as refused:
        actions.take_back_class(GroupClass.objects.latest("id").id, reason="late")
    assert refused.value.reason == "invoiced"
    verbs = set(AuditEntry.objects.filter(subject=f"group:{booking}").values_list("verb", flat=True))
    assert verbs == {
        "save_group", "confirm_group", "count_class", "take_back_class", "close_group_count", "invoice_group",
    }  # fmt: skip


def test_a_count_is_made_at_the_door_and_corrected_with_a_reason_after(chain: Chain, travel: Travel) -> None:
    screening = chain.screening(in_minutes=180)
    booking = quoted(chain, screening, pupils=10, companions=0)
    with pytest.raises(GroupRefused) as refused:
        actions.count_class(booking, name="A", pupils=10, companions=0)
    assert refused.value.reason == "state"
    actions.confirm_group(booking)
    with pytest.raises(GroupRefused) as refused:
        actions.count_class(booking, name="A", pupils=10, companions=0)
    assert refused.value.reason == "early"
    travel(minutes=150)
    for pupils in (0, 51):
        with pytest.raises(GroupRefused):
            actions.count_class(booking, name="A", pupils=pupils, companions=0)
    counted = actions.count_class(booking, name="A", pupils=10, companions=0)
    travel(hours=3)
    with pytest.raises(BookingError):
        actions.count_class(booking, name="B", pupils=10, companions=0)
    with pytest.raises(GroupRefused):
        actions.take_back_class(counted, reason=" ")
    actions.take_back_class(counted, reason="they had left")
    actions.take_back_class(counted, reason="again")
    assert takings() == 0
    assert GroupClass.objects.get().reason == "they had left"


def test_a_full_hall_lets_nobody_more_in_and_nothing_is_half_done(chain: Chain) -> None:
    booking, screening = confirmed(chain)
    actions.sell(
        screening, places=sorted(set(range(1, 41)) - set(kept_for(booking).places)), rates=["PLEIN"] * 14
    )
    before = kept_for(booking).places
    with pytest.raises(SeatTaken):
        actions.count_class(booking, name="A", pupils=25, companions=2)
    assert kept_for(booking).places == before
    assert GroupClass.objects.count() == 0
    actions.count_class(booking, name="A", pupils=24, companions=2)
    assert Claim.objects.filter(screening_id=screening).count() == 40


def test_a_move_keeps_the_groups_seats(chain: Chain) -> None:
    booking, screening = confirmed(chain)
    move(screening, screen(chain, rows=6, columns=8))
    assert len(kept_for(booking).places) == 26
    assert availability(screening).free == 22


def test_a_changed_quote_changes_its_seats(chain: Chain) -> None:
    booking, screening = confirmed(chain)
    actions.save_group(asked(screening, pupils=30), cinema=chain.cinema, booking=booking)
    assert availability(screening).free == 8
    with pytest.raises(SeatTaken):
        actions.save_group(asked(screening, pupils=50), cinema=chain.cinema, booking=booking)
    assert availability(screening).free == 8


def test_a_rate_that_is_not_offered_is_refused(chain: Chain) -> None:
    screening = chain.screening()
    for wrong in ({"rate_code": "NOBODY"}, {"pupils": 9, "companions": 0}, {"companions": 3}):
        with pytest.raises(PricingError):
            quoted(chain, screening, **wrong)
    assert not GroupBooking.objects.exists()


def test_numbers_of_invoices_follow_each_other_and_invoices_never_change(
    chain: Chain, travel: Travel, superuser: psycopg.Connection
) -> None:
    made = []
    for index in range(2):
        screening = chain.screening(in_minutes=30, free=bool(index))
        made.append(quoted(chain, screening, pupils=10, companions=0))
        actions.confirm_group(made[-1])
        actions.count_class(made[-1], name="A", pupils=10, companions=0)
        actions.close_group_count(made[-1])
    travel(hours=4)
    for booking in made:
        actions.invoice_group(booking)
    numbers = [invoice_number(each) for each in GroupInvoice.objects.order_by("id")]
    assert [number[-6:] for number in numbers] == ["-00001", "-00002"]
    with pytest.raises(DatabaseError), transaction.atomic():
        GroupInvoice.objects.update(total=1)
    with pytest.raises(psycopg.Error):
        superuser.execute("UPDATE booking_groupinvoice SET total = 1")


def test_papers_name_the_payer_and_every_sum(chain: Chain, travel: Travel) -> None:
    booking, screening = confirmed(chain)
    row, show = GroupBooking.objects.get(id=booking), screening_for_sale(screening, staff=True)
    quote = paper_of(row, show, paper="quote")
    said = json.dumps(quote.to_json(), ensure_ascii=False)
    for words in ("21760217600013", "SCO", "2026-118", "École Jules-Ferry", "60,00", "Les Écrans réunis SAS"):
        assert words in said
    assert programme_pdf(type(quote).from_json(json.loads(said))) == programme_pdf(quote)
    actions.count_class(booking, name="A", pupils=20, companions=2)
    actions.close_group_count(booking)
    travel(hours=4)
    actions.invoice_group(booking)
    invoice = paper_of(row, show, paper="invoice")
    said = json.dumps(invoice.to_json(), ensure_ascii=False)
    assert "50,00" in said
    assert "L441-10" in said
    assert programme_pdf(invoice).startswith(b"%PDF")
    actions.mail_group_paper(booking, paper="invoice")
    letter = compose(Message.objects.get(template="booking/mail/group"))
    assert "Facture" in letter.subject or "facture" in letter.subject
