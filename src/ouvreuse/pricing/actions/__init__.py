"""Writes of prices: a price list only ever gets a new version, written as a draft or at once."""

from .drafts import discard_draft, publish_draft, save_draft, start_draft
from .holidays import record_school_holidays, remove_school_holiday, set_school_zone
from .lists import (
    create_price_list,
    publish_price_list,
    rename_price_list,
    restore_price_list,
    retire_price_list,
)

__all__ = [
    "create_price_list",
    "discard_draft",
    "publish_draft",
    "publish_price_list",
    "record_school_holidays",
    "remove_school_holiday",
    "rename_price_list",
    "restore_price_list",
    "retire_price_list",
    "save_draft",
    "set_school_zone",
    "start_draft",
]
