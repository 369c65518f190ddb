from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ouvreuse.kernel import trace
from ouvreuse.kernel.ids import (
    CROCKFORD,
    BadCode,
    BadLink,
    new_code,
    new_secret,
    open_link,
    parse_code,
    show_code,
    sign_link,
    uuid7,
)

pytestmark = pytest.mark.unit
codes = st.text(CROCKFORD, min_size=8, max_size=8)
keys = st.binary(min_size=1, max_size=64)
kinds = st.sampled_from(["order", "ticket", "refund"])
AT = datetime(2026, 11, 22, 20, 15, tzinfo=UTC)


def test_uuids_are_of_version_seven_and_follow_time() -> None:
    made = [uuid7(AT + timedelta(milliseconds=step)) for step in range(200)]
    assert made == sorted(made)
    assert len(set(made)) == 200
    assert {identity.version for identity in made} == {7}
    assert {identity.variant for identity in made} == {"specified in RFC 4122"}
    assert made[0].int >> 80 == int(AT.timestamp() * 1000)


def test_two_uuids_of_one_instant_differ() -> None:
    assert uuid7(AT) != uuid7(AT)


def test_new_codes_are_of_the_alphabet_and_differ() -> None:
    made = {new_code() for _ in range(500)}
    assert len(made) == 500
    assert set("".join(made)) <= set(CROCKFORD)
    assert not set("ILOU") & set("".join(made))


@given(codes, st.booleans())
def test_a_shown_code_is_read_back_however_typed(code: str, lower: bool) -> None:
    shown = show_code(code)
    assert len(shown) == 9
    typed = shown.lower() if lower else f"  {shown.replace('-', ' – ')} "
    assert parse_code(typed) == code
    assert parse_code(shown.replace("1", "I").replace("0", "o")) == code
    assert parse_code(shown.replace("1", "l")) == code


@pytest.mark.parametrize(
    "typed", ["", "K7PQ", "K7PQ-9M2", "K7PQ-9M2XX", "K7PQ-9M2U", "K7PQ-9M2é", "K7PQ_9M2X"]
)
def test_what_is_not_a_code_is_refused(typed: str) -> None:
    with pytest.raises(BadCode):
        parse_code(typed)


def test_secrets_are_long_and_differ() -> None:
    assert len({new_secret() for _ in range(100)}) == 100
    assert len(new_secret()) == 32  # 192 bits in base64


@given(keys, kinds, st.uuids())
def test_a_signed_link_opens(key: bytes, kind: str, identity: UUID) -> None:
    token = sign_link(key, kind=kind, identity=identity)
    assert open_link(key, kind=kind, token=token) == identity
    assert len(token) == 43
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(keys, st.uuids(), st.integers(0, 42), st.sampled_from("Ab0-_=+/ é"))
def test_an_altered_link_stays_shut(key: bytes, identity: UUID, place: int, character: str) -> None:
    token = sign_link(key, kind="order", identity=identity)
    altered = token[:place] + character + token[place + 1 :]
    assume(altered != token)
    with pytest.raises(BadLink):
        open_link(key, kind="order", token=altered)


@given(keys, keys, st.uuids(), st.text(max_size=60))
def test_another_key_kind_or_word_stays_shut(key: bytes, other: bytes, identity: UUID, word: str) -> None:
    assume(key != other)
    token = sign_link(key, kind="order", identity=identity)
    for attempt in (token + "A", token[:-1], word):
        with pytest.raises(BadLink):
            open_link(key, kind="order", token=attempt)
    with pytest.raises(BadLink):
        open_link(key, kind="ticket", token=token)
    assume(key.rstrip(b"\0") != other.rstrip(b"\0"))  # HMAC pads short keys with zeros
    with pytest.raises(BadLink):
        open_link(other, kind="order", token=token)


def test_a_link_needs_a_key_and_a_kind() -> None:
    for key, kind in ((b"", "order"), (b"k", "")):
        with pytest.raises(ValueError, match="key and a kind"):
            sign_link(key, kind=kind, identity=UUID(int=1))


def test_the_correlation_id_comes_back_after_nesting_and_failure() -> None:
    assert trace.correlation_id() == ""
    with trace.use_correlation_id("outer"):
        with suppress(LookupError), trace.use_correlation_id("inner"):
            assert trace.correlation_id() == "inner"
            raise LookupError
        assert trace.correlation_id() == "outer"
    assert trace.correlation_id() == ""
