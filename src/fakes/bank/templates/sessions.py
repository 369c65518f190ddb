"""A Checkout Session, its lines and what the payer left on its page."""

from fakes.bank.templates.common import NO_ADDRESS, Json, new_id

_SESSION_NULLS = [
    "after_expiration",
    "allow_promotion_codes",
    "billing_address_collection",
    "client_secret",
    "consent",
    "consent_collection",
    "currency_conversion",
    "customer",
    "customer_account",
    "collected_information",
    "discounts",
    "integration_identifier",
    "invoice",
    "managed_payments",
    "origin_context",
    "payment_link",
    "payment_method_configuration_details",
    "permissions",
    "recovered_from",
    "saved_payment_method_options",
    "setup_intent",
    "shipping_address_collection",
    "shipping_cost",
    "submit_type",
    "subscription",
    "wallet_options",
]


def session(*, created: int, expires_at: int, amount: int, currency: str) -> Json:
    """An open Checkout Session of mode payment."""
    return dict.fromkeys(_SESSION_NULLS) | {
        "id": new_id("cs_test", size=58),
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": None,
        "client_reference_id": None,
        "created": created,
        "currency": currency,
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer_creation": "if_required",
        "customer_details": None,
        "customer_email": None,
        "expires_at": expires_at,
        "invoice_creation": {"enabled": False, "invoice_data": _invoice_data()},
        "livemode": False,
        "locale": None,
        "metadata": {},
        "mode": "payment",
        "payment_intent": None,
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "success_url": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": None,
    }


def _invoice_data() -> Json:
    names = ("account_tax_ids", "custom_fields", "description", "footer", "issuer", "rendering_options")
    return dict.fromkeys(names) | {"metadata": {}}


def customer_details(email: str | None) -> Json:
    """What the payer left on the bank's page."""
    nulls = dict.fromkeys(("business_name", "individual_name", "name", "phone"))
    return nulls | {"address": dict(NO_ADDRESS), "email": email, "tax_exempt": "none", "tax_ids": []}


def line_item(*, amount: int, currency: str, quantity: int, name: str, created: int, metadata: Json) -> Json:
    """One line of a session; `amount` is the unit amount in cents."""
    total = amount * quantity
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": currency,
        "description": name,
        "metadata": metadata,
        "price": _price(amount=amount, currency=currency, created=created),
        "quantity": quantity,
    }


def _price(*, amount: int, currency: str, created: int) -> Json:
    nulls = ("custom_unit_amount", "lookup_key", "nickname", "recurring", "tiers_mode", "transform_quantity")
    return dict.fromkeys(nulls) | {
        "id": new_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": created,
        "currency": currency,
        "livemode": False,
        "metadata": {},
        "product": new_id("prod", size=14),
        "tax_behavior": "unspecified",
        "type": "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }
