"""Writes of the room: each verb one transaction, the payment's row locked first."""

from ouvreuse.payments.actions.accounts import record_account_check, set_provider_account
from ouvreuse.payments.actions.drawers import close_shift, move_cash, open_shift
from ouvreuse.payments.actions.hearing import Stored, mark_processed, store_event, verify_event
from ouvreuse.payments.actions.paying import (
    Opening,
    begin_call,
    begin_opening,
    cancel_unsent,
    claim_unopened,
    create_payment,
    hear_terminal,
    note_answer,
    record_answer,
    record_end,
    renew_request,
)
from ouvreuse.payments.actions.refunding import (
    RefundAsked,
    note_refund_trouble,
    pay_back,
    record_foreign_refund,
    record_refund,
    request_failed_refunds_again,
    request_refund,
    request_refunds,
    requeue_refunds,
)

__all__ = [
    "Opening",
    "RefundAsked",
    "Stored",
    "begin_call",
    "begin_opening",
    "cancel_unsent",
    "claim_unopened",
    "close_shift",
    "create_payment",
    "hear_terminal",
    "mark_processed",
    "move_cash",
    "note_answer",
    "note_refund_trouble",
    "open_shift",
    "pay_back",
    "record_account_check",
    "record_answer",
    "record_end",
    "record_foreign_refund",
    "record_refund",
    "renew_request",
    "request_failed_refunds_again",
    "request_refund",
    "request_refunds",
    "requeue_refunds",
    "set_provider_account",
    "store_event",
    "verify_event",
]
