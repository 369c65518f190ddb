"""The letters booking sends: both languages, every code readable without network, nothing faked by a name."""

from __future__ import annotations

import io
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import uuid4

import pytest
import zxingcpp
from django.conf import settings
from django.urls import resolve
from django.utils import translation
from PIL import Image
from pypdf import PdfReader
from tests.cast import Chain

from ouvreuse.booking.actions import sell
from ouvreuse.catalogue.models import Film
from ouvreuse.notifications.flows import compose
from ouvreuse.notifications.models import Message
from ouvreuse.ui.documents.facts import Supplement, TicketSheet
from ouvreuse.ui.documents.render import tickets_pdf
from ouvreuse.ui.documents.tests.cast import sheet, ticket

WEIRD = [
    "<script>alert(1)</script>",
    "Zoë & O’Neil",
    "🎬 l’été",
    "שלום\u202egnp.exe",
    "x" * 400,
    'A" onload="x',
]


def letter(template: str, language: str, facts: dict[str, Any]) -> EmailMessage:
    """The mail as it goes over the wire, read back."""
    row = Message(
        id=uuid4(), template=f"booking/mail/{template}", language=language, address="vera@example.org",
        facts=facts, message_id="<abc@example.org>",
    )  # fmt: skip
    mail = message_from_bytes(compose(row).message().as_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def tickets_facts(language: str, *tickets: Any, **changes: Any) -> dict[str, Any]:
    drawn = sheet(*tickets, language=language, **changes)
    return {
        "code": drawn.order_code,
        "link": "http://localhost:8000/fr/commande/secret/",
        "reason": "sold",
        "total": 950,
        "qr": [each.qr for each in drawn.tickets],
        "sheet": {"file": "billets.pdf", "facts": drawn.to_json()},
    }


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def pictures(mail: EmailMessage) -> dict[str, bytes]:
    found = [each for each in mail.walk() if each.get_content_type() == "image/png"]
    return {str(each["Content-ID"]).strip("<>"): each.get_content() for each in found}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ("Samedi 5 décembre 2026", "20h15", "Rang E, Place 7", "9,50", "téléphone éteint")),
        ("en", ("Saturday 5 December 2026", "20:15", "Row E, Seat 7", "€9.50", "phone dead")),
    ],
)
def test_tickets_say_all_that_matters(language: str, said: tuple[str, ...]) -> None:
    mail = letter("tickets", language, tickets_facts(language, ticket(proof="Carte étudiant", age_ban=12)))
    for words in (part(mail, "plain"), part(mail, "html")):
        for wanted in (*said, "Salle 3", "K7PQ-9M2X-1", "Les Enfants du paradis"):
            assert wanted in words
        assert "Carte étudiant" in words
        assert "/fr/commande/secret/" in words
        assert "12" in words
    assert "Les Enfants du paradis" in mail["Subject"]
    assert mail["Message-ID"] == "<abc@example.org>"
    assert f'lang="{language}"' in part(mail, "html")


SEATS = {
    1: ("", ""),
    33: ("emplacement fauteuil roulant, sans siège", "wheelchair space, without a chair"),
    34: ("place d’accompagnant", "companion seat"),
    35: ("place de transfert", "transfer seat"),
    37: ("fauteuil duo", "duo seat"),
    38: ("fauteuil duo", "duo seat"),
    40: ("accès facile", "easy access"),
}
WARNED = ("peuvent heurter la sensibilité", "may hurt the sensibility")


def sold(chain: Chain, language: str, **changes: Any) -> Message:
    """The mail of a sale of every kind of seat (or of free seating)."""
    places = None if changes.get("free") else list(SEATS)
    order = sell(
        chain.screening(**changes), places=places, rates=["PLEIN"] * len(SEATS), language=language,
        email="vera@example.org",
    )  # fmt: skip
    return Message.objects.get(recipient=str(order), template="booking/mail/tickets")


@pytest.mark.integration
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_ticket_names_its_particular_seat_and_the_films_warning(chain: Chain, language: str) -> None:
    Film.objects.filter(id=chain.film).update(warning=True)
    queued, spoken = sold(chain, language), ("fr", "en").index(language)
    facts = TicketSheet.from_json(queued.facts["sheet"]["facts"])
    assert [each.seat_note for each in facts.tickets] == [note[spoken] for note in SEATS.values()]
    assert all(WARNED[spoken] in each.warning for each in facts.tickets)
    mail = message_from_bytes(compose(queued).message().as_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    for body in (part(mail, "plain"), part(mail, "html")):
        assert body.count(WARNED[spoken]) == len(SEATS)
        for note in filter(None, (note[spoken] for note in SEATS.values())):
            assert f"({note})" in body
    drawn = " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(tickets_pdf(facts))).pages
    )
    assert drawn.count(WARNED[spoken]) == len(SEATS)
    assert SEATS[33][spoken] in drawn


@pytest.mark.integration
def test_a_plain_ticket_warns_of_nothing_and_free_seating_has_no_seat_to_name(chain: Chain) -> None:
    facts = TicketSheet.from_json(sold(chain, "fr", free=True).facts["sheet"]["facts"])
    assert {(each.seat_note, each.warning) for each in facts.tickets} == {("", "")}


def test_every_code_in_the_mail_reads_back() -> None:
    three = [
        ticket(qr=f"OV{'AB23' * 36}{number}", number=number, code=f"K7PQ-9M2X-{number}")
        for number in (1, 2, 3)
    ]
    mail = letter("tickets", "fr", tickets_facts("fr", *three))
    html, images = part(mail, "html"), pictures(mail)
    assert re.findall(r'src="cid:(qr\d)"', html) == ["qr1", "qr2", "qr3"]
    assert html.count('alt="Code QR du billet') == 3
    for number, each in enumerate(three, start=1):
        read = zxingcpp.read_barcodes(Image.open(io.BytesIO(images[f"qr{number}"])))
        assert [code.text for code in read] == [each.qr]


def test_the_pdf_stands_beside_the_letter_and_not_among_its_pictures() -> None:
    mail = letter("tickets", "fr", tickets_facts("fr"))
    assert mail.get_content_type() == "multipart/mixed"
    related, pdf = mail.iter_parts()
    assert related.get_content_type() == "multipart/related"
    assert pdf.get_filename() == "billets.pdf"
    assert len(PdfReader(io.BytesIO(pdf.get_content())).pages) == 1


@pytest.mark.parametrize("template", ["tickets", "refunded", "address_changed"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_letter_never_calls_out(template: str, language: str) -> None:
    facts = {**tickets_facts(language), "amount": 1900, "why": "refund"}
    html = part(letter(template, language, facts), "html")
    assert not re.search(r"(?:src|background)=[\"'](?!cid:)|url\(|@import|<link|<script|<iframe", html)


@pytest.mark.parametrize("name", WEIRD)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_weird_names_break_nothing(name: str, language: str) -> None:
    weird = ticket(film=name, proof=name, screen=name, supplements=(Supplement(label=name, cents=100),))
    drawn = tickets_facts(language, weird, cinema=name)
    mail = letter("tickets", language, drawn)
    html, text = part(mail, "html"), part(mail, "plain")
    assert "<script>alert" not in html
    assert ' onload="x' not in html
    assert "\u202e" not in html + text + mail["Subject"]
    if "&" in name:
        assert name in text
        assert "&amp;" not in text


@pytest.mark.parametrize(
    ("why", "french", "english"),
    [
        ("seat_lost", "venaient d’être prises", "had just taken them"),
        ("cancelled", "séance est annulée", "screening is cancelled"),
        ("refund", "a remboursé vos billets", "has refunded your tickets"),
    ],
)
def test_a_refund_says_how_much_and_why(why: str, french: str, english: str) -> None:
    facts = {"code": "K7PQ-9M2X", "amount": 1900, "why": why}
    for language, words, money in (("fr", french, "19,00"), ("en", english, "€19.00")):
        mail = letter("refunded", language, facts)
        assert money in mail["Subject"].replace("\xa0", " ")
        for each in (part(mail, "plain"), part(mail, "html")):
            assert words in each
            assert money in each
            assert "K7PQ-9M2X" in each


def test_the_old_address_is_told_without_the_tickets() -> None:
    mail = letter("address_changed", "fr", {"code": "K7PQ-9M2X"})
    assert "K7PQ-9M2X" in mail["Subject"]
    assert pictures(mail) == {}
    assert "commande/" not in part(mail, "plain") + part(mail, "html")


@pytest.mark.parametrize("template", ["tickets", "refunded", "address_changed"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_demonstration_says_so(template: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {**tickets_facts(language), "amount": 1900, "why": "refund"}
    assert "DEMO" not in letter(template, language, facts)["Subject"]
    monkeypatch.setattr(settings, "KIND", "DEMO")
    mail = letter(template, language, facts)
    assert mail["Subject"].strip().startswith("[DEMO]")
    for body in (part(mail, "html"), part(mail, "plain")):
        assert "DEMO" in body.replace(mail["Subject"].strip(), "")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_way_to_lost_tickets_exists(language: str) -> None:
    html = part(letter("tickets", language, tickets_facts(language)), "html")
    paths = re.findall(rf'href="{settings.BASE_URL}(/{language}/[a-z-]+/)"', html)
    assert len(paths) == 1
    with translation.override(language):
        assert resolve(paths[0]).url_name == "lost_tickets"
