"""The verbs of booking. Each is one transaction; seats and tickets change through SQL functions only."""

from ouvreuse.booking.rules.importing import ImportReport

from .admission import Admitted, Refusal, admit, admit_many, undo_admission
from .changing import (
    Moved,
    alter_screening,
    cancel_screening,
    exchange_after_change,
    keep_after_change,
    move_screening,
    refund_after_change,
)
from .checkout import Checkout, begin_checkout, extend_hold, give_up, sweep_holds
from .exchange_terminal import Heard, ask_terminal, exchange_said
from .exchanging import Exchange, exchange_tickets
from .film_changes import Retimed, retime_film
from .grouping import (
    GroupAsked,
    cancel_group,
    close_group_count,
    confirm_group,
    count_class,
    expire_options,
    give_option,
    invoice_group,
    keep_group_seats,
    mail_group_paper,
    remind_options,
    save_group,
    take_back_class,
)
from .holding import Hold, hold_seats
from .import_films import import_films
from .import_week import import_week
from .keys import ensure_signing_key, rotate_signing_key
from .limiting import set_quotas
from .mailing import change_email, mail_lost_tickets, mail_tickets, resend_tickets
from .merging import Merged, merge_films
from .printing import begin_print, record_print
from .refunding import refund_again, refund_tickets, return_money
from .repricing import change_price_list
from .screenings import block_seats, unblock_seats
from .seating import KeptSeats, change_seat_map, hand_back, keep_seats_off
from .selling import sell, terminal_said
from .settling import Outcome, keep_event, settle, settle_paid

__all__ = [
    "Admitted",
    "Checkout",
    "Exchange",
    "GroupAsked",
    "Heard",
    "Hold",
    "ImportReport",
    "KeptSeats",
    "Merged",
    "Moved",
    "Outcome",
    "Refusal",
    "Retimed",
    "admit",
    "admit_many",
    "alter_screening",
    "ask_terminal",
    "begin_checkout",
    "begin_print",
    "block_seats",
    "cancel_group",
    "cancel_screening",
    "change_email",
    "change_price_list",
    "change_seat_map",
    "close_group_count",
    "confirm_group",
    "count_class",
    "ensure_signing_key",
    "exchange_after_change",
    "exchange_said",
    "exchange_tickets",
    "expire_options",
    "extend_hold",
    "give_option",
    "give_up",
    "hand_back",
    "hold_seats",
    "import_films",
    "import_week",
    "invoice_group",
    "keep_after_change",
    "keep_event",
    "keep_group_seats",
    "keep_seats_off",
    "mail_group_paper",
    "mail_lost_tickets",
    "mail_tickets",
    "merge_films",
    "move_screening",
    "record_print",
    "refund_after_change",
    "refund_again",
    "refund_tickets",
    "remind_options",
    "resend_tickets",
    "retime_film",
    "return_money",
    "rotate_signing_key",
    "save_group",
    "sell",
    "set_quotas",
    "settle",
    "settle_paid",
    "sweep_holds",
    "take_back_class",
    "terminal_said",
    "unblock_seats",
    "undo_admission",
]
