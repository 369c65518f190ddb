"""Schools, groups and hires: quote, option, confirmation, the count of the day, the invoice."""

from .asking import GroupAsked, cancel_group, confirm_group, expire_options, give_option, save_group
from .counting import close_group_count, count_class, take_back_class
from .invoicing import invoice_group
from .keeping import keep_group_seats
from .telling import mail_group_paper, remind_options

__all__ = [
    "GroupAsked",
    "cancel_group",
    "close_group_count",
    "confirm_group",
    "count_class",
    "expire_options",
    "give_option",
    "invoice_group",
    "keep_group_seats",
    "mail_group_paper",
    "remind_options",
    "save_group",
    "take_back_class",
]
