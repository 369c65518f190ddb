"""Refunds with real accounting: never more than the charge."""

from fakes.bank import templates
from fakes.bank.core import Bank, Json
from fakes.bank.errors import Refused, missing


def create(bank: Bank, params: Json) -> Json:
    """A refund, at once done, or pending or failing later when the setting `refund_mode` says so."""
    with bank.store.transaction():
        charge = _charge_of(bank, params)
        left = charge["amount"] - charge["amount_refunded"]
        if left == 0:
            message = f"Charge {charge['id']} has already been refunded."
            raise Refused(code="charge_already_refunded", message=message, stored=True)
        amount = int(params.get("amount", left))
        if amount < 1:
            message = "Invalid positive integer"
            raise Refused(code="parameter_invalid_integer", param="amount", message=message)
        if amount > left:
            message = (
                f"Refund amount ({_money(amount, charge)}) is greater than "
                f"unrefunded amount on charge ({_money(left, charge)})"
            )
            raise Refused(param="amount", message=message, stored=True)
        if bank.store.setting("paid_out", 0) and amount > balance(bank):
            message = "Insufficient funds in your Stripe balance to refund this amount."
            raise Refused(code="balance_insufficient", message=message)
        mode = bank.store.setting("refund_mode", "succeeded")
        made = templates.refund(
            charge,
            created=bank.now(),
            amount=amount,
            reason=params.get("reason"),
            metadata=params.get("metadata") or {},
            status="pending" if mode == "pending" else "succeeded",
        )
        bank.store.put(made)
        _account(bank, charge, amount)
        bank.emit("refund.created", made)
        bank.emit("charge.refunded", charge)
        return fail(bank, made["id"]) if mode == "failed" else made


def balance(bank: Bank) -> int:
    """Cents that refunds can be paid from: what was charged, less refunds and what went to the shop's own bank."""
    left = "json_extract(body, '$.amount_captured') - json_extract(body, '$.amount_refunded')"
    sql = f"SELECT coalesce(sum({left}), 0) FROM object WHERE kind = 'charge'"  # noqa: S608 - words of ours
    return int(bank.store.rows(sql)[0][0]) - int(bank.store.setting("paid_out", 0))


def _charge_of(bank: Bank, params: Json) -> Json:
    if not params.get("charge") and not params.get("payment_intent"):
        message = "One of the following params should be provided for this request: payment_intent or charge."
        raise Refused(message=message)
    ident = params.get("charge")
    if params.get("payment_intent"):
        intent = bank.store.get("payment_intent", params["payment_intent"])
        if intent is None:
            raise missing(what="payment_intent", ident=params["payment_intent"], param="payment_intent")
        if intent["status"] != "succeeded":
            message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
            raise Refused(code="payment_intent_unexpected_state", message=message, stored=True)
        ident = intent["latest_charge"]
    charge = bank.store.get("charge", str(ident))
    if charge is None or (params.get("charge") and params["charge"] != ident):
        raise missing(what="charge", ident=str(params.get("charge")), param="charge")
    if not charge["paid"]:
        raise Refused(message=f"Charge {ident} is not paid and cannot be refunded.", stored=True)
    return charge


def _account(bank: Bank, charge: Json, change: int) -> None:
    charge["amount_refunded"] += change
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    bank.store.put(charge)


def _money(cents: int, charge: Json) -> str:
    return f"{cents / 100:.2f} {charge['currency'].upper()}"


def get(bank: Bank, ident: str) -> Json:
    """The refund, or 404."""
    found = bank.store.get("refund", ident)
    if found is None:
        raise missing(what="refund", ident=ident, param="id")
    return found


def succeed(bank: Bank, ident: str) -> Json:
    """A pending refund arrives."""
    with bank.store.transaction():
        found = get(bank, ident)
        if found["status"] == "pending":
            found |= {"status": "succeeded", "balance_transaction": templates.new_id("txn")}
            bank.store.put(found)
            bank.emit("refund.updated", found)
        return found


def fail(bank: Bank, ident: str) -> Json:
    """The payer's bank sends the money back: the charge counts it as not refunded."""
    with bank.store.transaction():
        found = get(bank, ident)
        if found["status"] in ("pending", "succeeded"):
            charge = bank.store.get("charge", found["charge"])
            if charge is not None:
                _account(bank, charge, -found["amount"])
            found |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
            found["failure_balance_transaction"] = templates.new_id("txn")
            bank.store.put(found)
            bank.emit("refund.failed", found)
        return found
