"""Derives `bank/shapes.json` from Stripe's published example objects and the stripe library's own classes.

    python -m fakes.shapes PATH-TO-fixtures3.json

One row per field: `"resource": {"path": "types"}`. Types are JSON's, joined by `|`.
`?` after: it may be null. `~` before: known to the library but not in the example, so it may be absent.
The examples themselves are not kept.
"""

import builtins
import decimal
import json
import sys
import types
import typing
from pathlib import Path
from typing import Any

import stripe
from stripe import StripeObject

RESOURCES: dict[str, Any] = {
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "event": stripe.Event,
    "item": stripe.LineItem,
}
TABLE = Path(__file__).parent / "bank" / "shapes.json"
_SCALARS = {str: "string", int: "integer", bool: "boolean", float: "number", decimal.Decimal: "string"}
_KINDS = {kind.__name__: word for kind, word in _SCALARS.items()} | {"list": "array", "dict": "object"}
_PLAIN: dict[Any, str] = {
    **_SCALARS,
    list: "array",
    dict: "object",
    type(None): "null",
    typing.ClassVar: "classvar",
}
Rows = dict[str, str]


class _Names(dict[str, Any]):
    """The names an annotation may use; those imported for type checkers only are found in `stripe`."""

    def __init__(self, owner: Any) -> None:
        super().__init__(vars(sys.modules[owner.__module__]) | vars(owner))

    def __missing__(self, name: str) -> Any:
        return getattr(builtins, name, None) or getattr(stripe, name, StripeObject)


def table(examples: dict[str, Any]) -> dict[str, Rows]:
    """The rows of every resource the bank answers with."""
    return {name: _rows(examples[name], owner, "") for name, owner in RESOURCES.items()}


def _rows(example: dict[str, Any], owner: Any, prefix: str) -> Rows:
    hints = typing.get_type_hints(owner, localns=_Names(owner)) if owner is not None else {}
    rows: Rows = {}
    for name, value in sorted(example.items()):
        path = prefix + name
        kinds, inner = _read(hints.get(name))
        known = kinds - {"null"}
        if value is not None:
            expandable = {"string", "object"} <= known
            known = {"string", "object"} if expandable else {_KINDS[type(value).__name__]}
        nullable = value is None or "null" in kinds
        rows[path] = ("|".join(sorted(known)) or "any") + ("?" if nullable else "")
        if isinstance(value, dict) and path not in ("metadata", "data"):
            rows |= _rows(value, inner, f"{path}.")
    for name, hint in sorted(hints.items()):
        if name not in example and not name.startswith("_") and name not in vars(StripeObject):
            kinds, _ = _read(hint)
            rows[prefix + name] = "~" + ("|".join(sorted(kinds - {"null"})) or "any") + "?"
    return {path: row for path, row in rows.items() if "classvar" not in row}


def _read(hint: Any) -> tuple[set[str], Any]:
    """JSON types of an annotation, and the class of the object below it."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        kinds: set[str] = set()
        inner = None
        for option in typing.get_args(hint):
            more, below = _read(option)
            kinds, inner = kinds | more, inner or below
        return kinds, inner
    if origin is typing.Literal:
        return {_SCALARS[type(word)] for word in typing.get_args(hint)}, None
    if isinstance(origin or hint, type) and issubclass(origin or hint, StripeObject):
        return {"object"}, None if origin or hint is StripeObject else hint
    word = _PLAIN.get(origin or hint)
    return ({word} if word else set()), None


def main() -> None:
    """Write the table anew."""
    examples = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["resources"]
    TABLE.write_text(json.dumps(table(examples), indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
