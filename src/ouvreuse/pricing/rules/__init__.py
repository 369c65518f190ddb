"""Prices without tables: price lists as data, which rates a screening offers, and the quote."""

from .codec import from_json, to_json
from .french import french_defaults
from .offers import Flag, OfferedRate, Reason, Refusal, ScreeningContext, offered
from .quotes import Line, LineKind, Quote, Request, Unit, VatTotal, check, quote
from .rates import (
    ANY_CHANNEL,
    Family,
    Fee,
    Label,
    PriceListVersion,
    RateRule,
    Supplement,
    Window,
)
from .vat import share_by_largest_remainder, share_vat, vat_within

__all__ = [
    "ANY_CHANNEL",
    "Family",
    "Fee",
    "Flag",
    "Label",
    "Line",
    "LineKind",
    "OfferedRate",
    "PriceListVersion",
    "Quote",
    "RateRule",
    "Reason",
    "Refusal",
    "Request",
    "ScreeningContext",
    "Supplement",
    "Unit",
    "VatTotal",
    "Window",
    "check",
    "french_defaults",
    "from_json",
    "offered",
    "quote",
    "share_by_largest_remainder",
    "share_vat",
    "to_json",
    "vat_within",
]
