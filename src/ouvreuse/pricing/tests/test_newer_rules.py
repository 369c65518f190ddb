"""School holidays, films, stacking, zones; what changed; who is offered what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ouvreuse.pricing.errors import HolidayLineWrong, PriceListInvalid, RateNotOffered, RateStandsAlone
from ouvreuse.pricing.rules import (
    Customer,
    Family,
    InHolidays,
    Label,
    NamedPeriod,
    Period,
    PriceListVersion,
    RateRule,
    Reason,
    Refusal,
    Request,
    SchoolHolidays,
    ScreeningContext,
    Supplement,
    answers,
    differences,
    french_defaults,
    holidays_from_text,
    offered,
    quote,
    zone_of_postcode,
)
from ouvreuse.pricing.words import WORDS, reason_in_words

pytestmark = pytest.mark.unit
PARIS = ZoneInfo("Europe/Paris")
WORD = Label("mot", "word")
TOUSSAINT = SchoolHolidays(
    "B", (Period(date(2026, 10, 17), date(2026, 11, 1)), Period(date(2026, 12, 19), date(2027, 1, 3)))
)


def rate(code: str = "UN", cents: int = 700, **more: Any) -> RateRule:
    return RateRule(code, Family.OTHER, WORD, cents, **more)


def at(day: str, **more: Any) -> ScreeningContext:
    return ScreeningContext(datetime.fromisoformat(f"{day}T20:00").replace(tzinfo=PARIS), **more)


def refusals(version: PriceListVersion, context: ScreeningContext, code: str = "UN") -> tuple[Refusal, ...]:
    return next(each.refusals for each in offered(version, context) if each.rate.code == code)


@pytest.mark.parametrize(
    ("bound", "day", "reason"),
    [
        (InHolidays.DURING, "2026-10-17", None),
        (InHolidays.DURING, "2026-11-01", None),
        (InHolidays.DURING, "2026-11-02", Reason.HOLIDAYS_ONLY),
        (InHolidays.OUTSIDE, "2026-10-31", Reason.HOLIDAYS_EXCLUDED),
        (InHolidays.OUTSIDE, "2026-11-02", None),
        (InHolidays.DURING, "2027-01-04", Reason.HOLIDAYS_UNKNOWN),
        (InHolidays.OUTSIDE, "2026-10-16", Reason.HOLIDAYS_UNKNOWN),
        (InHolidays.ANY, "2030-01-01", None),
    ],
)
def test_school_holidays(bound: InHolidays, day: str, reason: Reason | None) -> None:
    version = PriceListVersion(1, "EUR", (rate(holidays=bound),), holidays=TOUSSAINT)
    assert refusals(version, at(day)) == ((Refusal(reason, "B"),) if reason else ())


def test_a_rate_bound_to_holidays_nobody_knows_is_no_list() -> None:
    with pytest.raises(PriceListInvalid) as refused:
        PriceListVersion(1, "EUR", (rate(holidays=InHolidays.DURING),))
    assert refused.value.facts == {"path": "UN", "problem": "holidays_unknown"}


@pytest.mark.parametrize(
    ("rule", "film", "labels", "offers"),
    [
        ({"only_films": ("le-gardien",)}, "le-gardien", (), True),
        ({"only_films": ("le-gardien",)}, "la-lame", (), False),
        ({"only_films": ("#opera",)}, "tosca", ("Opéra",), True),
        ({"only_films": ("#opera",)}, "tosca", ("Drame",), False),
        ({"except_films": ("#opera", "x")}, "tosca", ("Opéra", "Drame"), False),
        ({"except_films": ("#opera",)}, "la-lame", (), True),
        ({"only_films": ("#opera",), "except_films": ("tosca",)}, "tosca", ("Opéra",), False),
    ],
)
def test_films_and_labels(rule: dict[str, Any], film: str, labels: tuple[str, ...], offers: bool) -> None:
    version = PriceListVersion(1, "EUR", (rate(**rule),))
    seen = refusals(version, at("2026-11-18", film=film, labels=labels))
    assert seen == (() if offers else (Refusal(Reason.FILM),))


def test_supplements_included_adds_none_even_when_asked_for() -> None:
    extras = (Supplement("SUP3D", WORD, 200, formats=("3D",)), Supplement("GLASS", WORD, 100))
    version = PriceListVersion(1, "EUR", (rate(supplements_included=True), rate("DEUX")), extras)
    context = at("2026-11-18", format="3D")
    assert quote(version, context, [Request("UN", 2, supplements=("GLASS",))]).total_cents == 1400
    assert quote(version, context, [Request("DEUX", 2)]).total_cents == 1800


def test_a_supplement_of_a_zone_is_carried_in_that_zone_only() -> None:
    version = PriceListVersion(1, "EUR", (rate(),), (Supplement("BALC", WORD, 300, zones=("balcon",)),))
    for zone, total in (("balcon", 1000), ("parterre", 700), ("", 700)):
        assert quote(version, at("2026-11-18"), [Request("UN", zone=zone)]).total_cents == total


def test_a_rate_that_stands_alone_goes_with_its_companions_only() -> None:
    free = RateRule("ACC", Family.FREE, WORD, 0, companion_of=("UN",), paid_per_companion=10)
    version = PriceListVersion(1, "EUR", (rate(alone=True), rate("DEUX"), free))
    context = at("2026-11-18")
    assert quote(version, context, [Request("UN", 10), Request("ACC", 1)]).seats == 11
    with pytest.raises(RateStandsAlone):
        quote(version, context, [Request("UN"), Request("DEUX")])
    with pytest.raises(RateStandsAlone):
        quote(version, context, [Request("DEUX"), Request("UN")])


def test_every_reason_has_words_in_both_languages() -> None:
    for reason in Reason:
        assert len(WORDS[reason.value]) == 2
        for language in ("fr", "en"):
            assert "{" not in reason_in_words(Refusal(reason, "16"), language=language)


def test_what_changed_is_named_field_by_field() -> None:
    before = french_defaults(1)
    dearer = replace(before.rates[0], amount_cents=980)
    after = replace(before, rates=(dearer, *before.rates[1:-1], rate("NEUF")))
    found = [
        (each.code, each.field, each.before is None, each.after is None)
        for each in differences(before, after)
    ]
    assert found == [
        ("PLEIN", "amount_cents", False, False),
        ("NEUF", "", True, False),
        ("ACCOMP", "", False, True),
    ]
    assert differences(before, after)[0].as_facts() == {
        "what": "rate PLEIN amount_cents",
        "before": 950,
        "after": 980,
    }
    assert differences(before, before) == []


def test_a_calendar_known_further_is_a_difference_of_its_own() -> None:
    bound = PriceListVersion(1, "EUR", (rate(holidays=InHolidays.DURING),), holidays=TOUSSAINT)
    known = replace(bound, holidays=replace(TOUSSAINT, periods=TOUSSAINT.periods[:1]))
    assert [(each.kind, each.item) for each in differences(known, bound)] == [("calendar", None)]


def test_a_calendar_is_read_from_lines() -> None:
    text = "Zones A B C; Toussaint; 17/10/2026; 01/11/2026\n\nB\tHiver\t2027-02-20\t2027-03-07\n"
    assert holidays_from_text(text) == [
        *(NamedPeriod(zone, "Toussaint", date(2026, 10, 17), date(2026, 11, 1)) for zone in "ABC"),
        NamedPeriod("B", "Hiver", date(2027, 2, 20), date(2027, 3, 7)),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("A; Toussaint; 17/10/2026", "shape"),
        ("A; Toussaint; 31/02/2026; 01/11/2026", "day"),
        ("A; Toussaint; 01/11/2026; 17/10/2026", "order"),
        ("A; Toussaint; 01/11/2026; 17/10/2027", "order"),
        ("; Toussaint; 17/10/2026; 01/11/2026", "zone"),
        ("A; ; 17/10/2026; 01/11/2026", "zone"),
    ],
)
def test_a_line_that_says_no_period_is_named(line: str, problem: str) -> None:
    with pytest.raises(HolidayLineWrong) as wrong:
        holidays_from_text(f"\n{line}")
    assert wrong.value.facts == {"line": 2, "problem": problem}


@pytest.mark.parametrize(
    ("postcode", "zone"),
    [("35400", "B"), ("76200", "B"), ("69001", "A"), ("75011", "C"), ("20000", ""), ("97400", ""), ("", "")],
)
def test_the_zone_follows_the_postcode(postcode: str, zone: str) -> None:
    assert zone_of_postcode(postcode) == zone


def reasons(customer: Customer, code: str, **context: Any) -> list[Reason]:
    found = answers(french_defaults(1), at("2026-11-18", **context), customer)
    return [each.reason for each in next(one for one in found if one.rate.code == code).refusals]


def test_who_the_customer_is_counts_besides_the_rules_of_the_sale() -> None:
    assert reasons(Customer(age=13), "MOINS14") == []
    assert reasons(Customer(age=14), "MOINS14") == [Reason.TOO_OLD]
    assert reasons(Customer(has_proof=False), "REDUIT") == [Reason.PROOF]
    assert Reason.FILM_FORBIDDEN in reasons(Customer(age=15), "PLEIN", film_min_age=16)
    assert reasons(Customer(age=17), "PLEIN", film_min_age=16) == []
    assert reasons(Customer(), "GROUPE", channel="counter") == [Reason.FROM_QUANTITY]
    assert reasons(Customer(companions=1), "PLEIN") == [Reason.NO_COMPANIONS]
    assert Reason.FOR_COMPANIONS in reasons(Customer(), "ACCOMP", channel="counter")


def test_t25_thirty_entries_for_a_group_with_two_companions() -> None:
    context = at("2026-11-18", channel="counter")
    found = {
        each.rate.code: each
        for each in answers(french_defaults(1), context, Customer(quantity=28, companions=2))
    }
    group = found["GROUPE"].quote
    assert group is not None
    assert (group.seats, group.total_cents) == (30, 28 * 650)
    assert sum(line.quantity for line in group.lines if line.family == "gratuit") == 2
    many = {
        each.rate.code: each
        for each in answers(french_defaults(1), context, Customer(quantity=28, companions=3))
    }
    assert many["GROUPE"].quote is None
    assert many["GROUPE"].error is not None


def test_the_simulator_offers_what_the_sale_offers() -> None:
    version = french_defaults(1)
    for day in ("2026-11-18", "2026-11-21"):
        for ban in (0, 12, 16, 18):
            context = at(day, film_min_age=ban)
            sold = {each.rate.code for each in offered(version, context) if each.available}
            asked = {each.rate.code for each in answers(version, context, Customer()) if each.offered}
            assert asked == sold
            for code in {one.code for one in version.rates} - sold:
                with pytest.raises(RateNotOffered):
                    quote(version, context, [Request(code)])
