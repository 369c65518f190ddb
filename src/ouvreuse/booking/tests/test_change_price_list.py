"""A change of prices never touches what is sold or held; what comes after it is sold at the new ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.booking import actions, errors
from ouvreuse.booking.queries import order_view
from ouvreuse.kernel import clock
from ouvreuse.pricing.actions import publish_price_list
from ouvreuse.pricing.errors import PriceListUnknown
from ouvreuse.pricing.rules import french_defaults
from ouvreuse.programme.actions import Plan, apply_prices, plan_screening
from ouvreuse.programme.models import Screening
from ouvreuse.venues.actions import create_cinema

pytestmark = pytest.mark.integration


def dearer(chain: Chain, cents: int = 1200, **more: Any) -> int:
    content = french_defaults(0, full_cents=cents)
    return publish_price_list("normal", cinema=chain.cinema, name="Grille", content=content, **more)


def held(screening: int, place: int, rate: str = "PLEIN") -> actions.Hold:
    return actions.hold_seats(
        screening, places=[place], rates=[rate], purchase_key=uuid4(), browser=uuid4(), language="fr"
    )


def test_held_and_sold_seats_keep_their_price_and_the_next_pay_the_new_one(chain: Chain) -> None:
    screening = chain.screening()
    hold = held(screening, 1)
    sold = actions.sell(screening, places=[2], rates=["PLEIN"])
    version = dearer(chain)
    assert order_view(hold.order).total == order_view(sold).total == 950
    assert actions.change_price_list([screening], version=version, actor_label="staff") == 1
    assert order_view(hold.order).total == order_view(sold).total == 950
    after = held(screening, 3)
    assert (after.price_version, order_view(after.order).total) == (version, 1200)
    assert actions.extend_hold(hold.order, seen=0)
    assert order_view(hold.order).total == 950
    assert order_view(actions.sell(screening, places=[4], rates=["PLEIN"])).total == 1200
    entry = AuditEntry.objects.get(verb="change_price_list")
    assert entry.facts == {
        "before": {"price_version": chain.price_version},
        "after": {"price_version": version},
    }
    assert actions.change_price_list([screening], version=version) == 0, "again changes nothing"


def test_publishing_alone_moves_nothing_on_sale(chain: Chain) -> None:
    screening = chain.screening()
    version = dearer(chain)
    assert held(screening, 1).price_version == chain.price_version != version
    assert apply_prices(_list(version)) == 0
    assert held(screening, 2).price_version == chain.price_version


def test_nobody_else_changes_the_prices_of_a_screening_on_sale(chain: Chain) -> None:
    screening, version = chain.screening(), dearer(chain)
    with pytest.raises(DatabaseError):
        Screening.objects.filter(id=screening).update(price_version_id=version)


def test_what_cannot_be_is_refused_whole(chain: Chain) -> None:
    screening, version = chain.screening(), dearer(chain)
    rival = create_cinema(chain.operator, name="Le Rival", town="Rouen")
    theirs = publish_price_list("normal", cinema=rival, name="Grille", content=french_defaults(0))
    with pytest.raises(errors.OtherPrices):
        actions.change_price_list([screening], version=theirs)
    with pytest.raises(errors.OtherPrices):
        actions.change_price_list([screening], version=999_999)
    with pytest.raises(errors.ScreeningUnknown):
        actions.change_price_list([screening, 999_999], version=version)
    over = chain.screening(in_minutes=-600)
    with pytest.raises(errors.NotOnSale):
        actions.change_price_list([screening, over], version=version)
    cancelled = chain.screening(in_minutes=900)
    actions.cancel_screening(cancelled, reason="test")
    with pytest.raises(errors.NotOnSale):
        actions.change_price_list([screening, cancelled], version=version)
    assert Screening.objects.get(id=screening).price_version_id == chain.price_version


def test_screenings_never_on_sale_get_the_version_that_serves_their_start(chain: Chain) -> None:
    now = clock.now()
    later = dearer(chain, 1300, valid_from=now + timedelta(days=5))
    current = dearer(chain, 1000)
    near, far = (
        plan_screening(Plan(chain.screen, chain.version, chain.price_version, now + timedelta(days=days)))
        for days in (2, 6)
    )
    hidden = chain.screening(in_minutes=60 * 24 * 3, published_at=now + timedelta(days=1))
    public = chain.screening(in_minutes=60 * 24 * 4)
    assert apply_prices(_list(current), actor_label="staff") == 3
    assert apply_prices(_list(current)) == 0
    versions = dict(Screening.objects.values_list("id", "price_version_id"))
    assert versions == {near: current, far: later, hidden: current, public: chain.price_version}
    assert AuditEntry.objects.get(verb="apply_prices").facts["count"] == 3
    with pytest.raises(PriceListUnknown):
        apply_prices(999_999)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["hold", "price"]), st.integers(100, 3000)), min_size=2, max_size=8
    )
)
def test_whatever_is_published_meanwhile_every_order_keeps_the_price_it_saw(
    chain: Chain, steps: list[tuple[str, int]]
) -> None:
    screening = chain.screening(in_minutes=200 + 200 * len(chain.screenings))
    price, seen = _full(screening), {}
    for place, (step, cents) in enumerate(steps, start=1):
        if step == "hold":
            seen[held(screening, place).order] = price
        else:
            actions.change_price_list([screening], version=dearer(chain, cents))
            price = cents
    assert {order: order_view(order).total for order in seen} == seen


def _list(version: int) -> int:
    from ouvreuse.pricing.models import PriceListVersion

    return PriceListVersion.objects.get(id=version).price_list_id


def _full(screening: int) -> int:
    from ouvreuse.pricing.queries import price_list_version

    return price_list_version(Screening.objects.get(id=screening).price_version_id).rate("PLEIN").amount_cents
