"""Stripe through its official library: hosted Checkout Sessions, refunds, signed events.

Deadlines of 2 s to connect and 6 s to answer (PAY-20). The library never retries by itself: a retry is ours,
 with the same idempotency key and the same body, both from a row committed before the call.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import quote
from uuid import UUID

import stripe

from ouvreuse.kernel.fault import fault
from ouvreuse.payments.errors import BadSignature, OutcomeUnknown, ProviderRefused, ProviderUnreachable
from ouvreuse.payments.providers.transport import Transport
from ouvreuse.payments.rules import (
    Answer,
    Balance,
    Credentials,
    Event,
    Owner,
    RefundAnswer,
    as_uuid,
    read_event,
)

P = ParamSpec("P")
R = TypeVar("R")
CONNECT_S, ANSWER_S = 2.0, 6.0
GLANCE_S = 1.5
TOLERANCE_S = 300
DEEP = ["payment_intent.latest_charge"]
WINDOW_S = 120
NOTHING_DONE = frozenset({401, 403, 409, 429})
REFUND_STATES = {"succeeded": "done", "failed": "failed", "canceled": "failed"}


def session_request(
    payment: UUID,
    *,
    amount: int,
    currency: str,
    name: str,
    language: str,
    expires_at: datetime,
    return_url: str,
    cancel_url: str,
    correlation_id: str,
) -> dict[str, Any]:
    """The body of a session, frozen with its row. ``amount`` in cents. Cards only: they answer at once."""
    tags = {"payment": str(payment), "correlation": correlation_id}
    product = {"currency": currency.lower(), "unit_amount": amount, "product_data": {"name": name}}
    return {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "line_items": [{"price_data": product, "quantity": 1}],
        "client_reference_id": str(payment),
        "metadata": tags,
        "payment_intent_data": {"metadata": tags},
        "locale": language,
        "expires_at": int(expires_at.timestamp()),
        "success_url": return_url,
        "cancel_url": cancel_url,
    }


def _spoken(call: Callable[P, R]) -> Callable[P, R]:
    """Turn the library's errors into the room's: did nothing, refused, or nobody knows."""

    @functools.wraps(call)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except stripe.StripeError as problem:
            raise _room_error(problem) from problem

    return wrapped


def _room_error(problem: stripe.StripeError) -> ProviderUnreachable | ProviderRefused:
    status = problem.http_status or 0
    if isinstance(problem, stripe.IdempotencyError) or status == 0 or status >= 500:
        return OutcomeUnknown(type(problem).__name__)
    if status in NOTHING_DONE:
        return ProviderUnreachable(problem.code or str(status))
    return ProviderRefused(problem.code or str(getattr(problem, "param", "") or status))


@functools.lru_cache(maxsize=16)
def _client(credentials: Credentials, *, answer: float = ANSWER_S) -> stripe.StripeClient:
    address: Any = {"base_addresses": {"api": credentials.api_base}} if credentials.api_base else {}
    transport = Transport(connect=min(CONNECT_S, answer), answer=answer)
    return stripe.StripeClient(
        credentials.secret_key, max_network_retries=0, http_client=transport, **address
    )


def _session(credentials: Credentials, method: str, path: str, **params: Any) -> Answer:
    """Call for a session and read the answer as it came: the library's object costs more than the call."""
    made = _client(credentials).raw_request(method, f"/v1/checkout/sessions{path}", **params)
    return _answer(cast(Any, made.data))


@_spoken
def create_session(credentials: Credentials, *, key: str, request: Mapping[str, Any]) -> Answer:
    """Open a session; the same key and body return the same one. Raises the ``Provider…`` errors."""
    made = _session(credentials, "post", "", idempotency_key=key, **request)
    fault("P3")
    return made


@_spoken
def retrieve_session(credentials: Credentials, *, ref: str) -> Answer:
    """What the provider says now of a session, its payment and its charge."""
    return _session(credentials, "get", f"/{quote(ref)}", expand=DEEP)


@_spoken
def expire_session(credentials: Credentials, *, ref: str) -> Answer:
    """End an open session. Raises ``ProviderRefused`` when it is complete, expired or being paid."""
    return _session(credentials, "post", f"/{quote(ref)}/expire", expand=DEEP)


@_spoken
def find_session(credentials: Credentials, *, payment: UUID, expires_at: datetime) -> Answer | None:
    """Look a session up by our own id, for when its key is forgotten or the answer to it was broken.

    It searches the sessions created from 33 to 29 minutes before the expiry that was asked for.
    """
    asked = int(expires_at.timestamp())
    created = {"gte": asked - 31 * 60 - WINDOW_S, "lte": asked - 31 * 60 + WINDOW_S}
    found = _client(credentials).v1.checkout.sessions.list(
        params={"limit": 100, "created": cast(Any, created), "expand": [f"data.{DEEP[0]}"]}
    )
    for session in found.auto_paging_iter():
        if session.client_reference_id == str(payment):
            return _answer(session.to_dict())
    return None


def _answer(session: Mapping[str, Any]) -> Answer:
    intent = session["payment_intent"]
    known: Mapping[str, Any] = intent if isinstance(intent, dict) else {}
    charge = known.get("latest_charge")
    taken = known["amount_received"] if known else session["amount_total"]
    status = _status(session, known)
    return Answer(
        status=status,
        ref=session["id"],
        intent=known["id"] if known else intent or "",
        url=session["url"] or "",
        captured=int(taken or 0) if status == "succeeded" else 0,
        refunded=charge["amount_refunded"] if isinstance(charge, dict) else 0,
        currency=(session["currency"] or "eur").upper(),
    )


def _status(session: Mapping[str, Any], intent: Mapping[str, Any]) -> str:
    """Money wins over words: a session that says expired while its payment succeeded is paid."""
    if session["payment_status"] == "paid" or intent.get("status") == "succeeded":
        return "succeeded"
    if intent.get("status") in ("processing", "requires_capture"):
        return "open"
    return "expired" if session["status"] == "expired" else "open"


@_spoken
def create_refund(credentials: Credentials, *, refund: UUID, intent: str, amount: int) -> RefundAnswer:
    """Give cents back; the refund's id is the key, so that asking twice gives back once."""
    made = _client(credentials).v1.refunds.create(
        params={"payment_intent": intent, "amount": amount, "metadata": {"refund": str(refund)}},
        options={"idempotency_key": f"refund:{refund}"},
    )
    return _refund_answer(made)


@_spoken
def list_refunds(credentials: Credentials, *, intent: str) -> list[RefundAnswer]:
    """All refunds of a payment, those made in the provider's own dashboard included."""
    found = _client(credentials).v1.refunds.list(params={"payment_intent": intent, "limit": 100})
    return [_refund_answer(refund) for refund in found.auto_paging_iter()]


def _refund_answer(refund: stripe.Refund) -> RefundAnswer:
    tags = refund.metadata
    return RefundAnswer(
        status=REFUND_STATES.get(refund.status or "", "pending"),
        ref=refund.id,
        amount=refund.amount,
        refund=as_uuid(tags["refund"]) if tags and "refund" in tags else None,
        error=str(getattr(refund, "failure_reason", None) or ""),
    )


@_spoken
def retrieve_balance(credentials: Credentials, *, currency: str) -> Balance:
    """What the provider holds in a currency; asked for a page that somebody waits for, so with a short deadline."""
    told: Any = _client(credentials, answer=GLANCE_S).raw_request("get", "/v1/balance").data
    available, pending = (
        sum(int(each["amount"]) for each in told[part] if each["currency"] == currency.lower())
        for part in ("available", "pending")
    )
    return Balance(available, pending, currency.upper())


@_spoken
def who_is(credentials: Credentials) -> Owner:
    """Whose key it is, and whether money may be taken for them. A restricted key may only know the sessions.

    Raises ``ProviderUnreachable`` ("401" or the provider's code) for a key it does not know.
    """
    client = _client(credentials)
    try:
        found: Any = client.raw_request("get", "/v1/account").data
    except stripe.PermissionError:
        client.v1.checkout.sessions.list(params={"limit": 1})
        return Owner("", "", can_charge=True)
    shown = (found.get("settings") or {}).get("dashboard") or {}
    name = shown.get("display_name") or (found.get("business_profile") or {}).get("name") or found["id"]
    return Owner(found["id"], str(name), can_charge=bool(found.get("charges_enabled")))


def verified_event(body: bytes, *, signature: str, secrets: tuple[str, ...]) -> Event:
    """The event, if one of the secrets signed these very bytes at most 300 s ago (T-15, PAY-18).

    The age is judged by the machine's clock, as the signature's time is the outside world's: it is no fact of
    the product. Raises ``BadSignature``.
    """
    problem: Exception | None = None
    for secret in filter(None, secrets):
        try:
            stripe.WebhookSignature.verify_header(body.decode(), signature, secret, TOLERANCE_S)
            return read_event(json.loads(body))
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError) as wrong:
            problem = wrong
    raise BadSignature(type(problem).__name__) from problem
