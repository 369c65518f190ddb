"""Price lists in the back office: made, read, published, dated, retired, compared, exported, hung up."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.prices.tests.staff import (
    DRAFT,
    LIST,
    PRICES,
    begin,
    publish,
    serving,
    words,
    write,
)
from ouvreuse.booking.actions import sell
from ouvreuse.kernel import clock
from ouvreuse.pricing.actions import publish_price_list
from ouvreuse.pricing.models import PriceList, PriceListDraft, SchoolHoliday
from ouvreuse.pricing.queries import price_list_version
from ouvreuse.pricing.rules import french_defaults, published_holidays
from ouvreuse.programme.actions import Plan, plan_screening
from ouvreuse.programme.models import Screening
from ouvreuse.venues.actions import create_cinema
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration


def test_a_price_is_changed_published_and_told(chain: Chain, paul: Client) -> None:
    begin(paul)
    assert write(paul, "rate", "PLEIN", amount="9,80 €").status_code == 303
    page = paul.get(DRAFT)
    assert "Plein tarif : 9,50 € → 9,80 €" in words(page)
    assert serving().version.rate("PLEIN").amount_cents == 950, "nothing is sold before it is published"
    assert publish(paul).status_code == 303
    assert serving().version.rate("PLEIN").amount_cents == 980
    after = words(paul.get(LIST))
    assert "La grille est publiée." in after
    assert "version 2" in after
    assert "Paul" in after
    assert "Plein tarif : 9,50 € → 9,80 €" in words(paul.get(f"{LIST}version/2/"))
    entry = AuditEntry.objects.get(verb="publish_price_list")
    assert entry.facts["changes"] == [{"what": "rate PLEIN amount_cents", "before": 950, "after": 980}]
    assert (entry.actor_label, entry.cinema) == ("staff", chain.cinema)


def test_a_version_to_come_serves_the_screenings_of_its_day(chain: Chain, paul: Client) -> None:
    now = clock.now()
    near, far = (
        plan_screening(Plan(chain.screen, chain.version, chain.price_version, now + timedelta(days=days)))
        for days in (2, 9)
    )
    public = chain.screening()
    begin(paul)
    write(paul, "rate", "PLEIN", amount="10")
    day = (now + timedelta(days=5)).date().isoformat()
    assert publish(paul, when="later", day=day).status_code == 303
    page = words(paul.get(LIST))
    assert "1 séance jamais en vente la reçoit." in page
    assert "La version 2 sert les séances qui commencent à partir du" in page
    versions = dict(Screening.objects.values_list("id", "price_version__number"))
    assert versions == {near: 1, far: 2, public: 1}
    assert serving().version.rate("PLEIN").amount_cents == 950


PAST_OR_NEVER: list[tuple[dict[str, str], str]] = [
    ({"when": "later"}, "Dites à partir de quel jour."),
    ({"when": "later", "day": "2020-01-01"}, "Ce moment est passé"),
    ({"when": "later", "day": "2027-03-28", "at": "02:30"}, "les horloges sautent cette heure"),
    ({"when": "later", "day": "2027-10-31", "at": "02:30"}, "montrent cette heure deux fois"),
    ({"when": "later", "day": "demain"}, "date"),
]


def test_an_instant_that_cannot_be_is_said(chain: Chain, paul: Client) -> None:
    begin(paul)
    for typed, told in PAST_OR_NEVER:
        refused = publish(paul, **typed)
        assert refused.status_code == 422
        assert told in words(refused)
    assert PriceListDraft.objects.exists()


def test_a_list_begins_from_the_french_rates_or_from_another_list(chain: Chain, paul: Client) -> None:
    other = create_cinema(chain.operator, name="Le Rival", town="Rouen")
    secret = create_cinema(chain.operator, name="Le Secret", town="Rouen")
    rival = publish_price_list(
        "rival", cinema=other, name="Grille", content=french_defaults(0, full_cents=1100)
    )
    hidden = publish_price_list("secret", cinema=secret, name="Grille", content=french_defaults(0))
    from ouvreuse.accounts.models import User
    from ouvreuse.venues.actions import grant_role

    grant_role(User.objects.get(name="Paul").id, cinema=other, role="programmer")
    sources = words(paul.get(f"{PRICES}new/"))
    assert "Grille, Le Rival" in sources
    assert "Le Secret" not in sources
    made = paul.post(f"{PRICES}new/", {"name": "Soirées opéra", "source": "french", "full": "24,00"})
    assert made.headers["Location"] == f"{PRICES}soirees-opera/draft/"
    copied = paul.post(f"{PRICES}new/", {"name": "Copie", "code": "copie", "source": str(rival)})
    assert copied.status_code == 303
    full = {
        row.price_list.code: row.content["rates"][0]["amount_cents"] for row in PriceListDraft.objects.all()
    }
    assert full == {"soirees-opera": 2400, "copie": 1100}
    assert "jamais publiée" in words(paul.get(PRICES))
    for typed in (
        {"name": "Copie", "code": "copie", "source": "french"},
        {"name": "X", "code": "Très Court", "source": "french"},
        {"name": "X", "code": "simulator", "source": "french"},
        {"name": "X", "source": str(hidden)},
        {"name": "X", "source": "french", "full": "0"},
        {"name": "", "source": "french"},
    ):
        assert paul.post(f"{PRICES}new/", typed).status_code == 422, typed
    assert "Ce cinéma a déjà une grille" in words(
        paul.post(f"{PRICES}new/", {"name": "Copie", "code": "copie", "source": "french"})
    )


def test_a_list_is_renamed_and_retired_and_both_are_undone(chain: Chain, paul: Client) -> None:
    paul.post(f"{LIST}name/", {"name": "Courante"})
    page = paul.get(LIST)
    assert "La grille s’appelle maintenant « Courante »." in words(page)
    assert 'name="name" value="Grille normale"' in page.content.decode()
    assert paul.post(f"{LIST}name/", {"name": ""}).status_code == 422
    paul.post(f"{LIST}retire/")
    assert "est la dernière grille en service" in words(paul.get(LIST))
    publish_price_list("gala", cinema=chain.cinema, name="Gala", content=french_defaults(0))
    paul.post(f"{LIST}retire/")
    assert "Remettre cette grille en service" in words(paul.get(LIST))
    paul.post(f"{LIST}retire/", {"back": "1"})
    assert PriceList.objects.get(code="normal").retired_at is None


def test_the_screenings_on_sale_change_by_booking_s_verb(chain: Chain, paul: Client) -> None:
    screening, other = chain.screening(), chain.screening(in_minutes=700)
    order = sell(screening, places=[1], rates=["PLEIN"])
    version = publish_price_list(
        "normal", cinema=chain.cinema, name="Grille", content=french_defaults(0, full_cents=1200)
    )
    sold = f"{LIST}screenings/"
    assert "pas celle de son jour" in words(paul.get(sold))
    assert paul.post(sold, {"version": str(version)}).status_code == 422
    assert paul.post(sold, {"screening": str(screening), "version": "x"}).status_code == 422
    assert paul.post(sold, {"screening": str(screening), "version": str(version)}).status_code == 303
    assert "gardent leur prix" in words(paul.get(sold))
    assert dict(Screening.objects.values_list("id", "price_version_id")) == {
        screening: version,
        other: chain.price_version,
    }
    from ouvreuse.booking.queries import order_view

    assert order_view(order).total == 950
    assert "Vendre 1 séance à la version de son jour" in words(paul.get(sold))
    assert paul.post(sold, {"all": "1"}).status_code == 303
    assert set(Screening.objects.values_list("price_version_id", flat=True)) == {version}
    assert paul.post(sold, {"all": "1"}).status_code == 422, "nothing is left to change"
    assert paul.get(f"{sold}?since=hier").status_code == 200


def test_who_may_only_read_sees_no_way_to_change(chain: Chain) -> None:
    clerk = browser(member("ines", cinema=chain.cinema, role="box_office"))
    for path in (PRICES, LIST, f"{LIST}version/1/", f"{LIST}board/"):
        html = clerk.get(path).content.decode()
        main = html[html.index("<main") :]
        assert "draft/" not in main
        assert 'method="post"' not in main


def test_the_board_of_the_box_office_says_both_languages(chain: Chain, paul: Client) -> None:
    """D212-73: prices visible at every box office."""
    content = french_defaults(0, online_fee_cents=50)
    publish_price_list("normal", cinema=chain.cinema, name="Grille", content=content)
    said = words(paul.get(f"{LIST}board/"))
    for part in ("Plein tarif", "Full price", "9,50 €", "Supplément 3D", "+ 2,00 €"):
        assert part in said
    assert "Frais de réservation en ligne" not in said, "not sold at the box office"


@pytest.mark.parametrize(("paper", "width_mm"), [("a4", 210), ("a3", 297)])
def test_the_board_is_a_pdf_that_hangs_on_one_sheet(
    chain: Chain, paul: Client, paper: str, width_mm: int
) -> None:
    answer = paul.get(f"{LIST}board/{paper}.pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    book = PdfReader(io.BytesIO(answer.content))
    assert len(book.pages) == 1
    assert round(float(book.pages[0].mediabox.width) * 25.4 / 72) == width_mm
    said = " ".join(book.pages[0].extract_text().split())
    for part in ("Le Phare", "Plein tarif", "Full price", "9,50 €", "TVA comprise", "VAT included"):
        assert part in said.replace("\xa0", " ").replace("\u202f", " "), part
    assert paul.get(f"{LIST}board/a5.pdf").status_code == 404


def test_a_list_goes_out_as_a_file(chain: Chain, paul: Client) -> None:
    text = b"".join(paul.get(f"{LIST}?export=csv")).decode()  # type: ignore[call-overload]
    assert text.splitlines()[1].startswith("tarif,PLEIN,autre,Plein tarif,Full price,9.50,5.5,")
    book = load_workbook(io.BytesIO(paul.get(f"{LIST}version/1/?export=xlsx").content))
    rows = list(book.active.values)  # type: ignore[union-attr]
    assert len(rows) == 1 + 9 + 3
    assert len({len(row) for row in rows}) == 1
    assert rows[1][5] == 9.5
    lists = b"".join(paul.get(f"{PRICES}?export=csv")).decode()  # type: ignore[call-overload]
    assert "Grille normale,normal" in lists


def test_the_lists_cost_the_same_for_three_and_for_many(chain: Chain, paul: Client) -> None:
    def cost() -> int:
        paul.get(PRICES)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert paul.get(PRICES).status_code == 200
        return len(seen)

    for number in range(2):
        publish_price_list(f"l{number}", cinema=chain.cinema, name=f"L{number}", content=french_defaults(0))
    few = cost()
    for number in range(2, 14):
        publish_price_list(f"l{number}", cinema=chain.cinema, name=f"L{number}", content=french_defaults(0))
    assert cost() == few <= 10


def test_the_calendar_of_school_holidays(chain: Chain, paul: Client) -> None:
    path = f"{PRICES}holidays/"
    assert "Aucunes vacances scolaires ne sont inscrites." in words(paul.get(path))
    assert paul.post(path, {"lines": "A B C; Noël; 19/12/2026; 03/01/2027"}).status_code == 303
    page = paul.get(path)
    assert "3 périodes sont inscrites." in words(page)
    assert "Ligne 1 non comprise" in words(paul.post(path, {"lines": "n'importe quoi"}))
    number = re.search(r'name="remove" value="(\d+)"', page.content.decode())[1]  # type: ignore[index]
    paul.post(path, {"remove": number})
    assert 'name="lines" value="A; Noël; 2026-12-19; 2027-01-03"' in paul.get(path).content.decode()
    assert paul.post(path, {"zone": "C"}).status_code == 303
    assert "zone C" in words(paul.get(path))
    assert paul.post(path, {"zone": "deux mots"}).status_code == 422


def test_the_ministrys_calendar_is_looked_at_then_written_once(chain: Chain, paul: Client) -> None:
    path = f"{PRICES}holidays/"
    head = "description;population;start_date;end_date;location;zones;annee_scolaire"
    row = "Vacances d'Hiver;-;2031-02-13T23:00:00+00:00;2031-03-02T23:00:00+00:00;Lille;Zone B;2030-2031"
    file = SimpleUploadedFile("fr-en-calendrier-scolaire.csv", f"{head}\n{row}\n{row}".encode())
    page = paul.post(path, {"from_file": "1", "file": file})
    assert page.status_code == 200
    assert "Nouvelles : 1" in words(page)
    assert SchoolHoliday.objects.count() == 0, "it is only shown"
    lines = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page.content.decode(), re.DOTALL)[1]  # type: ignore[index]
    assert paul.post(path, {"lines": unescape(lines)}).status_code == 303
    written = SchoolHoliday.objects.get()
    assert (written.zone, str(written.first_on), str(written.last_on)) == ("B", "2031-02-14", "2031-03-02")
    file.seek(0)
    assert "Tout y est déjà inscrit." in words(paul.post(path, {"from_file": "1", "file": file}))
    wrong = SimpleUploadedFile("films.csv", b"titre;visa\nLe Gardien;1")
    refused = paul.post(path, {"from_file": "1", "file": wrong})
    assert (refused.status_code, "pas le calendrier du ministère" in words(refused)) == (422, True)
    assert paul.post(path, {"from_file": "1"}).status_code == 422


def test_the_published_calendar_is_taken_with_a_button(chain: Chain, paul: Client) -> None:
    path = f"{PRICES}holidays/"
    known = published_holidays(since=clock.now().date())
    page = paul.get(path)
    assert ("Prendre le calendrier publié" in words(page)) == bool(known)
    page = paul.post(path, {"published": "1"})
    assert f"Nouvelles : {len(known)}" in words(page) or not known


def test_versions_that_are_not_there(chain: Chain, paul: Client) -> None:
    assert paul.get(f"{LIST}version/9/").status_code == 404
    assert paul.get(f"{PRICES}nulle/").status_code == 404
    assert paul.get(f"{LIST}version/1/?with=99999999999").status_code == 200
    begin(paul)
    assert paul.get(f"{DRAFT}rate/RIEN/").status_code == 303
    assert paul.get(f"{DRAFT}chose/PLEIN/").status_code == 404
    assert price_list_version(chain.price_version).rates
