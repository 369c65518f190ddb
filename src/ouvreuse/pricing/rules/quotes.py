"""The quote: from seats and rates to lines, VAT and total, for one screening at one price-list version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ouvreuse.pricing.errors import (
    ChargeOnFreeRight,
    NothingAsked,
    QuantityRefused,
    RateNotOffered,
    RateStandsAlone,
    TooManyCompanions,
)

from .offers import ScreeningContext, fees_of, refusals_of, supplements_of
from .rates import NO_LABEL, Fee, Label, PriceListVersion, RateRule, Supplement
from .vat import share_by_largest_remainder, share_vat


class LineKind(StrEnum):
    """What a line of the quote is."""

    TICKET = "ticket"
    SUPPLEMENT = "supplement"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Request:
    """So many seats of one kind at one rate (one rate per seat), with supplements asked for by code."""

    rate_code: str
    quantity: int = 1
    seat_kind: str = "standard"
    supplements: tuple[str, ...] = ()
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """One seat's part of a line; the parts of a line add up to it."""

    gross_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of charge, `quantity` times. Sums in cents, VAT included in `gross_cents`.

    `rate_code` names the rate of the seats; `code` the rate, supplement or fee itself. `request` is the
    place of the request it comes from. `declared_cents`: what is declared as receipts of the admissions,
    the price paid or, for an unlimited pass, the reference price; zero on a fee outside the tax's base.
    """

    kind: LineKind
    request: int
    rate_code: str
    family: str
    code: str
    label: Label
    unit_cents: int
    quantity: int
    vat_bp: int
    declared_cents: int
    in_tsa_base: bool = True
    proof: Label = NO_LABEL
    vat_cents: int = 0

    @property
    def gross_cents(self) -> int:
        """Unit price times quantity."""
        return self.unit_cents * self.quantity

    def units(self) -> tuple[Unit, ...]:
        """The line cut in single seats, VAT shared by largest remainder."""
        shares = share_by_largest_remainder(self.vat_cents, [1] * self.quantity)
        return tuple(Unit(self.unit_cents, share) for share in shares)


@dataclass(frozen=True, slots=True)
class VatTotal:
    """All lines at one VAT rate."""

    vat_bp: int
    gross_cents: int
    vat_cents: int

    @property
    def net_cents(self) -> int:
        """Gross less VAT."""
        return self.gross_cents - self.vat_cents


@dataclass(frozen=True, slots=True)
class Quote:
    """What is due and why, at one immutable version of the price list."""

    version_id: int
    currency: str
    lines: tuple[Line, ...]
    proofs: tuple[Label, ...]

    def __post_init__(self) -> None:
        free = {line.request for line in self.lines if line.family == "gratuit"}
        for line in self.lines:
            if line.request in free and line.gross_cents:
                raise ChargeOnFreeRight(rate=line.rate_code, charge=line.code)

    @property
    def total_cents(self) -> int:
        """The sum of all lines, VAT included."""
        return sum(line.gross_cents for line in self.lines)

    @property
    def seats(self) -> int:
        """Admission rights: one per spectator, free ones included."""
        return sum(line.quantity for line in self.lines if line.kind is LineKind.TICKET)

    @property
    def vat_totals(self) -> tuple[VatTotal, ...]:
        """Gross and VAT by VAT rate, lowest first."""
        return tuple(
            VatTotal(
                vat_bp=bp,
                gross_cents=sum(line.gross_cents for line in self.lines if line.vat_bp == bp),
                vat_cents=sum(line.vat_cents for line in self.lines if line.vat_bp == bp),
            )
            for bp in sorted({line.vat_bp for line in self.lines})
        )


def check(
    version: PriceListVersion, context: ScreeningContext, requests: Sequence[Request]
) -> list[RateRule]:
    """The rates asked for, one a request, when the screening offers them in these numbers; prices nothing.

    Raises `NothingAsked`, `RateUnknown`, `RateNotOffered`, `QuantityRefused`, `TooManyCompanions` (T-25) and
    `RateStandsAlone`.
    """
    if not requests:
        raise NothingAsked
    rates = [version.rate(request.rate_code) for request in requests]
    for rate in dict.fromkeys(rates):
        _check_offered(version, rate, context)
    _check_quantities(rates, requests)
    if any(rate.alone for rate in rates):
        _check_alone(rates)
    return rates


def quote(version: PriceListVersion, context: ScreeningContext, requests: Sequence[Request]) -> Quote:
    """Price the requests for one screening. All or nothing.

    Raises as `check` does, and `SupplementUnknown` and `ChargeOnFreeRight` (T-3; code du cinéma D212-71).
    """
    rates = check(version, context, requests)
    lines: list[Line] = []
    for place, (rate, request) in enumerate(zip(rates, requests, strict=True)):
        lines += _lines(version, context, rate, request, place)
    proofs = tuple(dict.fromkeys(rate.proof for rate in rates if rate.proof))
    return Quote(version.id, version.currency, _with_vat(lines), proofs)


def _check_offered(version: PriceListVersion, rate: RateRule, context: ScreeningContext) -> None:
    for refusal in refusals_of(version, rate, context):
        raise RateNotOffered(rate=rate.code, reason=refusal.reason.value, fact=refusal.fact)


def _check_alone(rates: Sequence[RateRule]) -> None:
    """A rate that stands alone goes with its own free companions at most."""
    for rate in rates:
        others = {other.code for other in rates if rate.code not in (other.code, *other.companion_of)}
        if rate.alone and others:
            raise RateStandsAlone(rate=rate.code, other=min(others))


def _check_quantities(rates: Sequence[RateRule], requests: Sequence[Request]) -> None:
    asked: Counter[str] = Counter()
    for request in requests:
        if request.quantity < 1:
            raise QuantityRefused(rate=request.rate_code, least=1, most=None, asked=request.quantity)
        asked[request.rate_code] += request.quantity
    for rate in dict.fromkeys(rates):
        count = asked[rate.code]
        if count < rate.min_quantity or (rate.max_quantity is not None and count > rate.max_quantity):
            raise QuantityRefused(
                rate=rate.code, least=rate.min_quantity, most=rate.max_quantity, asked=count
            )
        if rate.companion_of:
            _check_companions(rate, asked)


def _check_companions(rate: RateRule, asked: Counter[str]) -> None:
    allowed = sum(asked[code] for code in rate.companion_of) // rate.paid_per_companion
    if asked[rate.code] > allowed:
        raise TooManyCompanions(rate=rate.code, allowed=allowed, asked=asked[rate.code])


def _lines(
    version: PriceListVersion, context: ScreeningContext, rate: RateRule, request: Request, place: int
) -> list[Line]:
    automatic = supplements_of(version, rate, context, seat_kind=request.seat_kind, zone=request.zone)
    chosen = [version.supplement(code) for code in request.supplements]
    if rate.is_free and chosen:
        raise ChargeOnFreeRight(rate=rate.code, charge=chosen[0].code)
    supplements = dict.fromkeys(() if rate.supplements_included else [*automatic, *chosen])
    ticket = Line(
        kind=LineKind.TICKET,
        request=place,
        rate_code=rate.code,
        family=rate.family.value,
        code=rate.code,
        label=rate.label,
        unit_cents=rate.due_cents,
        quantity=request.quantity,
        vat_bp=rate.vat_bp,
        declared_cents=rate.amount_cents * request.quantity,
        proof=rate.proof,
    )
    return [
        ticket,
        *(_addition(ticket, item, LineKind.SUPPLEMENT, declared=True) for item in supplements),
        *(
            _addition(ticket, fee, LineKind.FEE, declared=fee.in_tsa_base)
            for fee in fees_of(version, rate, context)
        ),
    ]


def _addition(ticket: Line, item: Supplement | Fee, kind: LineKind, *, declared: bool) -> Line:
    return replace(
        ticket,
        kind=kind,
        code=item.code,
        label=item.label,
        unit_cents=item.amount_cents,
        vat_bp=item.vat_bp,
        declared_cents=item.amount_cents * ticket.quantity if declared else 0,
        in_tsa_base=declared,
        proof=NO_LABEL,
    )


def _with_vat(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Each line with its share of the VAT, which is rounded once per VAT rate on the whole quote."""
    done = list(lines)
    for bp in {line.vat_bp for line in lines}:
        places = [place for place, line in enumerate(lines) if line.vat_bp == bp]
        shares = share_vat([lines[place].gross_cents for place in places], bp)
        for place, share in zip(places, shares, strict=True):
            done[place] = replace(lines[place], vat_cents=share)
    return tuple(done)
