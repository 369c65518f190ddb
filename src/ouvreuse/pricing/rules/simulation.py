"""What a customer is offered: the rules of the sale, and what only the customer knows (age, proof)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ouvreuse.pricing.errors import PricingError, QuantityRefused

from .offers import Flag, Reason, Refusal, ScreeningContext, offered, refusals_of
from .quotes import Quote, Request, quote
from .rates import PriceListVersion, RateRule


@dataclass(frozen=True, slots=True)
class Customer:
    """Who asks: `quantity` paid seats of one kind, with so many free `companions`. `age` None: not said."""

    age: int | None = None
    has_proof: bool = True
    quantity: int = 1
    companions: int = 0
    seat_kind: str = "standard"
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A rate for that customer at that screening: the quote the sale would make, or every reason against it."""

    rate: RateRule
    refusals: tuple[Refusal, ...]
    flags: tuple[Flag, ...]
    quote: Quote | None = None
    error: PricingError | None = None

    @property
    def offered(self) -> bool:
        """Whether it can be bought."""
        return self.quote is not None


def answers(version: PriceListVersion, context: ScreeningContext, customer: Customer) -> list[Answer]:
    """Every rate of the list in the order it is shown, quoted by the engine of the sale or refused with reasons."""
    found = []
    for offer in offered(version, context):
        refusals = (*offer.refusals, *_personal(version, offer.rate, context, customer))
        answer = Answer(offer.rate, refusals, offer.flags)
        found.append(answer if refusals else _quoted(version, context, customer, answer))
    return found


def _quoted(
    version: PriceListVersion, context: ScreeningContext, customer: Customer, answer: Answer
) -> Answer:
    try:
        asked = _requests(version, context, answer.rate, customer)
        return Answer(answer.rate, (), answer.flags, quote(version, context, asked))
    except QuantityRefused as error:
        return Answer(answer.rate, _of_quantity(error), answer.flags)
    except PricingError as error:
        return Answer(answer.rate, (), answer.flags, error=error)


def _requests(
    version: PriceListVersion, context: ScreeningContext, rate: RateRule, customer: Customer
) -> Sequence[Request]:
    paid = Request(rate.code, customer.quantity, customer.seat_kind, zone=customer.zone)
    companion = _companion(version, context, rate)
    if not customer.companions or companion is None:
        return [paid]
    return [paid, Request(companion.code, customer.companions)]


def _companion(version: PriceListVersion, context: ScreeningContext, rate: RateRule) -> RateRule | None:
    """The rate of its free companions that this screening offers; the most generous one."""
    able = [
        each
        for each in version.rates
        if rate.code in each.companion_of and not refusals_of(version, each, context)
    ]
    return min(able, key=lambda each: each.paid_per_companion, default=None)


def _personal(
    version: PriceListVersion, rate: RateRule, context: ScreeningContext, customer: Customer
) -> Iterator[Refusal]:
    if rate.companion_of:
        yield Refusal(Reason.FOR_COMPANIONS, ", ".join(rate.companion_of))
    elif customer.companions and _companion(version, context, rate) is None:
        yield Refusal(Reason.NO_COMPANIONS)
    if rate.proof and not customer.has_proof:
        yield Refusal(Reason.PROOF)
    if customer.age is None:
        return
    if customer.age < context.film_min_age:
        yield Refusal(Reason.FILM_FORBIDDEN, str(context.film_min_age))
    if rate.min_age is not None and customer.age < rate.min_age:
        yield Refusal(Reason.TOO_YOUNG, str(rate.min_age))
    if rate.max_age is not None and customer.age > rate.max_age:
        yield Refusal(Reason.TOO_OLD, str(rate.max_age))


def _of_quantity(error: QuantityRefused) -> tuple[Refusal, ...]:
    least, most, asked = (error.facts[name] for name in ("least", "most", "asked"))
    if isinstance(asked, int) and isinstance(least, int) and asked < least:
        return (Refusal(Reason.FROM_QUANTITY, str(least)),)
    return (Refusal(Reason.UP_TO_QUANTITY, str(most)),)
