"""The next version of a list while it is written: a document with a counter, changed by whoever has the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock
from ouvreuse.pricing.actions.lists import dated, locked, publish
from ouvreuse.pricing.errors import DraftMoved, DraftUnknown
from ouvreuse.pricing.models import PriceListDraft
from ouvreuse.pricing.queries import school_holidays
from ouvreuse.pricing.rules import PriceListVersion, from_json, to_json


@transaction.atomic
def start_draft(price_list: int, *, content: PriceListVersion, actor: int | None = None) -> bool:
    """Begin to write the next version from this content; False when somebody has begun already, which stays.

    Raises `PriceListUnknown`, `PriceListInvalid`.
    """
    row = locked(price_list)
    _, fresh = PriceListDraft.objects.get_or_create(
        price_list=row,
        defaults={
            "content": to_json(dated(content, cinema=row.cinema_id)),
            "edited_at": clock.now(),
            "edited_by_id": actor,
        },
    )
    return fresh


@transaction.atomic
def save_draft(
    price_list: int,
    *,
    change: Callable[[PriceListVersion], PriceListVersion],
    actor: int | None = None,
) -> int:
    """Put a change into the draft as it stands now; returns its counter.

    `change` is given the content, with the school holidays as they are known now, and answers the new one; what
    it raises, and `PriceListInvalid`, leaves the draft as it was. Raises `DraftUnknown` when there is none.
    """
    row = locked(price_list)
    draft = PriceListDraft.objects.select_for_update().filter(price_list=row).first()
    if draft is None:
        raise DraftUnknown(price_list=row.name)
    known = replace(from_json(0, draft.content), holidays=school_holidays(row.cinema_id))
    content = to_json(dated(change(known), cinema=row.cinema_id))
    if content != draft.content:
        draft.content, draft.counter = content, draft.counter + 1
        draft.edited_at, draft.edited_by_id = clock.now(), actor
        draft.save(update_fields=["content", "counter", "edited_at", "edited_by"])
    return draft.counter


@transaction.atomic
def publish_draft(
    price_list: int,
    *,
    counter: int,
    valid_from: datetime | None = None,
    actor: int | None = None,
    actor_label: str = "cli",
) -> int:
    """Make the draft a version (see `publish`) and end it; returns the version's id.

    `counter`: the state of the draft that was read. Raises `DraftMoved` when a colleague changed it since,
    `DraftUnknown`, `PriceListInvalid`, `PublicationPast`.
    """
    row = locked(price_list)
    draft = PriceListDraft.objects.select_for_update().filter(price_list=row).first()
    if draft is None:
        raise DraftUnknown(price_list=row.name)
    if draft.counter != counter:
        raise DraftMoved(price_list=row.name)
    version = publish(
        row, from_json(0, draft.content), valid_from=valid_from, actor=actor, actor_label=actor_label
    )
    draft.delete()
    return version


@transaction.atomic
def discard_draft(
    price_list: int, *, counter: int, actor: int | None = None, actor_label: str = "cli"
) -> PriceListVersion:
    """Throw the draft away; returns what it said. Raises `DraftMoved`, `DraftUnknown`."""
    row = locked(price_list)
    draft = PriceListDraft.objects.select_for_update().filter(price_list=row).first()
    if draft is None:
        raise DraftUnknown(price_list=row.name)
    if draft.counter != counter:
        raise DraftMoved(price_list=row.name)
    content = from_json(0, draft.content)
    draft.delete()
    accounts.record(
        "discard_price_draft",
        subject=f"price_list:{row.id}",
        actor=actor,
        actor_label=actor_label,
        cinema=row.cinema_id,
        facts={"code": row.code, "counter": counter},
    )
    return content
