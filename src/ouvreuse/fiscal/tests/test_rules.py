"""The chain's rules, without a database: whatever is done to a book, its first wrong entry is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ouvreuse.fiscal.errors import NotIntegers, PersonalData
from ouvreuse.fiscal.rules import (
    GENESIS,
    Break,
    StoredEntry,
    Sums,
    canonical,
    chained,
    first_break,
    first_gap,
    instant,
)

pytestmark = pytest.mark.unit
few = settings(max_examples=50, deadline=None)  # a busy machine is no fault of the rule
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="@"), max_size=12)
facts = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
payloads = st.dictionaries(words, facts, max_size=4)


def book_of(contents: list[dict[str, object]]) -> list[StoredEntry]:
    """A book as the database writes it: its number in each payload, so that no two are the same."""
    book, previous = [], GENESIS
    for number, content in enumerate(contents, start=1):
        payload = canonical({**content, "number": number, "rights": [], "cancelled": []})
        book.append(StoredEntry(number, payload, previous, chained(previous, payload)))
        previous = book[-1].hash
    return book


def walked(book: list[StoredEntry], fair: list[StoredEntry]) -> Break | None:
    return first_break(book, length=len(fair), head=fair[-1].hash if fair else GENESIS)


plain = st.dictionaries(st.sampled_from("abé"), st.integers(-5, 5) | st.sampled_from(["", "é🎬"]), max_size=2)
books = st.lists(plain, min_size=1, max_size=5).map(book_of)


@st.composite
def book_and_place(draw: st.DrawFn) -> tuple[list[StoredEntry], int]:
    book = draw(books)
    return book, draw(st.integers(0, len(book) - 1))


@few
@given(st.lists(payloads, max_size=4).map(book_of))
def test_a_fair_book_holds(book: list[StoredEntry]) -> None:
    assert walked(book, book) is None


@few
@given(book_and_place(), plain)
def test_other_content_is_named(drawn: tuple[list[StoredEntry], int], other: dict[str, object]) -> None:
    book, at = drawn
    payload = canonical({**other, "number": -1})
    changed = [*book[:at], replace(book[at], payload=payload), *book[at + 1 :]]
    assert walked(changed, book) == Break(at + 1, "altered")


@few
@given(book_and_place(), st.data())
def test_one_other_character_is_named(drawn: tuple[list[StoredEntry], int], data: st.DataObject) -> None:
    book, at = drawn
    text = book[at].payload
    where = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("09aé{ ").filter(lambda each: each != text[where]))
    changed = replace(book[at], payload=text[:where] + letter + text[where + 1 :])
    assert walked([*book[:at], changed, *book[at + 1 :]], book) == Break(at + 1, "altered")


@few
@given(book_and_place())
def test_content_rewritten_with_its_hash_breaks_at_the_next_entry_or_the_head(
    drawn: tuple[list[StoredEntry], int],
) -> None:
    book, at = drawn
    payload = canonical({"number": -1})
    changed = replace(book[at], payload=payload, hash=chained(book[at].previous, payload))
    found = walked([*book[:at], changed, *book[at + 1 :]], book)
    assert found == Break(at + 2, "link" if at + 1 < len(book) else "end")


@few
@given(book_and_place(), plain)
def test_a_tail_written_anew_does_not_fit_the_head(
    drawn: tuple[list[StoredEntry], int], other: dict[str, object]
) -> None:
    """Who rewrites the whole rest of a book must know its head, which is kept elsewhere too."""
    book, at = drawn
    contents = [json.loads(entry.payload) for entry in book]
    contents[at] = {**other, "forged": True}
    assert walked(book_of(contents), book) == Break(len(book) + 1, "end")


@few
@given(book_and_place(), st.sampled_from(["previous", "hash"]))
def test_another_link_or_hash_is_named(drawn: tuple[list[StoredEntry], int], column: str) -> None:
    book, at = drawn
    changed = [*book[:at], replace(book[at], **{column: "f" * 64}), *book[at + 1 :]]
    assert walked(changed, book) == Break(at + 1, "link" if column == "previous" else "altered")


@few
@given(book_and_place())
def test_a_removed_entry_is_named(drawn: tuple[list[StoredEntry], int]) -> None:
    book, at = drawn
    problem = "missing" if at + 1 < len(book) else "end"
    assert walked([*book[:at], *book[at + 1 :]], book) == Break(at + 1, problem)


@few
@given(book_and_place())
def test_a_removed_entry_is_named_though_the_rest_was_numbered_anew(
    drawn: tuple[list[StoredEntry], int],
) -> None:
    book, at = drawn
    rest = [replace(entry, number=entry.number - 1) for entry in book[at + 1 :]]
    assert walked([*book[:at], *rest], book) == Break(at + 1, "link" if rest else "end")


@few
@given(book_and_place())
def test_a_book_cut_short_is_named(drawn: tuple[list[StoredEntry], int]) -> None:
    book, at = drawn
    assert walked(book[:at], book) == Break(at + 1, "end")


@few
@given(book_and_place())
def test_a_cut_book_is_named_though_its_length_was_set_back(drawn: tuple[list[StoredEntry], int]) -> None:
    book, at = drawn
    assert first_break(book[:at], length=at, head=book[-1].hash) == Break(at + 1, "end")


@few
@given(book_and_place(), st.booleans())
def test_an_inserted_entry_is_named(drawn: tuple[list[StoredEntry], int], chain_it: bool) -> None:
    """A stranger in the middle: himself if he fits badly, the one behind him if he fits well."""
    book, at = drawn
    previous = book[at].previous if chain_it else "f" * 64
    payload = canonical({"number": at + 1, "stranger": True})
    stranger = StoredEntry(at + 1, payload, previous, chained(previous, payload))
    later = [replace(entry, number=entry.number + 1) for entry in book[at:]]
    assert walked([*book[:at], stranger, *later], book) == Break(at + 2 if chain_it else at + 1, "link")


@few
@given(book_and_place())
def test_an_entry_standing_twice_is_named(drawn: tuple[list[StoredEntry], int]) -> None:
    book, at = drawn
    assert walked([*book[: at + 1], *book[at:]], book) == Break(at + 1, "twice")


@few
@given(books.filter(lambda book: len(book) > 1), st.data())
def test_two_swapped_entries_are_named_at_the_first(book: list[StoredEntry], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(book) - 2))
    second = data.draw(st.integers(first + 1, len(book) - 1))
    changed = list(book)
    changed[first] = replace(book[second], number=first + 1)
    changed[second] = replace(book[first], number=second + 1)
    assert walked(changed, book) == Break(first + 1, "link")


def test_an_entry_in_another_form_is_named_though_its_hash_fits() -> None:
    for payload in ('{"b":1,"a":2}', '{"a": 1}', '{"a":1.5}', '{"a":1e2}', "[]", "3", "", '{"a":"x@y.fr"}'):
        entry = StoredEntry(1, payload, GENESIS, chained(GENESIS, payload))
        assert first_break([entry], length=1, head=entry.hash) == Break(1, "form"), payload


RIGHT = {"series": "1/PLEIN", "number": 120, "ticket": "t120", "screening": 7}
NEXT = {**RIGHT, "number": 121, "ticket": "t121"}


def sale(**beside: object) -> StoredEntry:
    payload = canonical({"kind": "sale", "rights": [RIGHT, NEXT], "cancelled": ["t3"]})
    fair = {"columns": {"kind": "sale"}, "rights": [RIGHT, NEXT], "cancelled": ["t3"]}
    return StoredEntry(1, payload, GENESIS, chained(GENESIS, payload), **{**fair, **beside})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("beside", "problem", "detail"),
    [
        ({"columns": {"kind": "gift"}}, "column", "kind"),
        ({"columns": {"kind": "sale", "channel": "web"}}, "column", "channel"),
        ({"rights": [RIGHT]}, "right_missing", "1/PLEIN 121"),
        ({"rights": []}, "right_missing", "1/PLEIN 120"),
        ({"rights": [RIGHT, {**NEXT, "ticket": "other"}]}, "right_altered", "1/PLEIN 121"),
        ({"rights": [{**RIGHT, "screening": 8}, NEXT]}, "right_altered", "1/PLEIN 120"),
        ({"rights": [RIGHT, NEXT, {**NEXT, "number": 122}]}, "right_added", "1/PLEIN 122"),
        ({"cancelled": []}, "cancellation_missing", "t3"),
        ({"cancelled": ["t3", "t4"]}, "cancellation_added", "t4"),
    ],
)
def test_what_stands_beside_the_payload_must_say_the_same(
    beside: dict[str, object], problem: str, detail: str
) -> None:
    fair, forged = sale(), sale(**beside)
    assert first_break([fair], length=1, head=fair.hash) is None
    assert first_break([forged], length=1, head=fair.hash) == Break(1, problem, detail)


def test_the_walk_keeps_no_entry_and_stops_at_the_first_break() -> None:
    """A book of a million entries is never whole in memory."""
    book = book_of([{} for _ in range(4)])
    read = 0

    def reading() -> Iterator[StoredEntry]:
        nonlocal read
        for entry in [*book[:2], replace(book[2], hash="f" * 64), book[3]]:
            read += 1
            yield entry

    assert first_break(reading(), length=4, head=book[-1].hash) == Break(3, "altered")
    assert read == 3


@few
@given(st.integers(0, 20), st.data())
def test_a_gap_of_a_series_is_named(last: int, data: st.DataObject) -> None:
    numbers = list(range(1, last + 1))
    assert first_gap([(number, True) for number in numbers], last=last) is None
    if last:
        gone = data.draw(st.sampled_from(numbers))
        rest = [(number, True) for number in numbers if number != gone]
        assert first_gap(rest, last=last) == Break(gone, "missing")
        orphans = [(number, number != gone) for number in numbers]
        assert first_gap(orphans, last=last) == Break(gone, "orphan")
        twice = sorted([*((number, True) for number in numbers), (gone, True)])
        assert first_gap(twice, last=last) == Break(gone, "twice")
    more = [(number, True) for number in [*numbers, last + 1]]
    assert first_gap(more, last=last) == Break(last + 1, "beyond")


@few
@given(payloads, st.randoms(use_true_random=False))
def test_canonical_json_does_not_depend_on_the_order_of_keys(
    content: dict[str, object], chance: object
) -> None:
    keys = list(content)
    chance.shuffle(keys)  # type: ignore[attr-defined]
    text = canonical(content)
    assert canonical({key: content[key] for key in keys}) == text
    assert json.loads(text) == content
    assert canonical(json.loads(text)) == text


def test_canonical_json_is_this_text_for_ever() -> None:
    content = {"é": "Ça 🎬 «ü»", "b": [1, None, True, {"z": -5, "a": 'x\n"'}], "A": 10**20}
    assert canonical(content) == (
        '{"A":100000000000000000000,"b":[1,null,true,{"a":"x\\n\\"","z":-5}],"é":"Ça 🎬 «ü»"}'
    )
    assert chained(GENESIS, canonical({"a": "é"})) == (
        "5dbe4572a860871a8cc243598340661cd308929bd87a2d010651d4f4f4bb162b"
    )


@few
@given(payloads, st.floats(), st.sampled_from(["value", "list", "deep", "key"]))
def test_a_float_is_refused_wherever_it_hides(content: dict[str, object], bad: float, where: str) -> None:
    hidden: dict[str, object] = {
        "value": bad,
        "list": [1, (bad,)],
        "deep": {"x": [{"y": bad}]},
        "key": {bad: 1},
    }
    with pytest.raises(NotIntegers):
        canonical({**content, "amount": hidden[where]})


@pytest.mark.parametrize("word", ["vera@example.org", "to vera@example.org!", "a@b.fr"])
def test_an_address_is_refused_wherever_it_hides(word: str) -> None:
    for content in ({"to": word}, {word: 1}, {"x": [{"y": word}]}):
        with pytest.raises(PersonalData):
            canonical(content)


def test_an_instant_is_written_in_utc() -> None:
    summer = datetime(2026, 7, 1, 0, 5, 0, 250, tzinfo=ZoneInfo("Europe/Paris"))
    assert instant(summer) == "2026-06-30T22:05:00.000250+00:00"
    assert instant(summer) == instant(summer.astimezone(UTC))


lines = st.lists(
    st.builds(
        lambda gross, vat_bp: {"gross": gross, "vat": gross // 20, "vat_bp": vat_bp},
        st.integers(-(10**6), 10**6),
        st.sampled_from([210, 550, 2000]),
    ),
    max_size=4,
)


@few
@given(st.lists(lines, max_size=5))
def test_sums_are_those_of_the_lines(entries: list[list[dict[str, int]]]) -> None:
    sums = Sums()
    for each in entries:
        sums.add({"currency": "EUR", "lines": each})
    flat = [line for each in entries for line in each]
    assert sums.entries == len(entries)
    assert sum(found.net for found in sums.by_rate.values()) == sum(line["gross"] for line in flat)
    for (currency, rate), found in sums.by_rate.items():
        mine = [line for line in flat if line["vat_bp"] == rate]
        assert currency == "EUR"
        assert found.absolute == sum(abs(line["gross"]) for line in mine) >= abs(found.net)
        assert (found.net_vat, found.absolute_vat) == (
            sum(line["vat"] for line in mine),
            sum(abs(line["vat"]) for line in mine),
        )
    assert set(sums.totals()) == ({"EUR"} if flat else set())


def test_an_entry_without_lines_counts_and_moves_no_total() -> None:
    sums = Sums()
    sums.add({"kind": "payment_returned", "amount": 500})
    assert (sums.entries, sums.totals()) == (1, {})
