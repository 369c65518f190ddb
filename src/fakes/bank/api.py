"""The JSON API under `/v1/`: key, version, parameters, idempotency, delay and faults, in Stripe's order."""

import base64
import binascii
import hashlib
import operator
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fakes.bank import form, params, refunds, sessions, templates
from fakes.bank.core import Bank, Cause, Fault, Json, cause
from fakes.bank.errors import Refused, missing
from fakes.wire import Reply, Request, as_json

_VERSION = re.compile(r"^\d{4}-\d{2}-\d{2}(\.[a-z_]+)?$")


@dataclass(frozen=True)
class Call:
    """One API call: its name, the ids in its path, its parameters, and what does it."""

    name: str
    ids: tuple[str, ...]
    params: Json
    act: "Callable[[Bank, Call], Json]"
    request_id: str
    api_key: str


def _expand(call: Call) -> list[str]:
    return [str(path) for path in call.params.get("expand", [])]


def _create_session(bank: Bank, call: Call) -> Json:
    return sessions.of_session(bank, sessions.create(bank, call.params), expand=_expand(call))


def _retrieve_session(bank: Bank, call: Call) -> Json:
    return sessions.of_session(bank, sessions.get(bank, call.ids[0]), expand=_expand(call))


def _expire_session(bank: Bank, call: Call) -> Json:
    return sessions.of_session(bank, sessions.expire(bank, call.ids[0]), expand=_expand(call))


def _list(bank: Bank, call: Call, kind: str, url: str, *equal: str) -> Json:
    limit = int(call.params.get("limit", 10))
    if not 1 <= limit <= 100:
        message = f"Invalid integer: {limit}"
        raise Refused(code="parameter_invalid_integer", param="limit", message=message)
    wanted = {name: call.params[name] for name in equal if name in call.params}
    if wanted or "created" in call.params:
        found = [one for one in bank.store.find(kind, **wanted) if _in_time(one, call.params.get("created"))]
    else:
        after, before = call.params.get("starting_after"), call.params.get("ending_before")
        found = bank.store.page(kind, limit=limit + 1, after=after, before=before)
    return {"object": "list", "data": found[:limit], "has_more": len(found) > limit, "url": url}


_BOUNDS = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}


def _in_time(found: Json, created: Any) -> bool:
    """Whether an object was created within Stripe's range of seconds, or at that second."""
    if created is None:
        return True
    if isinstance(created, dict):
        return all(_BOUNDS[name](found["created"], int(bound)) for name, bound in created.items())
    return bool(found["created"] == int(created))


def _list_sessions(bank: Bank, call: Call) -> Json:
    answer = _list(bank, call, "checkout.session", "/v1/checkout/sessions", "payment_intent", "status")
    expand = [path.removeprefix("data.") for path in _expand(call)]
    answer["data"] = [sessions.of_session(bank, found, expand=expand) for found in answer["data"]]
    return answer


def _list_events(bank: Bank, call: Call) -> Json:
    answer = _list(bank, call, "event", "/v1/events")
    kinds = call.params.get("types") or ([call.params["type"]] if call.params.get("type") else [])
    if kinds:
        answer["data"] = [event for event in answer["data"] if event["type"] in kinds]
    return answer


def _line_items(bank: Bank, call: Call) -> Json:
    url = f"/v1/checkout/sessions/{call.ids[0]}/line_items"
    return {"object": "list", "data": sessions.items(bank, call.ids[0]), "has_more": False, "url": url}


def _plain(kind: str, param: str) -> Callable[[Bank, Call], Json]:
    def read(bank: Bank, call: Call) -> Json:
        found = bank.store.get(kind, call.ids[0])
        if found is None:
            raise missing(what=kind, ident=call.ids[0], param=param)
        if kind == "payment_intent" and "latest_charge" in _expand(call) and found["latest_charge"]:
            found["latest_charge"] = bank.store.get("charge", found["latest_charge"])
        return found

    return read


def _cancel_intent(bank: Bank, call: Call) -> Json:
    """Stripe cancels no PaymentIntent of a Checkout Session: the session is expired instead."""
    found = _plain("payment_intent", "intent")(bank, call)
    if found["status"] in ("succeeded", "canceled"):
        message = f"You cannot cancel this PaymentIntent because it has a status of {found['status']}."
        raise Refused(code="payment_intent_unexpected_state", message=message, stored=True)
    message = "You cannot cancel a PaymentIntent of a Checkout Session. Expire the Checkout Session instead."
    raise Refused(message=message, stored=True)


def _account(bank: Bank, call: Call) -> Json:
    """Whose key it is: one business for each key."""
    ident = f"acct_{hashlib.sha256(call.api_key.encode()).hexdigest()[:16]}"
    return {
        "id": ident,
        "object": "account",
        "business_profile": {"name": "Cinéma d’essai", "url": None},
        "charges_enabled": "_nocharge" not in call.api_key,
        "country": "FR",
        "default_currency": "eur",
        "details_submitted": True,
        "payouts_enabled": True,
        "settings": {"dashboard": {"display_name": "Cinéma d’essai", "timezone": "Europe/Paris"}},
        "type": "standard",
    }


def _balance(bank: Bank, call: Call) -> Json:
    """What is left of the charges after refunds and what was paid out: the order `paid_out` says how much."""

    def part(cents: int) -> list[Json]:
        return [{"amount": cents, "currency": "eur", "source_types": {"card": cents}}]

    return {
        "object": "balance", "available": part(refunds.balance(bank)), "livemode": False, "pending": part(0),
    }  # fmt: skip


_ROUTES: list[tuple[str, str, str, Callable[[Bank, Call], Json]]] = [
    ("GET", r"/v1/account", "account.retrieve", _account),
    ("GET", r"/v1/balance", "balance.retrieve", _balance),
    ("POST", r"/v1/checkout/sessions", "sessions.create", _create_session),
    ("GET", r"/v1/checkout/sessions", "sessions.list", _list_sessions),
    ("GET", r"/v1/checkout/sessions/([^/]+)", "sessions.retrieve", _retrieve_session),
    ("POST", r"/v1/checkout/sessions/([^/]+)/expire", "sessions.expire", _expire_session),
    ("GET", r"/v1/checkout/sessions/([^/]+)/line_items", "sessions.line_items", _line_items),
    (
        "GET", r"/v1/payment_intents", "payment_intents.list",
        lambda bank, call: _list(bank, call, "payment_intent", "/v1/payment_intents"),
    ),
    ("GET", r"/v1/payment_intents/([^/]+)", "payment_intents.retrieve", _plain("payment_intent", "intent")),
    ("POST", r"/v1/payment_intents/([^/]+)/cancel", "payment_intents.cancel", _cancel_intent),
    ("GET", r"/v1/charges/([^/]+)", "charges.retrieve", _plain("charge", "id")),
    ("POST", r"/v1/refunds", "refunds.create", lambda bank, call: refunds.create(bank, call.params)),
    (
        "GET", r"/v1/refunds", "refunds.list",
        lambda bank, call: _list(bank, call, "refund", "/v1/refunds", "payment_intent", "charge"),
    ),
    ("GET", r"/v1/refunds/([^/]+)", "refunds.retrieve", lambda bank, call: refunds.get(bank, call.ids[0])),
    ("GET", r"/v1/events", "events.list", _list_events),
    ("GET", r"/v1/events/([^/]+)", "events.retrieve", _plain("event", "id")),
]  # fmt: skip
_COMPILED = [(method, re.compile(pattern + r"$"), name, act) for method, pattern, name, act in _ROUTES]


def answer(bank: Bank, request: Request) -> Reply:
    """Answer one API request, with the delay and the faults that were ordered."""
    ident = templates.new_id("req", size=14)
    pause = bank.delay.seconds() / 2
    time.sleep(pause)
    try:
        reply = _authenticated(bank, request, ident)
    except Refused as refused:
        reply = as_json(refused.body, status=refused.status)
    time.sleep(pause)
    headers = {
        "Request-Id": ident,
        "Stripe-Version": request.headers.get("stripe-version", templates.API_VERSION),
    }
    return Reply(reply.status, reply.body, reply.type, headers | reply.headers, reply.cut)


def _authenticated(bank: Bank, request: Request, ident: str) -> Reply:
    key = _api_key(request)
    version = request.headers.get("stripe-version", "")
    if version and not _VERSION.match(version):
        raise Refused(message=f"Invalid Stripe API version: {version}")
    for method, pattern, name, act in _COMPILED:
        match = pattern.match(request.path)
        if match and method == request.method:
            text = request.body.decode("utf-8") if method == "POST" else request.query
            call = Call(name, match.groups(), form.decode(text), act, ident, key)
            return _with_faults(bank, request, call)
    message = f"Unrecognized request URL ({request.method}: {request.path})."
    raise Refused(status=404, message=message)


def _api_key(request: Request) -> str:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            value = base64.b64decode(value).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            value = ""
    value = value.strip()
    if not value:
        message = "You did not provide an API key. Use the Authorization header: 'Bearer YOUR_SECRET_KEY'."
        raise Refused(status=401, message=message)
    if not value.startswith(("sk_test_", "rk_test_")) or "_unknown" in value:
        shown = value[:8] + "*" * 8
        raise Refused(
            status=401, message=f"Invalid API Key provided: {shown}. This bank takes test keys only."
        )
    return value


def _with_faults(bank: Bank, request: Request, call: Call) -> Reply:
    fault = bank.take_fault(call.name)
    if fault is None:
        return _kept(bank, request, call)
    time.sleep(fault.seconds)
    if fault.do == "cut":
        return Reply(cut=True)
    if fault.do == "status":
        return _faulty(bank, request, call, fault)
    reply = _kept(bank, request, call)
    if fault.do == "act_then_cut":
        return Reply(cut=True)
    if fault.do == "act_then_status":
        raise fault.refusal()
    return reply


def _faulty(bank: Bank, request: Request, call: Call, fault: Fault) -> Reply:
    refused = fault.refusal()
    given = request.headers.get("idempotency-key")
    if given and refused.stored:
        reply = as_json(refused.body, status=refused.status)
        _store_answer(bank, _key(given, call.api_key), _fingerprint(request), reply, "")
    raise refused


def _fingerprint(request: Request) -> str:
    text = f"{request.method} {request.path}\n".encode() + request.body
    return hashlib.sha256(text).hexdigest()


def _key(given: str, api_key: str) -> str:
    return hashlib.sha256(f"{api_key}\n{given}".encode()).hexdigest()


def _kept(bank: Bank, request: Request, call: Call) -> Reply:
    """Act once per idempotency key, and answer a repeated one with what was stored."""
    given = request.headers.get("idempotency-key")
    if request.method != "POST" or given is None:
        params.check(call.name, call.params)
        return as_json(_acting(bank, call, Cause(call.request_id)))
    if not 1 <= len(given) <= 255:
        raise Refused(kind="idempotency_error", message="Idempotency keys can be up to 255 characters long.")
    key, fingerprint = _key(given, call.api_key), _fingerprint(request)
    with bank.store.transaction():
        known = _claim(bank, key, fingerprint)
        if known is not None:
            return known
        try:
            params.check(call.name, call.params)
            reply = as_json(
                _acting(bank, call, Cause(call.request_id, given)), headers={"Idempotency-Key": given}
            )
        except Refused as refused:
            if not refused.stored:
                raise
            reply = as_json(refused.body, status=refused.status, headers={"Idempotency-Key": given})
        _store_answer(bank, key, fingerprint, reply, call.request_id)
    return reply


def _acting(bank: Bank, call: Call, why: Cause) -> Json:
    token = cause.set(why)
    try:
        return call.act(bank, call)
    finally:
        cause.reset(token)


def _claim(bank: Bank, key: str, fingerprint: str) -> Reply | None:
    """The stored answer of this key, None for a new one; another body under a known key is refused."""
    sql = "SELECT fingerprint, status, body, request_id FROM answer WHERE key = ?"
    rows = bank.store.rows(sql, key)
    if not rows:
        return None
    known, status, body, request_id = rows[0]
    if known != fingerprint:
        message = (
            "Keys for idempotent requests can only be used with the same parameters they were first used"
            " with. Try using a key other than the one given if you meant to execute a different request."
        )
        raise Refused(kind="idempotency_error", message=message)
    headers = {"Idempotent-Replayed": "true", "Original-Request": request_id}
    return Reply(status, body.encode(), "application/json", headers)


def _store_answer(bank: Bank, key: str, fingerprint: str, reply: Reply, ident: str) -> None:
    sql = "INSERT OR IGNORE INTO answer (key, fingerprint, status, body, request_id) VALUES (?, ?, ?, ?, ?)"
    bank.store.run(sql, key, fingerprint, reply.status, reply.body.decode(), ident)
