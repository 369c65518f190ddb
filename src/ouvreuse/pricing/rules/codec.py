"""A price list to and from the JSON kept in its table: strict, without floats, the same both ways."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from ouvreuse.pricing.errors import PriceListInvalid

from .rates import Fee, PriceListVersion, RateRule, Supplement

T = TypeVar("T")


def to_json(version: PriceListVersion) -> dict[str, Any]:
    """The content as plain JSON values: all but the id, which is the row's.

    Every field is written, also at its default: should a default ever change, no version already sold may.
    """
    content = cast("dict[str, Any]", plain(version))
    del content["id"]
    return content


def from_json(id: int, content: Mapping[str, Any]) -> PriceListVersion:
    """The version `id` with that content. Raises `PriceListInvalid` with the path of the first fault."""
    if not isinstance(content, Mapping):
        raise PriceListInvalid(path="", problem="shape")
    return _record(PriceListVersion, {"id": id, **content}, "")


def item_to_json(item: RateRule | Supplement | Fee) -> dict[str, Any]:
    """A rate, a supplement or a fee as plain JSON values."""
    return cast("dict[str, Any]", plain(item))


def item_from_json(kind: str, content: object) -> RateRule | Supplement | Fee:
    """The item of that kind (rate, supplement or fee). Raises `PriceListInvalid`."""
    kinds: dict[str, type[RateRule | Supplement | Fee]] = {
        "rate": RateRule,
        "supplement": Supplement,
        "fee": Fee,
    }
    return _record(kinds[kind], content, kind)


def plain(value: object) -> object:
    """A value of a price list as JSON's plain types."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(cast("Any", value))}
    return value


def _record(kind: type[T], raw: object, path: str) -> T:
    if not isinstance(raw, Mapping):
        raise PriceListInvalid(path=path, problem="shape")
    hints = get_type_hints(kind)
    strange = set(raw) - set(hints)
    if strange:
        raise PriceListInvalid(path=_join(path, str(min(map(str, strange)))), problem="unknown")
    try:
        return kind(**{name: _value(hints[name], item, _join(path, name)) for name, item in raw.items()})
    except TypeError as missing:
        raise PriceListInvalid(path=path, problem="missing") from missing


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _value(kind: Any, raw: object, path: str) -> object:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(item for item in get_args(kind) if item is not type(None))
        return None if raw is None else _value(inner, raw, path)
    if origin is tuple:
        if not isinstance(raw, list | tuple):
            raise PriceListInvalid(path=path, problem="shape")
        inner = get_args(kind)[0]
        return tuple(_value(inner, item, f"{path}[{place}]") for place, item in enumerate(raw))
    if hasattr(kind, "__dataclass_fields__"):
        return _record(kind, raw, path)
    return _scalar(kind, raw, path)


def _scalar(kind: type, raw: object, path: str) -> object:
    try:
        if issubclass(kind, Enum) and isinstance(raw, str):
            return kind(raw)
        if kind is date and isinstance(raw, str):
            return date.fromisoformat(raw)
    except ValueError as wrong:
        raise PriceListInvalid(path=path, problem="value") from wrong
    if type(raw) is not kind:  # an exact type: True is no number of cents, nor is 9.5
        raise PriceListInvalid(path=path, problem="value")
    return raw
