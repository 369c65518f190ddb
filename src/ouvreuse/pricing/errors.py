"""What can go wrong with prices: codes and facts, without words."""

from __future__ import annotations

from typing import ClassVar


class PricingError(Exception):
    """Root of the room's refusals: a stable code and the facts needed to explain it."""

    code: ClassVar[str] = "pricing"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code} {facts}" if facts else self.code)


class PriceListInvalid(PricingError):
    """The content of a price list breaks a rule; facts: `path`, `problem`."""

    code = "price_list_invalid"


class PriceListUnknown(PricingError):
    """No price list, or no version of it, under this name; facts: `price_list`."""

    code = "price_list_unknown"


class RateUnknown(PricingError):
    """The rate isn't on this price list; facts: `rate`."""

    code = "rate_unknown"


class SupplementUnknown(PricingError):
    """The supplement or fee isn't on this price list; facts: `supplement`."""

    code = "supplement_unknown"


class RateNotOffered(PricingError):
    """The rate exists but not for this screening; facts: `rate`, `reason` (a `Reason` code), its facts."""

    code = "rate_not_offered"


class QuantityRefused(PricingError):
    """Fewer or more seats at a rate than it allows in one order; facts: `rate`, `least`, `most`, `asked`."""

    code = "quantity_refused"


class TooManyCompanions(PricingError):
    """More free companions than the paid seats give right to; facts: `rate`, `allowed`, `asked`."""

    code = "too_many_companions"


class ChargeOnFreeRight(PricingError):
    """A free right may never give rise to any charge (code du cinéma D212-71); facts: `rate`, `charge`."""

    code = "charge_on_free_right"


class RateStandsAlone(PricingError):
    """A rate that is not sold in one order with others of the screening; facts: `rate`, `other`."""

    code = "rate_stands_alone"


class NothingAsked(PricingError):
    """A quote was asked for no seat at all."""

    code = "nothing_asked"


class PriceListTaken(PricingError):
    """The cinema already has a price list of this code; facts: `code`."""

    code = "price_list_taken"


class LastPriceList(PricingError):
    """The last list in use cannot be retired: screenings could not be planned; facts: `price_list`."""

    code = "last_price_list"


class PublicationPast(PricingError):
    """A version is valid from an instant that has passed; facts: `at`."""

    code = "price_publication_past"


class DraftUnknown(PricingError):
    """Nobody is writing the next version of this list, or no longer; facts: `price_list`."""

    code = "price_draft_unknown"


class DraftMoved(PricingError):
    """A colleague changed the draft since it was read; facts: `price_list`."""

    code = "price_draft_moved"


class HolidayFileWrong(PricingError):
    """A file of school holidays is not understood; facts: `line` (0: the whole file), `problem`, its `reason`."""

    code = "holiday_file_wrong"
    PROBLEMS: ClassVar = ("encoding", "long", "empty", "columns", "shape", "day", "order")

    def __init__(self, *, line: int, problem: str) -> None:
        if problem not in self.PROBLEMS:
            raise ValueError(problem)
        super().__init__(line=line, problem=problem, reason=f"holiday_file_{problem}")


class HolidayLineWrong(PricingError):
    """A line of a calendar of school holidays is not understood; facts: `line`, `problem`."""

    code = "holiday_line_wrong"
