"""Screens, plans, seats off sale and faults, as the back office does them: by pages."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.venues.forms import ScreenForm
from ouvreuse.booking.actions import sell
from ouvreuse.booking.models import Order
from ouvreuse.booking.queries import seat_map
from ouvreuse.kernel.ids import show_code
from ouvreuse.programme.models import Screening
from ouvreuse.venues import actions
from ouvreuse.venues.models import Screen, SeatBlock, SeatMap, SeatMapDraft
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
BASE = "/en/staff/cinema/le-phare/screens/"
PLAN = f"{BASE}1/plan/"


@pytest.fixture
def owner(chain: Chain) -> Client:
    return browser(member("odile", cinema=chain.cinema, role="owner"))


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def document(*seats: dict[str, object], zones: list[dict[str, str]] | None = None, stage: str = "top") -> str:
    return json.dumps({"stage": stage, "zones": zones or [], "seats": list(seats)})


def seat(place: int, row: str, number: str, x: float, y: float = 0, **more: object) -> dict[str, object]:
    return {"place": place, "row": row, "number": number, "x": x, "y": y, "kind": "S", **more}


def drawn(client: Client, text: str, *, do: str = "publish", seen: int = 0, path: str = PLAN) -> int:
    return client.post(path, {"do": do, "document": text, "seen": seen}).status_code


def test_the_list_costs_the_same_for_three_screens_and_thirty(chain: Chain, owner: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(owner, BASE)
        return len(seen)

    assert cost() <= 10
    few = cost()
    for number in range(3, 33):
        actions.create_screen(chain.cinema, number=number)
    assert cost() == few


def test_a_screen_is_added_edited_closed_and_only_an_unused_one_deleted(chain: Chain, owner: Client) -> None:
    facts = {"number": "3", "name": "Salle  rouge", "formats": "2D,ATMOS", "ad_receivers": "4", "step_free": "on",
             "server_thumbprint": "A" * 27 + "="}  # fmt: skip
    form = ScreenForm(initial={"number": 3, "formats": ["2D"]}, of_cinema=chain.cinema)
    sent = facts | {"seen": form["seen"].value()}
    assert owner.post(f"{BASE}new/", sent).headers["Location"] == f"{BASE}3/", (
        "what a new form proposes is no colleague's"
    )
    row = Screen.objects.get(number=3)
    assert (row.name, row.formats, row.cinema_id) == ("Salle rouge", ["2D", "ATMOS"], chain.cinema)
    assert "Salle rouge" in page(owner, f"{BASE}3/")
    taken = owner.post(f"{BASE}3/edit/", facts | {"number": "1"})
    assert taken.status_code == 422
    assert "Another screen has this number." in taken.content.decode()
    wrong = owner.post(f"{BASE}3/edit/", facts | {"server_thumbprint": "zz"})
    assert (wrong.status_code, "28 characters" in wrong.content.decode()) == (422, True)
    assert owner.post(f"{BASE}3/edit/", facts | {"number": "4", "hearing_loop": "on"}).status_code == 303
    assert AuditEntry.objects.filter(verb="edit_screen").count() == 1
    assert owner.post(f"{BASE}4/end/", {"do": "close"}).status_code == 303
    assert "closed" in page(owner, f"{BASE}4/")
    owner.post(f"{BASE}4/end/", {"do": "reopen"})
    owner.post(f"{BASE}4/end/", {"do": "delete"})
    assert not Screen.objects.filter(number=4).exists()
    owner.post(f"{BASE}1/end/", {"do": "delete"})
    assert Screen.objects.filter(number=1).exists()
    assert "can be closed, not deleted" in page(owner, f"{BASE}1/")


def test_a_plan_by_letters_is_previewed_published_and_given_to_screenings(
    chain: Chain, owner: Client
) -> None:
    draft = chain.screening(in_minutes=600, state="draft", published_at=None)
    free, sold = chain.screening(in_minutes=1200), chain.screening(in_minutes=1800)
    sell(sold, places=[1], rates=["PLEIN"])
    letters = "\n".join(["SSSSSSSS"] * 4 + [".SSWCSSW"])
    assert owner.post(PLAN, {"do": "letters", "letters": letters, "seen": 0}).status_code == 303
    preview = page(owner, f"{PLAN}publish/")
    assert "Gone" in preview
    assert "E8" in preview
    assert page(owner, f"{PLAN}drawing.css").startswith("@layer pages{.plan-draft{--width:8")
    answer = owner.post(f"{PLAN}publish/", {"seen": "1", "note": "five rows"})
    assert answer.headers["Location"] == f"{BASE}1/plans/2/"
    version = page(owner, f"{BASE}1/plans/2/")
    assert "five rows" in version
    assert not SeatMapDraft.objects.exists()
    given = owner.post(f"{BASE}1/plans/2/screenings/", {"screening": [draft, free, sold]})
    assert given.status_code == 303
    newest = SeatMap.objects.get(screen_id=chain.screen, version=2)
    assert set(Screening.objects.filter(seat_map=newest).values_list("id", flat=True)) == {draft, free, sold}
    assert (newest.capacity, len(newest.kinds)) == (39, 39), "E8 is gone, its number stays its own"


def test_a_screening_whose_sold_seat_would_vanish_is_named_and_keeps_its_plan(
    chain: Chain, owner: Client
) -> None:
    sold = chain.screening(in_minutes=1800)
    sell(sold, places=[1], rates=["PLEIN"])
    kept = [each for each in SeatMap.objects.get(id=chain.seat_map).seats if each["place"] != 1]
    assert drawn(owner, document(*kept)) == 303
    owner.post(f"{PLAN}publish/", {"seen": "1"})
    shown = page(owner, f"{BASE}1/plans/2/")
    assert "<td>A1</td>" in shown
    assert f'value="{sold}" disabled' in shown
    owner.post(f"{BASE}1/plans/2/screenings/", {"screening": [sold]})
    assert "a taken seat would vanish: 1" in page(owner, f"{BASE}1/plans/2/")
    assert Screening.objects.get(id=sold).seat_map_id == chain.seat_map


@pytest.mark.parametrize(
    ("seats", "words"),
    [
        (
            [seat(1, "A", "1", 0), seat(2, "A", "1", 2)],
            "Row A, seat 1: Two places have the same row and number.",
        ),
        (
            [seat(1, "A", "1", 0), seat(2, "B", "7", 0.3)],
            "Row B, seat 7: Two places are drawn at the same spot.",
        ),
        ([seat(1, "A", "1", 0, kind="C")], "Row A, seat 1: A companion seat goes with a wheelchair space"),
        ([seat(1, "A", "1", 1e9)], "Row A, seat 1: The place is drawn outside"),
        ([seat(1, "A", "123456789", 0)], "seat 123456789: A row and a number have 1 to 8"),
        ([seat(1, "A", "1", 0, zone="CLUB")], "is not in the list of zones"),
        ([], "A plan has from 1 to 5000 places."),
    ],
)
def test_a_wrong_plan_is_said_by_seat_and_nothing_typed_is_lost(
    chain: Chain, owner: Client, seats: list[dict[str, object]], words: str
) -> None:
    answer = owner.post(PLAN, {"do": "save", "document": document(*seats), "seen": 0})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert list(SeatMapDraft.objects.get().document["seats"]) == json.loads(json.dumps(seats))
    assert owner.get(f"{PLAN}publish/").status_code == 303


@pytest.mark.parametrize(
    "text", ["", "{", "7", '{"seats": 3}', '{"seats": [], "stage": "moon"}', '[{"x": NaN}]']
)
def test_data_that_is_no_plan_stays_in_the_form(chain: Chain, owner: Client, text: str) -> None:
    answer = owner.post(PLAN, {"do": "save", "document": text, "seen": 0})
    assert answer.status_code == 422
    assert not SeatMapDraft.objects.exists()


def test_two_people_at_one_drawing(chain: Chain, owner: Client) -> None:
    good = document(seat(1, "A", "1", 0))
    assert drawn(owner, good, do="save") == 303
    paul = browser(member("paul", cinema=chain.cinema, role="owner"))
    mine = document(seat(1, "B", "1", 0))
    answer = paul.post(PLAN, {"do": "save", "document": mine, "seen": 0})
    assert answer.status_code == 409
    assert "Odile saved this drawing meanwhile" in answer.content.decode()
    assert "&quot;B&quot;" in answer.content.decode()
    assert drawn(paul, mine, do="save", seen=1) == 303
    assert owner.post(f"{PLAN}publish/", {"seen": "1", "confirm": "Salle 1"}).status_code == 409


def test_fewer_spaces_than_the_law_asks_for_need_a_typed_confirmation(chain: Chain, owner: Client) -> None:
    assert drawn(owner, document(seat(1, "A", "1", 0), seat(2, "A", "2", 1, kind="W"))) == 303
    assert "The law asks for 2 wheelchair spaces, the plan has 1." in page(owner, f"{PLAN}publish/")
    assert owner.post(f"{PLAN}publish/", {"seen": "1", "confirm": "oui"}).status_code == 422
    assert owner.post(f"{PLAN}publish/", {"seen": "1", "confirm": " salle 1"}).status_code == 303
    assert SeatMap.objects.filter(screen_id=chain.screen).count() == 2


@pytest.mark.parametrize("format", ["csv", "json"])
def test_a_file_goes_out_and_comes_in_again(chain: Chain, owner: Client, format: str) -> None:
    answer = owner.get(f"{BASE}1/plans/1/export/{format}/")
    sent = SimpleUploadedFile(f"plan.{format}", b"".join(answer))
    assert owner.post(PLAN, {"do": "file", "file": sent, "seen": 0}).status_code == 303
    assert "No seat differs." in page(owner, f"{PLAN}publish/")
    assert owner.get(f"{BASE}1/plans/1/export/exe/").status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x00", "is not text"),
        (b"", "is not text"),
        (b"row,number,x\nA,1,0", "Line 1: The head lacks: y."),
        (b"row,number,x,y\nA,1,0,0\nA,2,one,0", "Line 3: “one” is not a number (column x)."),
        (b"row;number;x;y\nA;1;0;0\nA;1;1;0", "Line 3, row A, seat 1: Two places"),
        (b"SSS\nSXS", "Line 2, row B: The drawing contains an unknown letter."),
        (b"{", "Line 1: This JSON"),
        (b"S" * 2_000_001, "over 2 MB"),
    ],
)  # fmt: skip
def test_a_wrong_file_says_where(chain: Chain, owner: Client, data: bytes, words: str) -> None:
    name = "plan.csv" if b"row" in data else "plan.txt"
    answer = owner.post(PLAN, {"do": "file", "file": SimpleUploadedFile(name, data), "seen": 0})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_screen_may_be_drawn_on_any_side(chain: Chain, owner: Client) -> None:
    """Who buys sees it above."""
    assert drawn(owner, document(seat(1, "A", "1", 5, 1), seat(2, "B", "1", 3, 1), stage="right")) == 303
    owner.post(f"{PLAN}publish/", {"seen": "1", "confirm": "salle 1"})
    first, second = SeatMap.objects.get(screen_id=chain.screen, version=2).seats
    assert (first["row"], first["x"], first["y"]) == ("A", 1, -5)
    assert second["y"] == -3


def test_broken_seats_leave_the_sale_and_come_back(chain: Chain, owner: Client) -> None:
    screening = chain.screening()
    order = sell(screening, places=[2], rates=["PLEIN"])
    facts = {"kind": "broken", "seats": "A1-A2, E", "reason": "spring", "starts_at": "2020-01-01T00:00"}
    wrong = owner.post(f"{BASE}1/off-sale/new/", facts | {"seats": "A1, Z9"})
    assert (wrong.status_code, "“Z9” is no seat of the plan" in wrong.content.decode()) == (422, True)
    night = owner.post(f"{BASE}1/off-sale/new/", facts | {"starts_at": "2026-03-29T02:30"})
    assert (night.status_code, "jump over this hour" in night.content.decode()) == (422, True)
    assert owner.post(f"{BASE}1/off-sale/new/", facts | {"place": ["3"]}).status_code == 303
    block = SeatBlock.objects.get()
    assert block.places == [1, 2, 3, *range(33, 41)]
    assert seat_map(screening).taken == set(block.places)
    shown = page(owner, f"{BASE}1/off-sale/{block.id}/")
    assert "A2" in shown
    assert "Give them another seat" in shown
    code = show_code(Order.objects.get(id=order).code)
    assert owner.get(f"/en/staff/cinema/le-phare/orders/{code}/").status_code == 200
    assert f'/orders/{code}/">{code}</a>' in shown
    caisse = browser(member("ines", cinema=chain.cinema, role="box_office"))
    back = f"{BASE}1/off-sale/{block.id}/hand-back/"
    assert caisse.post(back, {"screening": screening}).status_code == 303
    assert seat_map(screening).taken == {2}
    assert caisse.post(f"{BASE}1/off-sale/{block.id}/end/").status_code == 403
    assert owner.post(f"{BASE}1/off-sale/{block.id}/end/").status_code == 303
    assert "Ended" in page(owner, f"{BASE}1/off-sale/")
