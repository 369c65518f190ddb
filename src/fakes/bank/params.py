"""Refuses what Stripe would refuse: parameters are checked against the stripe library's own typed ones."""

import functools
import importlib
import sys
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

if "stripe" not in sys.modules and "requests" not in sys.modules:
    sys.modules["requests"] = None  # type: ignore[assignment] # the library would load it, for calls it never makes here
    try:
        importlib.import_module("stripe")
    finally:
        del sys.modules["requests"]

from stripe import params as published
from stripe._request_options import RequestOptions
from stripe.params import checkout

from fakes.bank.errors import Refused

CALLS: dict[str, Any] = {
    "account.retrieve": published.AccountRetrieveCurrentParams,
    "balance.retrieve": published.BalanceRetrieveParams,
    "sessions.create": checkout.SessionCreateParams,
    "sessions.retrieve": checkout.SessionRetrieveParams,
    "sessions.list": checkout.SessionListParams,
    "sessions.expire": checkout.SessionExpireParams,
    "sessions.line_items": checkout.SessionListLineItemsParams,
    "payment_intents.retrieve": published.PaymentIntentRetrieveParams,
    "payment_intents.list": published.PaymentIntentListParams,
    "payment_intents.cancel": published.PaymentIntentCancelParams,
    "charges.retrieve": published.ChargeRetrieveParams,
    "refunds.create": published.RefundCreateParams,
    "refunds.retrieve": published.RefundRetrieveParams,
    "refunds.list": published.RefundListParams,
    "events.retrieve": published.EventRetrieveParams,
    "events.list": published.EventListParams,
}
_OPTIONS = frozenset(RequestOptions.__annotations__)
_NAMES = {"StripeContext": object, "Mapping": Mapping, "Optional": typing.Optional}


@dataclass(frozen=True)
class Spec:
    """What one parameter may be: scalar types, allowed words, a structure below it."""

    scalars: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    struct: Any = None
    items: "Spec | None" = None
    free: bool = False
    empty: bool = False


@dataclass
class _Draft:
    scalars: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    struct: Any = None
    items: Spec | None = None
    free: bool = False


@functools.cache
def fields_of(struct: Any) -> dict[str, Spec]:
    """Parameter names of a typed dictionary of the library, with what each may be."""
    hints = typing.get_type_hints(struct, localns=_NAMES)
    return {name: _spec(hint) for name, hint in hints.items() if name not in _OPTIONS}


def _spec(hint: Any) -> Spec:
    draft = _Draft()
    _read(hint, draft)
    empty = "" in draft.words
    words = draft.words - {""}
    scalars = frozenset(draft.scalars - {"str"} if words else draft.scalars)
    return Spec(scalars, frozenset(words), draft.struct, draft.items, draft.free, empty)


def _read(hint: Any, draft: _Draft) -> None:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        for option in typing.get_args(hint):
            _read(option, draft)
    elif origin is typing.Literal:
        draft.words.update(str(word) for word in typing.get_args(hint))
    elif origin is list:
        draft.items = _spec(typing.get_args(hint)[0])
    elif origin is dict:
        draft.free = True
    elif typing.is_typeddict(hint) or hasattr(hint, "__required_keys__"):
        draft.struct = hint
    elif hint in (int, str, bool, float):
        draft.scalars.add(hint.__name__)


def check(call: str, params: dict[str, Any]) -> None:
    """Raises `Refused` for an unknown parameter, a wrong type, an unknown word or a missing required one."""
    _check_struct(CALLS[call], params, "")


def load() -> None:
    """Read every call's parameters now, so that a library that moved away is seen at start."""
    for struct in CALLS.values():
        fields_of(struct)


def _check_struct(struct: Any, value: dict[str, Any], prefix: str) -> None:
    known = fields_of(struct)
    for name, given in value.items():
        path = f"{prefix}[{name}]" if prefix else name
        if name not in known:
            message = f"Received unknown parameter: {path}"
            raise Refused(code="parameter_unknown", param=path, message=message)
        _check_value(known[name], given, path)
    for name in getattr(struct, "__required_keys__", ()):
        if name in known and name not in value:
            path = f"{prefix}[{name}]" if prefix else name
            raise Refused(code="parameter_missing", param=path, message=f"Missing required param: {path}.")


def _check_value(spec: Spec, given: Any, path: str) -> None:
    if given == "" and (spec.empty or spec.free):
        return
    if isinstance(given, list):
        if spec.items is None:
            raise Refused(param=path, message=f"Invalid {path}: must not be an array")
        for index, item in enumerate(given):
            _check_value(spec.items, item, f"{path}[{index}]")
    elif isinstance(given, dict):
        if spec.struct is not None:
            _check_struct(spec.struct, given, path)
        elif not spec.free:
            raise Refused(param=path, message="Invalid object")
    else:
        _check_scalar(spec, given, path)


def _check_scalar(spec: Spec, given: str, path: str) -> None:
    if spec.words and given in spec.words:
        return
    if "int" in spec.scalars:
        if not given.lstrip("-").isdigit():
            raise Refused(code="parameter_invalid_integer", param=path, message=f"Invalid integer: {given}")
    elif "bool" in spec.scalars:
        if given.lower() not in ("true", "false"):
            raise Refused(param=path, message=f"Invalid boolean: {given}")
    elif spec.words and "str" not in spec.scalars:
        message = f"Invalid {path}: must be one of {', '.join(sorted(spec.words))}"
        raise Refused(param=path, message=message)
    elif "str" not in spec.scalars and "float" not in spec.scalars:
        message = f"Invalid {'array' if spec.items else 'object'}"
        raise Refused(param=path, message=message)
    elif given == "":
        message = f"You passed an empty string for '{path}'."
        raise Refused(code="parameter_invalid_empty", param=path, message=message)
