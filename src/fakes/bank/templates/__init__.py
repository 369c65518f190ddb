"""The objects as Stripe shows them: every published field, at the value a plain card payment gives it."""

from fakes.bank.templates.common import API_VERSION, Json, event, new_id
from fakes.bank.templates.payments import charge, payment_intent, refund
from fakes.bank.templates.sessions import customer_details, line_item, session

__all__ = [
    "API_VERSION",
    "Json",
    "charge",
    "customer_details",
    "event",
    "line_item",
    "new_id",
    "payment_intent",
    "refund",
    "session",
]
