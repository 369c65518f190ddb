"""The simulator over HTTP: the vectors of the trade, by the rules of the sale."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from tests.cast import Chain

from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.pricing.actions import publish_price_list, retire_price_list, start_draft
from ouvreuse.pricing.models import PriceList
from ouvreuse.pricing.rules import french_defaults
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
PAGE = "/fr/staff/cinema/le-phare/prices/simulator/"


@pytest.fixture
def clerk(chain: Chain) -> Client:
    """Who sells at the counter may ask as well."""
    return browser(member("ines", cinema=chain.cinema, role="box_office"))


class Answered:
    """The two tables of a page: what is offered with its figures, what is not with its reasons."""

    def __init__(self, html: str) -> None:
        rows = re.findall(r"<tr[^>]*>\s*<th scope=\"row\">(.*?)</th>(.*?)</tr>", html, re.DOTALL)
        self.offered: dict[str, list[str]] = {}
        self.refused: dict[str, str] = {}
        for head, rest in rows:
            code = re.search(r"<small class=\"soft\">(\w+)</small>", head)[1]  # type: ignore[index]
            cells = [plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", rest, re.DOTALL)]
            if len(cells) > 1:
                self.offered[code] = cells
            else:
                self.refused[code] = cells[0]

    def total(self, code: str) -> str:
        return self.offered[code][3]


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def ask(who: Client, **question: Any) -> Answered:
    answer = who.get(f"{PAGE}?{urlencode(question)}")
    assert answer.status_code == 200, plain(answer.content.decode())
    return Answered(answer.content.decode())


def test_t21_reduced_until_friday_at_seven(clerk: Client) -> None:
    assert ask(clerk, on="2026-11-20", at="18:55").total("REDUIT") == "7,50 €"
    assert "à ce jour et à cette heure" in ask(clerk, on="2026-11-20", at="19:00").refused["REDUIT"]


def test_t22_no_child_rate_for_a_film_forbidden_under_16(clerk: Client) -> None:
    refused = ask(clerk, on="2026-11-18", film="La Lame").refused["MOINS14"]
    assert "interdit aux moins de 16 ans" in refused
    assert "MOINS14" in ask(clerk, on="2026-11-18", film="Le Gardien").offered
    assert "MOINS14" in ask(clerk, on="2026-11-18", film_age="12").offered


FESTIVAL = (date(2026, 6, 28), date(2026, 7, 1), 500)


def festival(chain: Chain) -> None:
    content = french_defaults(0, online_fee_cents=50, festival=FESTIVAL)
    publish_price_list("normal", cinema=chain.cinema, name="Grille", content=content)


def test_t23_the_festival_in_3d_costs_five_and_two(chain: Chain, clerk: Client) -> None:
    festival(chain)
    seen = ask(clerk, on="2026-06-29", format="3D", channel="counter")
    assert seen.total("FETE") == "7,00 €"
    assert "Supplément 3D 2,00 €" in seen.offered["FETE"][1]
    online = ask(clerk, on="2026-06-29", format="3D", channel="web")
    assert (online.offered["FETE"][0], online.total("FETE")) == ("7,50 €", "7,50 €"), (
        "fees are in the first price"
    )


def test_t24_the_festival_straddles_two_cinema_weeks(chain: Chain, clerk: Client) -> None:
    festival(chain)
    days = [f"2026-06-{day}" for day in (28, 29, 30)] + ["2026-07-01"]
    for day in days:
        assert "FETE" in ask(clerk, on=day, channel="counter").offered, day
    assert "partir du 28/06/2026" in ask(clerk, on="2026-06-27").refused["FETE"]
    assert "jusqu’au 01/07/2026" in ask(clerk, on="2026-07-02").refused["FETE"]
    weeks = [CinemaWeek.of_day(date.fromisoformat(day)) for day in days]
    assert weeks[0] == weeks[1] == weeks[2] != weeks[3]


def test_t25_a_group_of_thirty_with_two_free_companions(clerk: Client) -> None:
    seen = ask(clerk, on="2026-11-18", channel="counter", quantity=28, companions=2)
    assert seen.offered["GROUPE"][2] == "30 dont 2 gratuites"
    assert seen.total("GROUPE") == "182,00 €"
    assert "aucun accompagnateur" in seen.refused["PLEIN"]
    assert (
        "droit à 2"
        in ask(clerk, on="2026-11-18", channel="counter", quantity=28, companions=3).refused["GROUPE"]
    )


def test_t3_a_free_entry_never_bears_a_fee(chain: Chain, clerk: Client) -> None:
    content = french_defaults(0, online_fee_cents=50)
    from dataclasses import replace

    free = replace(content.rate("EXO"), channels=("web", "counter"))
    rates = tuple(free if rate.code == "EXO" else rate for rate in content.rates)
    publish_price_list("normal", cinema=chain.cinema, name="Grille", content=replace(content, rates=rates))
    seen = ask(clerk, on="2026-11-18", format="3D", seat="duo")
    assert (seen.offered["EXO"][0], seen.total("EXO")) == ("gratuit", "0,00 €")
    assert seen.total("PLEIN") == "13,50 €", "950 + 3D 200 + duo 150 + fee 50"


def test_who_asks_counts(clerk: Client) -> None:
    seen = ask(clerk, on="2026-11-18", age=12, proof="no")
    assert "justificatif" in seen.refused["REDUIT"]
    assert "MOINS14" in ask(clerk, on="2026-11-18", age=12).offered
    assert "jusqu’à 13 ans" in ask(clerk, on="2026-11-18", age=40).refused["MOINS14"]
    assert "ne peut pas entrer" in ask(clerk, on="2026-11-18", age=12, film="La Lame").refused["PLEIN"]


def test_a_draft_is_tried_before_it_is_sold_by_who_may_write_it(chain: Chain, clerk: Client) -> None:
    number = PriceList.objects.get().id
    start_draft(number, content=french_defaults(0, full_cents=2500))
    paul = browser(member("paul", cinema=chain.cinema, role="programmer"))
    assert ask(paul, on="2026-11-18", prices=f"draft-{number}").total("PLEIN") == "25,00 €"
    assert clerk.get(f"{PAGE}?prices=draft-{number}").status_code == 422


def test_without_a_price_list_it_says_so(chain: Chain, clerk: Client) -> None:
    from ouvreuse.kernel import clock

    PriceList.objects.update(retired_at=clock.now())
    answer = clerk.get(PAGE)
    assert answer.status_code == 200
    assert "aucune grille tarifaire en service" in plain(answer.content.decode())
    assert retire_price_list(PriceList.objects.get().id) is None


IMPOSSIBLE = (
    "age=-1", "age=x", "quantity=0", "on=hier", "at=25:00", "film=Inconnu", "screening=99999", "prices=7e9",
    "channel=fax", "on=2027-03-28&at=02:30", "companions=9999",
)  # fmt: skip


def test_a_question_that_cannot_be_is_said_at_its_field(clerk: Client) -> None:
    for question in IMPOSSIBLE:
        answer = clerk.get(f"{PAGE}?{question}")
        assert answer.status_code == 422, question
        assert 'aria-invalid="true"' in answer.content.decode()
