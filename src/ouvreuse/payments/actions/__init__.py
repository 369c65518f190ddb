"""Writes of the room: each verb one transaction, the payment's row locked first."""

from ouvreuse.payments.actions.hearing import Stored, mark_processed, store_event, verify_event
from ouvreuse.payments.actions.paying import (
    Opening,
    begin_call,
    begin_opening,
    cancel_unsent,
    claim_unopened,
    create_payment,
    note_answer,
    record_answer,
    record_end,
    renew_request,
)
from ouvreuse.payments.actions.refunding import (
    note_refund_trouble,
    record_foreign_refund,
    record_refund,
    request_failed_refunds_again,
    request_refund,
    requeue_refunds,
)

__all__ = [
    "Opening",
    "Stored",
    "begin_call",
    "begin_opening",
    "cancel_unsent",
    "claim_unopened",
    "create_payment",
    "mark_processed",
    "note_answer",
    "note_refund_trouble",
    "record_answer",
    "record_end",
    "record_foreign_refund",
    "record_refund",
    "renew_request",
    "request_failed_refunds_again",
    "request_refund",
    "requeue_refunds",
    "store_event",
    "verify_event",
]
