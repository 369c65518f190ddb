"""A screening one has tickets for has changed: what was, what is, and the answer by one click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ouvreuse.booking.queries import OrderView, ScreeningFacts
from ouvreuse.booking.queries.notices import NoticeView, notices_of
from ouvreuse.booking.queries.placing import ExchangeOption, exchange_options
from ouvreuse.kernel import clock

SHOWN = 4


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """A change as its buyer reads it. ``open``: one may still answer; ``options``: what one may exchange for."""

    id: int
    kind: str
    reason: str
    zone: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    answer: str
    until: datetime | None
    refund_at: datetime | None
    open: bool
    older: bool
    options: tuple[ExchangeOption, ...]

    @property
    def first_options(self) -> tuple[ExchangeOption, ...]:
        """Those shown at once."""
        return self.options[:SHOWN]

    @property
    def more_options(self) -> tuple[ExchangeOption, ...]:
        """Those one asks for."""
        return self.options[SHOWN:]


def change_notices(view: OrderView) -> tuple[ChangeNotice, ...]:
    """The changes that touch an order, those still to be answered with what can be chosen."""
    facts = {show.facts.id: show.facts for show in view.shows}
    return tuple(
        _notice(view, found, facts[found.change.screening])
        for found in notices_of(view.id)
        if found.change.screening in facts
    )


def _notice(view: OrderView, found: NoticeView, show: ScreeningFacts) -> ChangeNotice:
    change, now = found.change, clock.now()
    unused = [t for t in view.tickets if t.screening == show.id and t.valid and t.admitted_at is None]
    used = any(t.admitted_at for t in view.tickets if t.screening == show.id)
    is_open = found.open_at(now) and bool(unused) and not used
    return ChangeNotice(
        id=found.id,
        kind=change.kind,
        reason=change.reason,
        zone=show.zone,
        before=_instants(change.before),
        after=_instants(change.after),
        answer=found.answer,
        until=change.refund_until,
        refund_at=change.refund_at,
        open=is_open,
        older=change.before.get("classification") != change.after.get("classification"),
        options=tuple(exchange_options(view.id, screening=show.id)) if is_open else (),
    )


def _instants(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: datetime.fromisoformat(value) if key.endswith("_at") and isinstance(value, str) else value
        for key, value in facts.items()
    }
