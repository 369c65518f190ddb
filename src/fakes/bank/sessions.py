"""Checkout Sessions: created, shown, paid, declined, expired."""

from typing import Any

from fakes.bank import templates
from fakes.bank.core import Bank, Json
from fakes.bank.errors import Refused, missing

SHORTEST_S, LONGEST_S = 30 * 60, 24 * 3600
SMALLEST_CENTS, LARGEST_CENTS = 50, 99_999_999
_COPIED = ("cancel_url", "client_reference_id", "customer_email", "locale", "submit_type", "success_url")


def create(bank: Bank, params: Json) -> Json:
    """An open session; its hosted page is at `url`."""
    _require(params)
    now = bank.now()
    items = [_line_item(item, index=index, now=now) for index, item in enumerate(params["line_items"])]
    total = sum(item["amount_total"] for item in items)
    currency = _one_currency(items)
    _check_total(total, currency)
    made = templates.session(
        created=now, expires_at=_expiry(bank, params, now), amount=total, currency=currency
    )
    made |= {name: params[name] for name in _COPIED if name in params}
    made["metadata"] = params.get("metadata") or {}
    made["allowed_payment_method_types"] = params.get("allowed_payment_method_types")
    if params.get("customer_email"):
        made["customer_details"] = templates.customer_details(params["customer_email"])
    made["url"] = f"{bank.public_url}/c/pay/{made['id']}"
    private = {"items": items, "intent_data": params.get("payment_intent_data") or {}}
    private |= bank.store.setting("next_session", {})
    with bank.store.transaction():
        bank.store.remember("next_session", {})
        bank.store.put(made, due=made["expires_at"], private=private)
    return made


def _require(params: Json) -> None:
    for name in ("line_items", "mode", "success_url"):
        if not params.get(name):
            raise Refused(code="parameter_missing", param=name, message=f"Missing required param: {name}.")
    if params["mode"] != "payment":
        raise Refused(param="mode", message="This bank only knows sessions of mode `payment`.")
    if params.get("allowed_payment_method_types", ["card"]) != ["card"]:
        raise Refused(param="allowed_payment_method_types", message="This bank only knows cards.")
    for name in ("success_url", "cancel_url"):
        if not str(params.get(name, "https://x")).startswith(("http://", "https://")):
            raise Refused(code="url_invalid", param=name, message="Not a valid URL")
    if len(params.get("metadata") or {}) > 50:
        raise Refused(param="metadata", message="Metadata can have at most 50 keys")


def _line_item(item: Json, *, index: int, now: int) -> Json:
    data = item.get("price_data")
    if data is None:
        ident = str(item.get("price", ""))
        raise missing(what="price", ident=ident, param=f"line_items[{index}][price]")
    path = f"line_items[{index}][price_data]"
    if "unit_amount" not in data or not data.get("product_data", {}).get("name"):
        raise Refused(code="parameter_missing", param=path, message=f"Missing required param: {path}.")
    amount, quantity = int(data["unit_amount"]), int(item.get("quantity", 1))
    if amount < 0 or quantity < 1:
        raise Refused(code="parameter_invalid_integer", param=path, message="Amounts must be positive")
    return templates.line_item(
        amount=amount,
        currency=data["currency"].lower(),
        quantity=quantity,
        name=data["product_data"]["name"],
        created=now,
        metadata=item.get("metadata") or {},
    )


def _one_currency(items: list[Json]) -> str:
    currencies = {item["currency"] for item in items}
    if len(currencies) != 1:
        raise Refused(param="line_items", message="All line items must have the same currency.")
    return str(currencies.pop())


def _check_total(total: int, currency: str) -> None:
    if total < SMALLEST_CENTS:
        raise Refused(
            code="amount_too_small",
            message=f"The Checkout Session's total amount due must add up to at least 0.50 {currency}",
        )
    if total > LARGEST_CENTS:
        raise Refused(code="amount_too_large", message="Amount must be no more than 999,999.99")


def _expiry(bank: Bank, params: Json, now: int) -> int:
    asked = int(params.get("expires_at", now + LONGEST_S))
    if bank.store.setting("any_expiry"):
        return min(max(asked, now + SHORTEST_S), now + LONGEST_S)
    if asked < now + SHORTEST_S:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise Refused(param="expires_at", message=message)
    if asked > now + LONGEST_S:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise Refused(param="expires_at", message=message)
    return asked


def get(bank: Bank, ident: str) -> Json:
    """The session as it is now: one past its time is expired first."""
    with bank.store.transaction():
        found = bank.store.get("checkout.session", ident)
        if found is None:
            raise missing(what="checkout.session", ident=ident, param="session")
        if found["status"] == "open" and found["expires_at"] <= bank.now():
            found = _expired(bank, found)
        return found


def items(bank: Bank, ident: str) -> list[Json]:
    """The lines of a session."""
    get(bank, ident)
    return list(bank.store.private(ident).get("items", []))


def expire(bank: Bank, ident: str) -> Json:
    """End an open session; refuses one that is complete, expired or being paid."""
    with bank.store.transaction():
        found = get(bank, ident)
        if found["status"] != "open":
            message = (
                'Only Checkout Sessions with a status in ["open"] can be expired. '
                f"This Checkout Session has a status of {found['status']}."
            )
            raise Refused(message=message, stored=True)
        if bank.store.private(ident).get("busy"):
            message = "This Checkout Session cannot be expired because a payment is being processed."
            raise Refused(message=message)
        return _expired(bank, found)


def _expired(bank: Bank, found: Json) -> Json:
    found |= {"status": "expired", "url": None}
    private = bank.store.private(found["id"])
    pays_after = private.get("expired_then_pays")
    if pays_after is None:
        _cancel_intent(bank, found)
    due = None if pays_after is None else bank.now() + int(pays_after)
    bank.store.put(found, due=due)
    bank.emit("checkout.session.expired", found)
    return found


def _cancel_intent(bank: Bank, found: Json) -> None:
    intent = bank.store.get("payment_intent", found["payment_intent"] or "")
    if intent is None or intent["status"] in ("succeeded", "canceled"):
        return
    intent |= {"status": "canceled", "canceled_at": bank.now(), "cancellation_reason": "automatic"}
    intent["next_action"] = None
    bank.store.put(intent)
    bank.emit("payment_intent.canceled", intent)


def payable(bank: Bank, found: Json) -> bool:
    """Whether the hosted page may still take money."""
    late = found["status"] == "expired" and "expired_then_pays" in bank.store.private(found["id"])
    return bool(found["status"] == "open" or late)


def pay(bank: Bank, ident: str, *, email: str | None = None, secure: bool = False) -> Json:
    """The payer's card is charged and the session is complete; a second time changes nothing."""
    return complete(bank, ident, email=email, secure=secure) or get(bank, ident)


def complete(bank: Bank, ident: str, *, email: str | None = None, secure: bool = False) -> Json | None:
    """As `pay`; None when this call has not completed the session: it was paid or expired before."""
    with bank.store.transaction():
        found = get(bank, ident)
        if not payable(bank, found):
            return None
        found["customer_details"] = templates.customer_details(found["customer_email"] or email)
        intent = _intent(bank, found)
        payer = found["customer_details"]["email"]
        charge = templates.charge(intent, created=bank.now(), email=payer, secure=secure)
        intent |= {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "latest_charge": charge["id"],
            "payment_method": charge["payment_method"],
            "last_payment_error": None,
            "next_action": None,
        }
        found |= {"status": "complete", "payment_status": "paid", "url": None}
        found["payment_intent"] = intent["id"]
        for changed in (charge, intent, found):
            bank.store.put(changed)
        bank.emit("charge.succeeded", charge)
        bank.emit("payment_intent.succeeded", intent)
        bank.emit("checkout.session.completed", found)
        return found


def decline(bank: Bank, ident: str, *, code: str = "card_declined") -> Json:
    """The payer's card is refused; the session stays open for another card."""
    with bank.store.transaction():
        found = get(bank, ident)
        if not payable(bank, found):
            return found
        intent = _intent(bank, found)
        charge = templates.charge(intent, created=bank.now(), email=None, secure=False, declined=code)
        intent |= {"status": "requires_payment_method", "latest_charge": charge["id"], "next_action": None}
        intent["last_payment_error"] = {
            "type": "card_error",
            "code": code,
            "charge": charge["id"],
            "decline_code": "generic_decline",
            "message": "Your card was declined.",
        }
        for changed in (charge, intent, found):
            bank.store.put(changed, due=found["expires_at"] if changed is found else None)
        bank.emit("charge.failed", charge)
        bank.emit("payment_intent.payment_failed", intent)
        return found


def challenge(bank: Bank, ident: str) -> Json:
    """The payer's bank asks for a second factor (3-D Secure)."""
    with bank.store.transaction():
        found = get(bank, ident)
        if payable(bank, found):
            intent = _intent(bank, found)
            back = f"{bank.public_url}/c/pay/{ident}/3ds"
            intent |= {"status": "requires_action", "payment_method": templates.new_id("pm")}
            intent["next_action"] = {
                "type": "redirect_to_url",
                "redirect_to_url": {"return_url": back, "url": back},
            }
            bank.store.put(intent)
            bank.store.put(found, due=found["expires_at"])
            bank.emit("payment_intent.requires_action", intent)
        return found


def _intent(bank: Bank, found: Json) -> Json:
    """The PaymentIntent of a session: made at the first attempt, as Stripe does."""
    known = bank.store.get("payment_intent", found["payment_intent"] or "")
    if known is not None:
        return known
    data = bank.store.private(found["id"]).get("intent_data", {})
    intent = templates.payment_intent(
        created=bank.now(),
        amount=found["amount_total"],
        currency=found["currency"],
        metadata=data.get("metadata") or {},
    )
    intent |= {name: data[name] for name in ("description", "receipt_email") if data.get(name)}
    found["payment_intent"] = intent["id"]
    bank.store.put(intent)
    bank.emit("payment_intent.created", intent)
    return intent


def sweep(bank: Bank) -> None:
    """Expire sessions past their time; let those pay that were told to pay after their expiry."""
    for ident in bank.store.due("checkout.session", bank.now()):
        before = bank.store.get("checkout.session", ident)
        if before is not None and before["status"] == "expired":
            pay(bank, ident)
        else:
            get(bank, ident)


def of_session(bank: Bank, found: Json, *, expand: list[str]) -> Json:
    """The session with the asked expansions."""
    shown: dict[str, Any] = dict(found)
    for path in expand:
        name, _, rest = path.partition(".")
        if name == "payment_intent":
            shown["payment_intent"] = _expand_intent(bank, found["payment_intent"], rest)
        elif name == "line_items":
            data = items(bank, found["id"])
            url = f"/v1/checkout/sessions/{found['id']}/line_items"
            shown["line_items"] = {"object": "list", "data": data, "has_more": False, "url": url}
        else:
            raise Refused(param="expand[0]", message=f"This property cannot be expanded ({path}).")
    return shown


def _expand_intent(bank: Bank, ident: str | None, rest: str) -> Json | None:
    intent = bank.store.get("payment_intent", ident or "")
    if intent is not None and rest == "latest_charge" and intent["latest_charge"]:
        intent["latest_charge"] = bank.store.get("charge", intent["latest_charge"])
    elif rest and rest != "latest_charge":
        raise Refused(param="expand[0]", message=f"This property cannot be expanded ({rest}).")
    return intent
