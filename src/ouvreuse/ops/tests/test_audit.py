"""AUDIT sees what it must: every invariant has a planted violation that it names, and a fair sale is clean."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from tests.cast import Chain

from ouvreuse.booking import actions
from ouvreuse.booking.queries import order_view
from ouvreuse.kernel import ids
from ouvreuse.ops import audit
from ouvreuse.venues import actions as venues
from ouvreuse.venues.rules import plan_from_letters

pytestmark = pytest.mark.integration

ENTRY = (
    "INSERT INTO accounts_auditentry (id, at, actor_label, verb, subject, facts, correlation_id)"
    " VALUES ({0}, now(), 'cli', 'sign_in', 'user:1', '{{}}', '')"
)
GROUP = (
    "INSERT INTO booking_groupbooking (cinema_id, screening_id, state, kind, organisation, contact, email, phone,"
    " address, language, siret, service_code, engagement, pupils, companions, rate_code, companion_rate, unit_cents,"
    " whole_hall, note, created_at, ended_reason) SELECT cinema_id, id, 'quote', 'school', 'x', '', '', '', '', 'fr',"
    " '', '', '', 1, 0,"
    " 'SCOL', '', '{250,0}', false, '', now(), '' FROM programme_screening WHERE id = %(screening)s"
)
PLANTS: dict[tuple[str, str], str] = {
    ("accounts", "T1"): "SELECT seal_trail(); UPDATE accounts_auditentry SET actor_label = 'nobody'",
    ("accounts", "T2"): f"{ENTRY.format(90_000_000)}; SELECT seal_trail(); {ENTRY.format(80_000_000)}",
    ("accounts", "A1"): (
        "INSERT INTO accounts_user (password, email, name, language, is_active, is_operator, created_at)"
        " VALUES ('', 'gone@example.org', 'Gone', 'fr', false, true, now())"
    ),
    ("notifications", "I11"): (
        "UPDATE notifications_message SET state = 'sending', leased_until = now() - interval '1 hour'"
    ),
    ("notifications", "I11b"): "UPDATE notifications_message SET state = 'sent', sent_at = NULL",
    ("venues", "V1"): "UPDATE venues_seatmap SET kinds = 'S' WHERE id = %(seat_map)s",
    ("venues", "V2"): "UPDATE venues_seatmap SET partners[1] = 99 WHERE id = %(seat_map)s",
    ("venues", "V3"): (
        "INSERT INTO venues_seatmap (screen_id, version, capacity, kinds, partners, seats, zones, note, created_at)"
        " SELECT screen_id, 9, 1, 'S', '{0}', '[{\"place\": 1, \"row\": \"Z\", \"number\": \"9\", \"x\": 0, \"y\": 0,"
        " \"kind\": \"S\", \"partner\": 0}]', '[]', '', now() FROM venues_seatmap WHERE id = %(seat_map)s"
    ),
    ("venues", "V4"): (
        "INSERT INTO venues_seatblock (screen_id, places, kind, starts_at, reason, made_by, made_at)"
        " SELECT screen_id, '{77}', 'broken', now(), 'x', 'x', now() FROM venues_seatmap WHERE id = %(seat_map)s"
    ),
    ("catalogue", "C1"): (
        "INSERT INTO catalogue_image (digest, width, height, added_at) VALUES ('ab', 1, 1, now());"
        " UPDATE catalogue_film SET poster_id = 'ab'"
    ),
    ("catalogue", "C2"): (
        "INSERT INTO catalogue_image (digest, width, height, added_at) VALUES ('ab', 1, 1, now())"
    ),
    ("catalogue", "C3"): (
        "INSERT INTO catalogue_formeraddress (slug, film_id) SELECT slug, id FROM catalogue_film"
    ),
    ("payments", "I4"): (
        "INSERT INTO payments_refund (id, payment_id, key, amount, state, reason, provider_ref, error, created_at,"
        " correlation_id)"
        " SELECT gen_random_uuid(), id, 'planted', captured + 1, 'done', '', '', '', now(), '' FROM payments_payment"
        " WHERE subject = %(order)s"
    ),
    ("payments", "I4b"): "UPDATE payments_payment SET ended_at = NULL WHERE subject = %(order)s",
    ("payments", "I4c"): (
        "INSERT INTO payments_refund (id, payment_id, key, amount, state, reason, provider_ref, error, created_at,"
        " ended_at, correlation_id)"
        " SELECT gen_random_uuid(), id, 'planted', 950, 'failed', '', '', '', now(), now() - interval '2 days', ''"
        " FROM payments_payment WHERE subject = %(order)s"
    ),
    ("payments", "I8"): (
        "INSERT INTO payments_providerevent (account_id, event_id, kind, object_id, body, received_at)"
        " VALUES (%(account)s, 'evt_1', 'x', 'y', '{}', now() - interval '6 minutes')"
    ),
    ("payments", "I15"): (
        "WITH t AS (INSERT INTO payments_till (cinema_id, name, printer_host, printer_port, paper, opens_drawer,"
        " active) VALUES (%(other_cinema)s, 'planted', '', 9100, 80, true, true) RETURNING id)"
        " INSERT INTO payments_shift (id, till_id, user_id, opened_at, closed_at, closed_by_id, counts, counted,"
        " expected, note) SELECT gen_random_uuid(), id, 1, now(), now(), 1, '{}', 0, 500, '' FROM t"
    ),
    ("payments", "I15b"): (
        "WITH t AS (INSERT INTO payments_till (cinema_id, name, printer_host, printer_port, paper, opens_drawer,"
        " active) VALUES (%(other_cinema)s, 'planted', '', 9100, 80, true, true) RETURNING id),"
        " s AS (INSERT INTO payments_shift (id, till_id, user_id, opened_at, counts, note)"
        " SELECT gen_random_uuid(), id, 1, now() - interval '1 hour', '{}', '' FROM t RETURNING id)"
        " INSERT INTO payments_movement (shift_id, kind, means, amount, payment_id, reason, user_id, at)"
        " SELECT s.id, 'sale', 'cash', 1, p.id, '', 1, now() FROM s, payments_payment p WHERE p.subject = %(order)s"
    ),
    ("fiscal", "F1"): "UPDATE fiscal_book SET length = length + 1",
    ("fiscal", "F2"): "UPDATE fiscal_entry SET payload = replace(payload, '950', '951')",
    ("fiscal", "F3"): "UPDATE fiscal_series SET last_number = last_number + 1",
    ("fiscal", "F4"): "DELETE FROM fiscal_admissionright WHERE ticket = %(ticket)s",
    ("fiscal", "F5"): """UPDATE fiscal_entry SET payload = regexp_replace(payload, '"totals":.*?}}', '"totals":{}')""",
    ("fiscal", "F6"): "UPDATE fiscal_series SET cinema_id = %(other_cinema)s",
    ("fiscal", "F7"): "UPDATE fiscal_entry SET at = at - interval '1 day'",
    ("pricing", "P1"): "UPDATE pricing_pricelistversion SET valid_from = now()",
    ("pricing", "P2"): "UPDATE pricing_pricelistversion SET number = 2",
    ("programme", "I13"): "UPDATE programme_screening SET screen_id = %(other_screen)s WHERE id = %(screening)s",
    ("programme", "I2"): "UPDATE programme_screening SET capacity = 41 WHERE id = %(screening)s",
    ("programme", "P1"): (
        "INSERT INTO accounts_user (password, email, name, language, is_active, is_operator, created_at)"
        " VALUES ('', 'planted@example.org', 'Planted', 'fr', true, false, now());"
        " INSERT INTO programme_planstep (cinema_id, week, user_id, at, verb, items, undone_at)"
        " SELECT cinema_id, '2026-11-25', (SELECT max(id) FROM accounts_user), now(), 'move', '[]',"
        " CASE WHEN n = 1 THEN now() END FROM programme_screening, generate_series(1, 2) n WHERE id = %(screening)s"
    ),
    ("booking", "I1"): "UPDATE booking_claim SET order_id = %(held)s WHERE order_id = %(order)s",
    ("booking", "I2"): (
        "INSERT INTO booking_claim (screening_id, place, order_id, until, rate_code, price_version_id)"
        " VALUES (%(screening)s, 41, %(held)s, now() + interval '5 minutes', 'PLEIN', 1)"
    ),
    ("booking", "I2c"): (
        "UPDATE programme_screening SET quotas = '{\"web\": 0}', quota_release_min = 0 WHERE id = %(screening)s"
    ),
    ("booking", "I2b"): (
        "INSERT INTO booking_claim (screening_id, place, order_id, until, rate_code, price_version_id)"
        " VALUES (%(screening)s, 30, gen_random_uuid(), now(), 'PLEIN', 1)"
    ),
    ("booking", "I3"): (
        "INSERT INTO payments_payment (id, subject, means, state, amount, captured, currency, provider_ref,"
        " provider_intent, url, request, created_at, ended_at, correlation_id)"
        " VALUES (gen_random_uuid(), gen_random_uuid(), 'card',"
        " 'succeeded', 950, 950, 'EUR', 'cs_1', '', '', '{}', now() - interval '1 hour', now() - interval '1 hour', '')"
    ),
    ("booking", "I3b"): "UPDATE payments_payment SET account_id = %(other_account)s WHERE subject = %(order)s",
    ("booking", "I3c"): (
        "UPDATE payments_payment SET captured = captured + 950, ended_at = now() - interval '1 hour'"
        " WHERE subject = %(order)s;"
        " UPDATE booking_ticket SET voided_at = now() - interval '1 hour' WHERE id = %(void)s"
    ),
    ("booking", "I5"): "UPDATE booking_order SET total = total - 1 WHERE id = %(order)s",
    ("booking", "I5b"): "UPDATE booking_ticket SET series_number = 77 WHERE id = %(ticket)s",
    ("booking", "I5c"): "UPDATE booking_ticket SET voided_at = NULL WHERE id = %(void)s",
    ("booking", "I6"): "UPDATE booking_order SET places = places + 1 WHERE id = %(order)s",
    ("booking", "I6b"): "UPDATE booking_ticket SET place = 20 WHERE id = %(ticket)s",
    ("booking", "I6c"): "DELETE FROM notifications_message",
    ("booking", "I7"): (
        "INSERT INTO booking_admission (ticket_id, at, way, undone_at)"
        " VALUES (%(void)s, now() + interval '1 minute', 'typed', now())"
    ),
    ("booking", "I7b"): "UPDATE booking_ticket SET admitted_at = now() WHERE id = %(ticket)s",
    ("booking", "I9"): "UPDATE booking_claim SET until = 'infinity' WHERE order_id = %(held)s",
    ("booking", "I9b"): "UPDATE booking_order SET ended_at = NULL WHERE id = %(order)s",
    ("booking", "I12"): "DELETE FROM accounts_auditentry",
    ("booking", "I13"): "UPDATE booking_order SET cinema_id = %(other_cinema)s WHERE id = %(order)s",
    ("booking", "I13c"): "UPDATE booking_claim SET price_version_id = 0",
    ("booking", "I13b"): "UPDATE fiscal_book SET channel = 'phone'",
    ("booking", "I14"): (
        "UPDATE programme_screening SET state = 'cancelled', cancelled_at = now() - interval '2 hours'"
    ),
    ("booking", "I15"): "UPDATE booking_ticket SET voided_at = now() WHERE id = %(ticket)s",
    ("booking", "I16"): "UPDATE booking_ticket SET replaced_by = gen_random_uuid() WHERE id = %(void)s",
    ("booking", "I17"): (
        "INSERT INTO booking_screeningchange (id, screening_id, number, kind, at, reason, before, after)"
        " VALUES (1, %(screening)s, 1, 'changed', now(), '', '{}', '{}');"
        " INSERT INTO booking_changedorder (change_id, order_id, places, cents, answer)"
        " VALUES (1, %(order)s, 1, 950, 'kept')"
    ),
    ("booking", "I18"): (
        "UPDATE programme_screening SET state = 'cancelled', cancelled_at = now() + interval '1 minute'"
    ),
    ("booking", "I19"): (
        "INSERT INTO venues_seatblock (screen_id, places, kind, starts_at, reason, made_by, made_at)"
        " SELECT screen_id, '{1}', 'broken', now(), 'x', 'x', now() FROM venues_seatmap WHERE id = %(seat_map)s;"
        " INSERT INTO booking_keptoff (order_id, block_id) SELECT %(held)s, max(id) FROM venues_seatblock"
    ),
    ("booking", "I20"): "UPDATE booking_order SET words = 'gone@example.org' WHERE id = %(order)s",
    ("booking", "I21"): "; ".join((
        GROUP,
        "INSERT INTO booking_groupinvoice (booking_id, operator_id, year, number, issued_at, total, facts)"
        " SELECT max(b.id), min(o.id), 2026, 1, now(), 1, '{}' FROM booking_groupbooking b, venues_operator o",
    )),
    ("booking", "I22"): "; ".join((
        GROUP, "INSERT INTO booking_grouphold (order_id, booking_id)"
        " SELECT %(held)s, max(id) FROM booking_groupbooking",
    )),
    ("insights", "N1"): (
        "INSERT INTO insights_cursor (book, number) SELECT id, 1 FROM fiscal_book LIMIT 1"
    ),
    ("insights", "N2"): "INSERT INTO insights_cursor (book, number) SELECT max(id), 999 FROM fiscal_book",
    ("ops", "K1"): "DELETE FROM database_mark",
    ("ops", "K2"): (
        "UPDATE database_mark SET kind = 'LIVE'; INSERT INTO clock_offset (name, ahead) VALUES ('main', '1 day')"
    ),
    ("ops", "I11"): (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
        " VALUES ('mail', 'notifications.deliver', '{}', 'doing')"
    ),
}  # fmt: skip
MARK_AGAIN = "DELETE FROM database_mark; INSERT INTO database_mark (kind) VALUES ('TEST')"


@dataclass
class Scene:
    """A sold order with one of two tickets refunded, a held order, and another operator's cinema."""

    facts: dict[str, Any]


@pytest.fixture
def scene(chain: Chain) -> Scene:
    from django.conf import settings

    from ouvreuse.kernel.sealed import seal
    from ouvreuse.payments.models import ProviderAccount

    screening = chain.screening(in_minutes=30)
    order = actions.sell(screening, places=[1, 2], rates=["PLEIN", "PLEIN"], email="vera@example.org")
    first, second = order_view(order).tickets
    actions.refund_tickets(order, tickets=[second.id], reason="test")
    held = actions.hold_seats(
        screening, places=[9], rates=["PLEIN"], purchase_key=ids.uuid7(), browser=None, language="fr"
    )
    operator = venues.create_operator("Another")
    cinema = venues.create_cinema(operator, name="Le Rival", town="Rouen")
    screen = venues.create_screen(cinema, number=1)
    venues.publish_seat_map(screen, plan_from_letters("SSSS"))
    secret = seal("sk_test_x", key=settings.SECRET_KEY, purpose="payments")
    account = ProviderAccount.objects.create(operator_id=operator, secret_key=secret, webhook_secret=secret)
    return Scene(
        {
            "screening": screening, "order": order, "ticket": first.id, "void": second.id, "held": held.order,
            "seat_map": chain.seat_map, "account": chain.account, "other_account": account.id,
            "other_cinema": cinema, "other_screen": screen,
        }
    )  # fmt: skip


def plant(superuser: psycopg.Connection, sql: str, facts: dict[str, Any]) -> None:
    """Past every guard, as a broken disk or a clumsy hand would."""
    superuser.execute("SET session_replication_role = replica")
    for statement in sql.split("; "):
        superuser.execute(statement, facts)


def test_a_fair_sale_is_clean(scene: Scene) -> None:
    assert audit.run() == []


def test_every_invariant_has_a_planted_violation() -> None:
    assert {(each.room, each.code) for each in audit.invariants()} == set(PLANTS)


@pytest.mark.breaks_invariants
@pytest.mark.parametrize(("room", "code"), sorted(PLANTS))
def test_a_planted_violation_is_named(
    scene: Scene, superuser: psycopg.Connection, room: str, code: str
) -> None:
    try:
        plant(superuser, PLANTS[room, code], scene.facts)
        broken = {(each.invariant.room, each.invariant.code): each for each in audit.run()}
        assert (room, code) in broken
        assert broken[room, code].rows
    finally:
        superuser.execute(MARK_AGAIN)


@pytest.mark.breaks_invariants
def test_the_command_says_which_row_and_exits_with_one(
    scene: Scene, superuser: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("audit")
    assert "of" in capsys.readouterr().out.splitlines()[-1]
    plant(superuser, PLANTS["booking", "I5"], scene.facts)
    with pytest.raises(SystemExit) as left:
        call_command("audit")
    assert left.value.code == 1
    assert f"order={scene.facts['order']}" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        call_command("audit", "--json")
    told = json.loads(capsys.readouterr().out)
    assert [each["code"] for each in told["invariants"] if not each["holds"]] == ["I5", "I6"]


def test_a_file_that_is_no_audit_is_refused() -> None:
    for text in (
        "",
        "-- I1: x\nDELETE FROM a",
        "-- I1: x\nSELECT 1; SELECT 2",
        "-- I1: x\nSELECT 1\n\n-- I1: y\nSELECT 2",
    ):
        with pytest.raises(audit.BadAuditFile):
            audit.parse(text, room="x")
