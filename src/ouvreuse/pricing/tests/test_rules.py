"""The vectors of the trade: which rates a screening offers and what a quote says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.pricing import errors, words
from ouvreuse.pricing.rules import (
    Family,
    Flag,
    Label,
    LineKind,
    PriceListVersion,
    Quote,
    RateRule,
    Reason,
    Refusal,
    Request,
    ScreeningContext,
    Supplement,
    Window,
    french_defaults,
    from_json,
    offered,
    quote,
    share_by_largest_remainder,
    share_vat,
    to_json,
    vat_within,
)

pytestmark = pytest.mark.unit
PARIS = ZoneInfo("Europe/Paris")
DEFAULTS = french_defaults(7)


def at(text: str, **more: object) -> ScreeningContext:
    return ScreeningContext(datetime.fromisoformat(text).replace(tzinfo=PARIS), **more)  # type: ignore[arg-type]


def one(context: ScreeningContext, code: str, version: PriceListVersion = DEFAULTS):
    return next(item for item in offered(version, context) if item.rate.code == code)


@pytest.mark.parametrize(
    ("start", "available"),
    [
        ("2026-11-20T18:55", True),
        ("2026-11-20T19:00", False),
        ("2026-11-21T14:00", False),
        ("2026-11-22T23:59", False),
        ("2026-11-23T00:00", True),
        ("2026-11-19T20:00", True),
    ],
)
def test_t21_reduced_not_from_friday_19_to_sunday(start: str, available: bool) -> None:
    seen = one(at(start), "REDUIT")
    assert seen.available is available
    assert seen.refusals == (() if available else (Refusal(Reason.HOURS),))


@pytest.mark.parametrize(
    ("start", "available"),
    [("2026-11-20T00:30", False), ("2026-11-20T05:00", True), ("2026-11-20T12:00", False)],
)
def test_a_screening_after_midnight_is_no_morning_screening(start: str, available: bool) -> None:
    assert one(at(start), "MATIN").available is available


@pytest.mark.parametrize(
    ("ban", "available", "flags"),
    [(0, True, ()), (12, True, (Flag.AGE_BAN_PARTLY,)), (16, False, ()), (18, False, ())],
)
def test_t22_child_rate_and_age_ban(ban: int, available: bool, flags: tuple[Flag, ...]) -> None:
    context = at("2026-11-18T14:00", film_min_age=ban)
    seen = one(context, "MOINS14")
    assert (seen.available, seen.flags) == (available, flags)
    if not available:
        assert seen.refusals == (Refusal(Reason.AGE_BAN, str(ban)),)
        with pytest.raises(errors.RateNotOffered) as refused:
            quote(DEFAULTS, context, [Request("MOINS14")])
        assert refused.value.facts == {"rate": "MOINS14", "reason": "rate_age_ban", "fact": str(ban)}
    assert one(context, "PLEIN").available


def test_t23_supplement_of_3d_at_the_festival_is_in_the_seat_and_in_detail() -> None:
    version = french_defaults(8, festival=(date(2026, 6, 28), date(2026, 7, 1), 500))
    context = at("2026-06-28T20:00", format="3D")
    made = quote(version, context, [Request("FETE")])
    assert [(line.kind, line.code, line.gross_cents) for line in made.lines] == [
        (LineKind.TICKET, "FETE", 500),
        (LineKind.SUPPLEMENT, "SUP3D", 200),
    ]
    assert made.total_cents == 700
    assert sum(line.declared_cents for line in made.lines) == 700
    assert one(context, "FETE", version).unit_cents == 700


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-06-27", Reason.TOO_EARLY),
        ("2026-06-28", None),
        ("2026-07-01", None),
        ("2026-07-02", Reason.TOO_LATE),
    ],
)
def test_t24_festival_days_are_included_at_both_ends(day: str, reason: Reason | None) -> None:
    version = french_defaults(8, festival=(date(2026, 6, 28), date(2026, 7, 1), 500))
    seen = one(at(f"{day}T23:59"), "FETE", version)
    assert [refusal.reason for refusal in seen.refusals] == ([reason] if reason else [])


def test_t24_a_festival_from_sunday_to_wednesday_lies_in_two_cinema_weeks() -> None:
    """Entries of Sunday to Tuesday are of week n, those of Wednesday of week n + 1."""
    weeks = [CinemaWeek.of_day(date(2026, 6, 28) + timedelta(days=n)) for n in range(4)]
    assert [week.number for week in weeks] == ["2026-W26", "2026-W26", "2026-W26", "2026-W27"]
    assert weeks[3] == weeks[2].next


def test_t25_group_of_30_with_two_free_companions_is_30_rights() -> None:
    context = at("2026-11-18T14:00", channel="counter")
    made = quote(DEFAULTS, context, [Request("GROUPE", 28), Request("ACCOMP", 2)])
    assert made.seats == 30
    assert made.total_cents == 28 * 650
    assert [(line.family, line.quantity) for line in made.lines] == [("autre", 28), ("gratuit", 2)]
    with pytest.raises(errors.TooManyCompanions) as refused:
        quote(DEFAULTS, context, [Request("GROUPE", 28), Request("ACCOMP", 3)])
    assert refused.value.facts == {"rate": "ACCOMP", "allowed": 2, "asked": 3}


def test_t3_no_fee_and_no_supplement_on_a_free_right() -> None:
    version = french_defaults(9, online_fee_cents=50)
    free = RateRule("INVIT", Family.FREE, Label("Invitation", "Invitation"), 0)
    version = PriceListVersion(9, "EUR", (*version.rates, free), version.supplements, version.fees)
    context = at("2026-11-18T20:00", format="3D")
    made = quote(version, context, [Request("INVIT", 2), Request("PLEIN")])
    assert [(line.rate_code, line.code) for line in made.lines] == [
        ("INVIT", "INVIT"),
        ("PLEIN", "PLEIN"),
        ("PLEIN", "SUP3D"),
        ("PLEIN", "FRAISWEB"),
    ]
    assert made.total_cents == 950 + 200 + 50
    with pytest.raises(errors.ChargeOnFreeRight):
        quote(version, context, [Request("INVIT", supplements=("SUPDUO",))])
    fee = made.lines[3]
    with pytest.raises(errors.ChargeOnFreeRight):
        Quote(9, "EUR", (*made.lines, type(fee)(**{**fields_of(fee), "request": 0})), ())


def fields_of(line: object) -> dict[str, object]:
    return {name: getattr(line, name) for name in line.__dataclass_fields__}  # type: ignore[attr-defined]


def test_fee_is_its_own_line_with_its_own_vat_and_only_on_its_channel() -> None:
    version = french_defaults(9, online_fee_cents=50)
    web = quote(version, at("2026-11-18T20:00"), [Request("PLEIN", 2)])
    assert [(total.vat_bp, total.gross_cents, total.vat_cents) for total in web.vat_totals] == [
        (550, 1900, 99),
        (2000, 100, 17),
    ]
    assert web.lines[1].declared_cents == 0
    assert one(at("2026-11-18T20:00"), "PLEIN", version).total_cents == 1000
    counter = quote(version, at("2026-11-18T20:00", channel="counter"), [Request("PLEIN", 2)])
    assert counter.total_cents == 1900


def test_price_is_zero_if_and_only_if_free() -> None:
    for family, cents in [(Family.FREE, 1), (Family.OTHER, 0), (Family.UNLIMITED, 0), (Family.SCHOOL, 0)]:
        with pytest.raises(errors.PriceListInvalid) as refused:
            RateRule("X", family, Label("x", "x"), cents)
        assert refused.value.facts["problem"] == "zero_iff_free"


def test_unlimited_pass_declares_its_reference_price_and_takes_no_money() -> None:
    rate = RateRule("ILLIM", Family.UNLIMITED, Label("Illimité", "Unlimited"), 510)
    made = quote(PriceListVersion(1, "EUR", (rate,)), at("2026-11-18T20:00"), [Request("ILLIM", 2)])
    assert (made.total_cents, made.lines[0].declared_cents, made.vat_totals[0].vat_cents) == (0, 1020, 0)


def test_vat_is_rounded_once_and_shared_by_largest_remainder() -> None:
    assert vat_within(300, 550) == 16
    assert share_vat([100, 100, 100], 550) == [5, 5, 6]
    assert vat_within(1000, 550) == 52
    assert share_by_largest_remainder(10, [1, 1, 1]) == [3, 3, 4]
    with pytest.raises(ValueError, match="weight"):
        share_by_largest_remainder(1, [0, 0])


def test_quantities_and_unknown_codes() -> None:
    context = at("2026-11-18T14:00", channel="counter")
    for requests, error in [
        ([], errors.NothingAsked),
        ([Request("PLEIN", 0)], errors.QuantityRefused),
        ([Request("PLEIN", -1), Request("PLEIN", 3)], errors.QuantityRefused),
        ([Request("GROUPE", 14)], errors.QuantityRefused),
        ([Request("EXO", 3), Request("EXO", 2)], errors.QuantityRefused),
        ([Request("NOPE")], errors.RateUnknown),
        ([Request("PLEIN", supplements=("NOPE",))], errors.SupplementUnknown),
    ]:
        with pytest.raises(error):
            quote(DEFAULTS, context, requests)
    assert quote(DEFAULTS, context, [Request("EXO", 2), Request("EXO", 2)]).seats == 4


def test_channel_format_seat_kind_and_excluded_day() -> None:
    rate = RateRule(
        "R", Family.OTHER, Label("r", "r"), 500, except_formats=("IMAX",), except_on=(date(2026, 12, 25),)
    )
    version = PriceListVersion(
        1, "EUR", (rate,), (Supplement("DUO", Label("d", "d"), 150, seat_kinds=("duo",)),)
    )
    assert one(at("2026-12-25T20:00"), "R", version).refusals[0].reason is Reason.DAY_EXCLUDED
    assert one(at("2026-12-24T20:00", format="IMAX"), "R", version).refusals == (
        Refusal(Reason.FORMAT, "IMAX"),
    )
    assert one(at("2026-12-24T20:00", channel="kiosk"), "R", version).refusals[0].reason is Reason.CHANNEL
    made = quote(version, at("2026-12-24T20:00"), [Request("R"), Request("R", seat_kind="duo")])
    assert [line.gross_cents for line in made.lines] == [500, 500, 150]


def test_proofs_are_said_once() -> None:
    made = quote(DEFAULTS, at("2026-11-18T14:00"), [Request("REDUIT"), Request("MOINS14"), Request("REDUIT")])
    assert len(made.proofs) == 2
    assert made.proofs[0].text("en").startswith("Proof")
    assert made.proofs[0].text("fr").startswith("Justificatif")


def test_bad_lists_are_refused() -> None:
    good = {"code": "A", "family": "autre", "label": {"fr": "a", "en": "a"}, "amount_cents": 500}
    faults: list[tuple[dict[str, object], str]] = [
        ({"code": "a b"}, "code"),
        ({"amount_cents": 9.5}, "value"),
        ({"amount_cents": True}, "value"),
        ({"amount_cents": -1}, "amount"),
        ({"family": "other"}, "value"),
        ({"min_age": 60, "max_age": 20}, "ages"),
        ({"windows": [{"weekdays": [7]}]}, "weekdays"),
        ({"windows": [{"weekdays": [1], "from_minute": 10, "to_minute": 10}]}, "hours"),
        ({"first_on": "2026-13-01"}, "value"),
        ({"min_quantity": 5, "max_quantity": 2}, "quantities"),
        ({"companion_of": ["A"], "paid_per_companion": 10}, "companions"),
        ({"label": {"fr": "a"}}, "label"),
        ({"label": "a"}, "shape"),
        ({"surprise": 1}, "unknown"),
    ]
    assert from_json(1, {"currency": "EUR", "rates": [good]}).rate("A").amount_cents == 500
    for change, problem in faults:
        with pytest.raises(errors.PriceListInvalid) as refused:
            from_json(1, {"currency": "EUR", "rates": [{**good, **change}]})
        assert refused.value.facts["problem"] == problem
    for content in (
        {"currency": "EUR"},
        {"currency": "EUR", "rates": []},
        {"currency": "€", "rates": [good]},
    ):
        with pytest.raises(errors.PriceListInvalid):
            from_json(1, content)
    with pytest.raises(errors.PriceListInvalid):
        from_json(1, {"currency": "EUR", "rates": [good, good]})


def test_json_goes_both_ways() -> None:
    version = french_defaults(3, online_fee_cents=40, festival=(date(2026, 6, 28), date(2026, 7, 1), 500))
    assert from_json(3, to_json(version)) == version
    assert Window((0, 1), 10, 20).holds(0, 19)


def test_every_code_has_words_in_both_languages() -> None:
    codes = {item.code for item in vars(errors).values() if isinstance(item, type) and hasattr(item, "code")}
    codes |= {item.value for item in Reason} | {item.value for item in Flag}
    codes |= {f"holiday_file_{each}" for each in errors.HolidayFileWrong.PROBLEMS}
    assert codes == set(words.WORDS)
    assert all(fr.strip() and en.strip() and fr != en for fr, en in words.WORDS.values())
