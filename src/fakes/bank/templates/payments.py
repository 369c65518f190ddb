"""Where money moves: a PaymentIntent, its charge, the charge's refunds."""

from fakes.bank.templates.common import NO_ADDRESS, Json, new_id

_INTENT_NULLS = [
    "application",
    "application_fee_amount",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "customer",
    "customer_account",
    "description",
    "excluded_payment_method_types",
    "last_payment_error",
    "latest_charge",
    "managed_payments",
    "next_action",
    "on_behalf_of",
    "payment_method",
    "payment_method_configuration_details",
    "processing",
    "receipt_email",
    "review",
    "setup_future_usage",
    "shipping",
    "source",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
]


def payment_intent(*, created: int, amount: int, currency: str, metadata: Json) -> Json:
    """A PaymentIntent waiting for a means of payment."""
    ident = new_id("pi")
    return dict.fromkeys(_INTENT_NULLS) | {
        "id": ident,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "client_secret": new_id(f"{ident}_secret"),
        "confirmation_method": "automatic",
        "created": created,
        "currency": currency,
        "livemode": False,
        "metadata": metadata,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }


_CHARGE_NULLS = [
    "application",
    "application_fee",
    "application_fee_amount",
    "balance_transaction",
    "customer",
    "description",
    "failure_balance_transaction",
    "failure_code",
    "failure_message",
    "on_behalf_of",
    "receipt_email",
    "receipt_number",
    "receipt_url",
    "review",
    "shipping",
    "source",
    "source_transfer",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
]


def charge(
    intent: Json, *, created: int, email: str | None, secure: bool, declined: str | None = None
) -> Json:
    """The charge of a PaymentIntent, taken or declined."""
    ident, taken = new_id("ch"), declined is None
    refunds = {"object": "list", "data": [], "has_more": False, "url": f"/v1/charges/{ident}/refunds"}
    return dict.fromkeys(_CHARGE_NULLS) | {
        "id": ident,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if taken else 0,
        "amount_refunded": 0,
        "balance_transaction": new_id("txn") if taken else None,
        "billing_details": {
            "address": dict(NO_ADDRESS), "email": email, "name": None, "phone": None, "tax_id": None,
        },
        "calculated_statement_descriptor": "DEMO",
        "captured": taken,
        "created": created,
        "currency": intent["currency"],
        "disputed": False,
        "failure_code": declined,
        "failure_message": "Your card was declined." if declined else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": _outcome(taken),
        "paid": taken,
        "payment_intent": intent["id"],
        "payment_method": new_id("pm"),
        "payment_method_details": {"card": _card(intent["amount"], secure=secure), "type": "card"},
        "refunded": False,
        "refunds": refunds,
        "status": "succeeded" if taken else "failed",
    }  # fmt: skip


def _outcome(taken: bool) -> Json:
    return {
        "advice_code": None if taken else "do_not_try_again",
        "network_advice_code": None,
        "network_decline_code": None if taken else "01",
        "network_status": "approved_by_network" if taken else "declined_by_network",
        "reason": None if taken else "generic_decline",
        "seller_message": "Payment complete." if taken else "The bank did not give a reason.",
        "type": "authorized" if taken else "issuer_declined",
    }


_CARD_NULLS = [
    "installments",
    "mandate",
    "network_transaction_id",
    "transaction_link_id",
    "wallet",
]
_SECURE_NULLS = [
    "electronic_commerce_indicator",
    "exemption_indicator",
    "result_reason",
]


def _card(amount: int, *, secure: bool) -> Json:
    checks = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}
    return dict.fromkeys(_CARD_NULLS) | {
        "amount_authorized": amount,
        "authorization_code": "123456",
        "brand": "visa",
        "checks": checks,
        "country": "FR",
        "exp_month": 12,
        "exp_year": 2034,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": "DEMODEMODEMODEMO",
        "funding": "credit",
        "incremental_authorization": {"status": "unavailable"},
        "last4": "3220" if secure else "4242",
        "multicapture": {"status": "unavailable"},
        "network": "visa",
        "network_token": {"used": False},
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": _three_d_secure() if secure else None,
    }


def _three_d_secure() -> Json:
    return dict.fromkeys(_SECURE_NULLS) | {
        "authentication_flow": "challenge",
        "result": "authenticated",
        "transaction_id": "00000000-0000-4000-8000-000000000000",
        "version": "2.2.0",
    }


def refund(
    charged: Json, *, created: int, amount: int, reason: str | None, metadata: Json, status: str
) -> Json:
    """A refund of a charge; `amount` in cents."""
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": new_id("txn") if status == "succeeded" else None,
        "charge": charged["id"],
        "created": created,
        "currency": charged["currency"],
        "customer": None,
        "customer_account": None,
        "destination_details": {
            "card": {"type": "refund" if status == "succeeded" else "pending"},
            "type": "card",
        },
        "metadata": metadata,
        "payment_intent": charged["payment_intent"],
        "payment_method": charged["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": status,
        "transfer_reversal": None,
    }
