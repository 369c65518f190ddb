"""Forged, altered and foreign codes (TKT-03), keys in rotation (TKT-04), the first and last second (TKT-07)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import Chain

from ouvreuse.booking import actions
from ouvreuse.booking.actions import Refusal, admission
from ouvreuse.booking.queries import order_view, public_keys
from ouvreuse.booking.rules.ticket_code import Forged, TicketCode, read, write
from ouvreuse.kernel import ids
from ouvreuse.ui.documents.qr import MAX_VERSION, qr_svg

SECRET, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
CODE = TicketCode(ids.uuid7(), 2**31 - 1, 5000, 2**32 - 1, 7)
TEXT = write(CODE, secret=SECRET)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def public(secret: Ed25519PrivateKey) -> bytes:
    return secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


KEYS = {7: public(SECRET)}


@pytest.mark.unit
def test_our_own_code_reads_back_however_it_was_typed() -> None:
    assert read(TEXT, keys=KEYS) == CODE
    assert read(f"  {TEXT[:50].lower()}\n{TEXT[50:]} ", keys=KEYS) == CODE
    assert MAX_VERSION == 8
    assert qr_svg(TEXT)


@pytest.mark.unit
def test_every_altered_character_is_seen() -> None:
    for position in range(len(TEXT)):
        for other in (ALPHABET[(ALPHABET.index(TEXT[position]) + step) % 32] for step in (1, 16)):
            with pytest.raises(Forged):
                read(TEXT[:position] + other + TEXT[position + 1 :], keys=KEYS)


@pytest.mark.unit
def test_every_cut_and_every_addition_is_seen() -> None:
    for length in range(len(TEXT)):
        with pytest.raises(Forged):
            read(TEXT[:length], keys=KEYS)
    for more in ("A", "AA", "=", "7" * 50, "é"):
        with pytest.raises(Forged):
            read(TEXT + more, keys=KEYS)


@pytest.mark.unit
def test_another_cinemas_key_signs_nothing_here() -> None:
    with pytest.raises(Forged):
        read(write(CODE, secret=OTHER), keys=KEYS)
    with pytest.raises(Forged):
        read(TEXT, keys={})
    with pytest.raises(Forged):
        read(TEXT, keys={7: public(OTHER)})


@pytest.mark.unit
@given(st.text(max_size=250) | st.text(alphabet=ALPHABET, max_size=200).map(lambda text: "OV" + text))
def test_no_text_but_ours_is_a_ticket(text: str) -> None:
    if text != TEXT:
        with pytest.raises(Forged):
            read(text, keys=KEYS)


@pytest.mark.integration
def test_tickets_of_the_old_and_the_new_key_enter(chain: Chain) -> None:
    screening = chain.screening(in_minutes=20)
    before = order_view(actions.sell(screening, places=[1], rates=["PLEIN"])).tickets[0]
    actions.rotate_signing_key()
    after = order_view(actions.sell(screening, places=[2], rates=["PLEIN"])).tickets[0]
    keys = public_keys()
    assert read(before.payload, keys=keys).key_id != read(after.payload, keys=keys).key_id
    for ticket in (before, after):
        answer = actions.admit(ticket.payload, cinemas=frozenset({chain.cinema}), user=1, way="camera")
        assert answer.refusal is None


@pytest.mark.integration
def test_the_door_opens_and_closes_to_the_second(chain: Chain) -> None:
    order = order_view(actions.sell(chain.screening(), places=[1], rates=["PLEIN"]))
    ticket, show = order.tickets[0], order.shows[0].facts
    second = timedelta(seconds=1)
    opens = show.starts_at - admission.OPENS_BEFORE
    for now, refusal in (
        (opens - second, Refusal.TOO_EARLY),
        (opens, None),
        (show.starts_at, None),
        (show.ends_at - second, None),
        (show.ends_at, Refusal.OVER),
    ):
        assert admission._refusal(ticket, show, now=now, screenings=None) is refusal, now
