"""`/_control`: what tests and the demonstration may order the bank to do, as JSON.

GET shows the state. POST takes an object of orders:
  any_expiry true (a session's end outside the allowed range is brought into it: the demonstration sells
  its past so) · delay {"median_ms", "p99_ms", "seed"} · clock_offset_s n
  webhook {"url", "secret", "events" (all if absent)}
  webhooks {"hold", "duplicate", "shuffle", "drop", "delay_s"} · flush true (send what is held)
  redeliver "evt_…" or "all" · forget_faults true
  faults [{"call": "sessions.create", "do": "delay|cut|act_then_cut|status|act_then_status",
           "count", "seconds", "status", "code", "message", "stored"}]
  pay / decline / challenge / authorise "cs_…" · busy {"session", "on"}
  expired_then_pays {"session": "cs_…" or "next", "after_s"}
  refund_mode "succeeded|pending|failed" · succeed_refund / fail_refund "re_…"
  dashboard_refund {"payment_intent", "amount"} · paid_out cents (no longer in the balance, from which refunds go)
"""

import json
from collections.abc import Callable
from typing import Any

from fakes.bank import refunds, sessions
from fakes.bank.core import Bank, Delay, Fault, Json
from fakes.bank.errors import Refused
from fakes.wire import Reply, Request, as_json

_DOINGS = ("delay", "cut", "act_then_cut", "status", "act_then_status")


def answer(bank: Bank, request: Request) -> Reply:
    """Obey; a JSON content type is required so that no foreign page can post here."""
    if request.method == "GET":
        return as_json(state(bank))
    if not request.headers.get("content-type", "").startswith("application/json"):
        return as_json({"error": "send application/json"}, status=415)
    try:
        return as_json({name: obey(bank, name, value) for name, value in json.loads(request.body).items()})
    except Refused as refused:
        return as_json(refused.body, status=refused.status)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return as_json({"error": f"bad order: {error!r}"}, status=400)


def state(bank: Bank) -> Json:
    """What the bank is set to, and what it has done so far."""
    count = bank.store.rows("SELECT kind, count(*) FROM object GROUP BY kind")
    waiting = bank.store.rows("SELECT count(*) FROM delivery WHERE done = 0")[0][0]
    return {
        "now": bank.now(),
        "objects": dict(count),
        "undelivered": waiting,
        "delay": {"median_ms": bank.delay.median_ms, "p99_ms": bank.delay.p99_ms},
        "faults": [vars(fault) for fault in bank.faults if fault.count > 0],
        "webhooks": bank.store.setting("webhooks", {}),
        "refund_mode": bank.store.setting("refund_mode", "succeeded"),
    }


def obey(bank: Bank, name: str, value: Any) -> Any:
    """Carry out one order (the list is in this module's own description)."""
    order = _ORDERS.get(name)
    if order is None:
        raise ValueError(name)
    return order(bank, value)


def _delay(bank: Bank, value: Json) -> str:
    bank.delay = Delay(float(value["median_ms"]), float(value.get("p99_ms", 0)), value.get("seed"))
    return "set"


def _faults(bank: Bank, value: list[Json]) -> int:
    made = [Fault(**order) for order in value]
    if any(fault.do not in _DOINGS for fault in made):
        raise ValueError(_DOINGS)
    bank.faults += made
    return len(made)


def _forget_faults(bank: Bank, _: Any) -> str:
    bank.faults.clear()
    return "forgotten"


def _setting(name: str) -> Callable[[Bank, Any], Any]:
    def remember(bank: Bank, value: Any) -> Any:
        bank.store.remember(name, value)
        return value

    return remember


def _flush(bank: Bank, _: Any) -> str:
    bank.store.run("UPDATE delivery SET held = 0 WHERE held = 1")
    bank.wake.set()
    return "sent"


def _redeliver(bank: Bank, value: str) -> int:
    events = [value] if value != "all" else [event["id"] for event in bank.store.find("event")][::-1]
    for event in events:
        bank.store.run("INSERT INTO delivery (event) VALUES (?)", event)
    bank.wake.set()
    return len(events)


def _expired_then_pays(bank: Bank, value: Json) -> str:
    mark = {"expired_then_pays": int(value.get("after_s", 0))}
    if value["session"] == "next":
        bank.store.remember("next_session", mark)
    else:
        _mark(bank, value["session"], mark)
    return "set"


def _busy(bank: Bank, value: Json) -> str:
    _mark(bank, value["session"], {"busy": bool(value.get("on", True))})
    return "set"


def _mark(bank: Bank, ident: str, mark: Json) -> None:
    with bank.store.transaction():
        found = sessions.get(bank, ident)
        due = found["expires_at"] if found["status"] == "open" else None
        bank.store.put(found, due=due, private=bank.store.private(ident) | mark)


def _dashboard_refund(bank: Bank, value: Json) -> Json:
    return refunds.create(bank, {name: str(given) for name, given in value.items()})


_ORDERS: dict[str, Callable[[Bank, Any], Any]] = {
    "delay": _delay,
    "any_expiry": _setting("any_expiry"),
    "clock_offset_s": _setting("clock_offset_s"),
    "webhook": _setting("hook"),
    "webhooks": _setting("webhooks"),
    "refund_mode": _setting("refund_mode"),
    "paid_out": _setting("paid_out"),
    "flush": _flush,
    "redeliver": _redeliver,
    "faults": _faults,
    "forget_faults": _forget_faults,
    "pay": sessions.pay,
    "decline": sessions.decline,
    "challenge": sessions.challenge,
    "authorise": lambda bank, ident: sessions.pay(bank, ident, secure=True),
    "busy": _busy,
    "expired_then_pays": _expired_then_pays,
    "succeed_refund": refunds.succeed,
    "fail_refund": refunds.fail,
    "dashboard_refund": _dashboard_refund,
}
