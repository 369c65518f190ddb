"""Prices without tables: price lists as data, which rates a screening offers, and the quote."""

from .codec import from_json, item_from_json, item_to_json, to_json
from .differences import Difference, differences
from .french import french_defaults
from .offers import Flag, OfferedRate, Reason, Refusal, ScreeningContext, label_name, offered
from .quotes import Line, LineKind, Quote, Request, Unit, VatTotal, check, quote
from .rates import (
    ANY_CHANNEL,
    Family,
    Fee,
    InHolidays,
    Label,
    Period,
    PriceListVersion,
    RateRule,
    SchoolHolidays,
    Supplement,
    Window,
)
from .school import (
    NamedPeriod,
    holidays_from_text,
    read_day,
    speaks_of_holidays,
    zone_of_postcode,
)
from .school_files import HolidayFile, as_lines, holidays_from_file
from .school_published import published_holidays
from .simulation import Answer, Customer, answers
from .vat import share_by_largest_remainder, share_vat, vat_within

__all__ = [
    "ANY_CHANNEL",
    "Answer",
    "Customer",
    "Difference",
    "Family",
    "Fee",
    "Flag",
    "HolidayFile",
    "InHolidays",
    "Label",
    "Line",
    "LineKind",
    "NamedPeriod",
    "OfferedRate",
    "Period",
    "PriceListVersion",
    "Quote",
    "RateRule",
    "Reason",
    "Refusal",
    "Request",
    "SchoolHolidays",
    "ScreeningContext",
    "Supplement",
    "Unit",
    "VatTotal",
    "Window",
    "answers",
    "as_lines",
    "check",
    "differences",
    "french_defaults",
    "from_json",
    "holidays_from_file",
    "holidays_from_text",
    "item_from_json",
    "item_to_json",
    "label_name",
    "offered",
    "published_holidays",
    "quote",
    "read_day",
    "share_by_largest_remainder",
    "share_vat",
    "speaks_of_holidays",
    "to_json",
    "vat_within",
    "zone_of_postcode",
]
