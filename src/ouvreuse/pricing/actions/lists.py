"""Price lists: made, named, retired, and given versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock
from ouvreuse.pricing.errors import (
    LastPriceList,
    PriceListTaken,
    PriceListUnknown,
    PublicationPast,
)
from ouvreuse.pricing.models import PriceList
from ouvreuse.pricing.models import PriceListVersion as VersionRow
from ouvreuse.pricing.queries import school_holidays
from ouvreuse.pricing.rules import (
    PriceListVersion,
    differences,
    from_json,
    speaks_of_holidays,
    to_json,
)


@transaction.atomic
def publish_price_list(
    code: str,
    *,
    cinema: int,
    name: str,
    content: PriceListVersion,
    valid_from: datetime | None = None,
    actor: int | None = None,
    actor_label: str = "cli",
) -> int:
    """Give the list of that code a new version; returns the version's id.

    Publishing what already stands changes nothing and returns its id. Screenings and holds keep the version
    they have. The id inside `content` plays no part. `valid_from`: see `publish`. Raises `PriceListInvalid`,
    `PublicationPast`.
    """
    PriceList.objects.get_or_create(cinema_id=cinema, code=code, defaults={"name": name})
    row = PriceList.objects.select_for_update().get(cinema_id=cinema, code=code)
    if row.name != name:
        row.name = name
        row.save(update_fields=["name"])
    return publish(row, content, valid_from=valid_from, actor=actor, actor_label=actor_label)


def publish(
    row: PriceList,
    content: PriceListVersion,
    *,
    valid_from: datetime | None,
    actor: int | None,
    actor_label: str,
) -> int:
    """The next version of a locked list, in its caller's transaction (inner).

    It serves screenings that start from `valid_from` on, by default from now; the first one of a list serves
    all. The school holidays it speaks of are written into it. Raises `PriceListInvalid`, `PublicationPast`.
    """
    now = clock.now()
    if valid_from is not None and valid_from <= now:
        raise PublicationPast(at=valid_from)
    content = dated(content, cinema=row.cinema_id)
    from_json(0, to_json(content))
    newest = row.versions.order_by("-number").first()
    starts = (valid_from or now) if newest else None
    served = _serving(row, starts)
    before = from_json(served.id, served.content) if served else None
    if served is not None and before is not None and replace(before, id=0) == replace(content, id=0):
        return served.id
    version = VersionRow.objects.create(
        price_list=row,
        number=newest.number + 1 if newest else 1,
        content=to_json(content),
        created_at=now,
        valid_from=starts,
        created_by_id=actor,
    )
    changes = [change.as_facts() for change in differences(before, content)] if before else []
    _record(
        "publish_price_list", row, actor, actor_label,
        code=row.code, number=version.number, valid_from=starts and starts.isoformat(),
        replaces=served and served.number, changes=changes,
    )  # fmt: skip
    return version.id


def dated(content: PriceListVersion, *, cinema: int) -> PriceListVersion:
    """The content with the school holidays of the cinema as they are known now, if a rate speaks of them."""
    if not speaks_of_holidays(content.rates):
        return replace(content, holidays=None)
    return replace(content, holidays=school_holidays(cinema))


def _serving(row: PriceList, starts: datetime | None) -> VersionRow | None:
    if starts is None:
        return None
    return row.versions.serving(starts).first()


@transaction.atomic
def create_price_list(
    code: str, *, cinema: int, name: str, actor: int | None = None, actor_label: str = "cli"
) -> int:
    """A list without any version yet; returns its id. Raises `PriceListTaken` when the cinema has this code."""
    row, fresh = PriceList.objects.get_or_create(cinema_id=cinema, code=code, defaults={"name": name})
    if not fresh:
        raise PriceListTaken(code=code)
    _record("create_price_list", row, actor, actor_label, after={"code": code, "name": name})
    return row.id


@transaction.atomic
def rename_price_list(
    price_list: int, *, name: str, actor: int | None = None, actor_label: str = "cli"
) -> str:
    """Call it otherwise; returns the name before. Raises `PriceListUnknown`."""
    row = locked(price_list)
    before = row.name
    if before != name:
        row.name = name
        row.save(update_fields=["name"])
        _record("rename_price_list", row, actor, actor_label, before={"name": before}, after={"name": name})
    return before


@transaction.atomic
def retire_price_list(price_list: int, *, actor: int | None = None, actor_label: str = "cli") -> None:
    """Plan no more screenings with it; those planned keep it. Idempotent.

    Raises `PriceListUnknown`, and `LastPriceList` for the last one in use: no screening could be planned.
    """
    row = locked(price_list)
    others = PriceList.objects.filter(
        cinema_id=row.cinema_id, retired_at__isnull=True, versions__isnull=False
    ).exclude(id=row.id)
    if row.retired_at is None and row.versions.exists() and not others.exists():
        raise LastPriceList(price_list=row.name)
    if row.retired_at is None:
        row.retired_at = clock.now()
        row.save(update_fields=["retired_at"])
        _record("retire_price_list", row, actor, actor_label, after={"retired": True})


@transaction.atomic
def restore_price_list(price_list: int, *, actor: int | None = None, actor_label: str = "cli") -> None:
    """Plan with it again. Idempotent. Raises `PriceListUnknown`."""
    row = locked(price_list)
    if row.retired_at is not None:
        row.retired_at = None
        row.save(update_fields=["retired_at"])
        _record("restore_price_list", row, actor, actor_label, after={"retired": False})


def locked(price_list: int) -> PriceList:
    """The list, locked (inner). Raises `PriceListUnknown`."""
    row = PriceList.objects.select_for_update().filter(id=price_list).first()
    if row is None:
        raise PriceListUnknown(price_list=price_list)
    return row


def _record(verb: str, row: PriceList, actor: int | None, actor_label: str, **facts: object) -> None:
    accounts.record(
        verb,
        subject=f"price_list:{row.id}",
        actor=actor,
        actor_label=actor_label,
        cinema=row.cinema_id,
        facts=facts,
    )
