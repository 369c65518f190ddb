"""A zone's seats carry its supplement, when the price list has it; free rights never do."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from tests.cast import Chain

from ouvreuse.booking import actions
from ouvreuse.booking.queries import order_view
from ouvreuse.booking.queries.changes import facts_of
from ouvreuse.booking.queries.placing import exchange_options, price_there
from ouvreuse.booking.rules.pricing import price_show
from ouvreuse.pricing.actions import publish_price_list
from ouvreuse.pricing.rules import Label, ScreeningContext, Supplement, french_defaults
from ouvreuse.programme.models import Screening
from ouvreuse.venues.actions import publish_seat_map
from ouvreuse.venues.models import SeatMap
from ouvreuse.venues.rules import plan_of

CLUB = Supplement("CLUB", Label("Carré club", "Club seats"), 250)
ZONE = {"code": "CARRE", "name_fr": "Carré", "name_en": "Square", "supplement": "CLUB"}


@pytest.fixture
def club(chain: Chain) -> int:
    """A screening whose row A is the club, sold at a list that knows it."""
    import dataclasses

    old = SeatMap.objects.get(id=chain.seat_map)
    seats = [{**seat, "zone": "CARRE"} if seat["row"] == "A" else seat for seat in old.seats]
    newer = publish_seat_map(chain.screen, plan_of(seats, zones=[ZONE]))
    content = french_defaults(0)
    content = dataclasses.replace(content, supplements=(*content.supplements, CLUB))
    prices = publish_price_list("normal", cinema=chain.cinema, name="Grille", content=content)
    return chain.screening(seat_map_id=newer, price_version_id=prices)


@pytest.mark.integration
def test_a_seat_of_the_zone_costs_its_supplement(chain: Chain, club: int) -> None:
    order = actions.sell(club, places=[1, 9], rates=["PLEIN", "PLEIN"])
    lines = {(line.place, line.kind): line.gross for line in order_view(order).lines}
    assert lines[1, "supplement"] == 250
    assert (9, "supplement") not in lines
    assert lines[1, "ticket"] == lines[9, "ticket"]


@pytest.mark.integration
def test_who_buys_sees_the_zone_and_its_price(club: int) -> None:
    visit = Client(SERVER_NAME="localhost")
    shown = visit.get(f"/fr/seance/{club}/places/?PLEIN=1").content.decode()
    assert "Rang A, place 1, Carré" in shown
    assert "Carré (+ 2,50\xa0€)" in shown
    assert "Rang B, place 1<span>" in shown
    key = str(uuid4())
    answer = visit.post(
        f"/fr/seance/{club}/garder/",
        {"key": key, "PLEIN": "1", "place": "1"},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 303


@pytest.mark.integration
def test_an_exchange_counts_the_supplement_of_the_seats_one_would_get(chain: Chain, club: int) -> None:
    plain, row = chain.screening(in_minutes=600), Screening.objects.get(id=club)
    twin = chain.screening(in_minutes=900, seat_map_id=row.seat_map_id, price_version_id=row.price_version_id)
    in_the_club, beside_it = (
        actions.sell(where, places=[1, 2], rates=["PLEIN", "PLEIN"], email="zoe@example.org")
        for where in (club, plain)
    )
    costs = {option.show.id: option.back for option in exchange_options(in_the_club, screening=club)}
    assert costs == {twin: 0, plain: 500}, "nothing comes back for the same seats in the same zone"
    actions.block_seats(twin, places=range(9, 41))
    costs = {option.show.id: option.back for option in exchange_options(beside_it, screening=plain)}
    assert costs == {club: 0}, "plain seats are left there; in the twin only the club is, and it is dearer"
    hold = actions.hold_seats(
        twin, places=[3, 4], rates=["PLEIN", "PLEIN"], purchase_key=uuid4(), browser=None, language="fr",
        channel="counter",
    )  # fmt: skip
    told = price_there(facts_of(twin), rates=["PLEIN", "PLEIN"], places=[3, 4], channel="counter")
    assert told == order_view(hold.order).total, "as the hold of these seats costs"


@pytest.mark.unit
@pytest.mark.parametrize("known", [True, False])
def test_a_list_without_the_code_and_a_free_right_charge_nothing(known: bool) -> None:
    import dataclasses
    from datetime import UTC, datetime

    content = french_defaults(1)
    if known:
        content = dataclasses.replace(content, supplements=(*content.supplements, CLUB))
    free = next(rate for rate in content.rates if rate.is_free and not rate.companion_of)
    context = ScreeningContext(datetime(2026, 11, 17, 20, tzinfo=UTC), channel=free.channels[0])
    for rate in ("PLEIN", free.code):
        charged = [
            line.code
            for line in price_show(content, context, screening=1, seats=((1, "standard", rate, "CLUB"),))
            if line.kind == "supplement"
        ]
        assert charged == (["CLUB"] if known and rate == "PLEIN" else [])
