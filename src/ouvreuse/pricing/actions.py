"""Writes of prices: a price list only ever gets a new version."""

from __future__ import annotations

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock
from ouvreuse.pricing.models import PriceList
from ouvreuse.pricing.models import PriceListVersion as VersionRow
from ouvreuse.pricing.rules import PriceListVersion, from_json, to_json


@transaction.atomic
def publish_price_list(
    code: str,
    *,
    cinema: int,
    name: str,
    content: PriceListVersion,
    actor: int | None = None,
    actor_label: str = "cli",
) -> int:
    """Give the list of that code a new version; returns the version's id.

    Publishing what the newest version already says changes nothing and returns its id. Screenings and
    holds keep the version they have. The id inside `content` plays no part. Raises `PriceListInvalid`.
    """
    data = to_json(content)
    from_json(0, data)
    PriceList.objects.get_or_create(cinema_id=cinema, code=code, defaults={"name": name})
    row = PriceList.objects.select_for_update().get(cinema_id=cinema, code=code)
    if row.name != name:
        row.name = name
        row.save(update_fields=["name"])
    newest = row.versions.order_by("-number").first()
    if newest is not None and newest.content == data:
        return newest.id
    number = newest.number + 1 if newest else 1
    version = VersionRow.objects.create(price_list=row, number=number, content=data, created_at=clock.now())
    accounts.record(
        "publish_price_list",
        subject=f"price_list:{row.id}",
        actor=actor,
        actor_label=actor_label,
        cinema=cinema,
        facts={"code": code, "number": number},
    )
    return version.id
