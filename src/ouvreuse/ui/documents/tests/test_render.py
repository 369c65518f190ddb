"""The ticket sheet as a reader, a screen reader and the door find it."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from ouvreuse.ui.documents import render
from ouvreuse.ui.documents.facts import Supplement, TicketSheet
from ouvreuse.ui.documents.formats import clock_time, euros, long_date
from ouvreuse.ui.documents.qr import PayloadTooLong
from ouvreuse.ui.documents.render import tickets_pdf, tickets_png
from ouvreuse.ui.documents.tests.cast import START, sheet, ticket

pytestmark = pytest.mark.unit
HOSTILE = [
    "الرسالة: فيلم طويل " * 20,
    "שָׁלוֹם עולם",
    "東京物語 " * 60,
    "W" * 300,
    "👨‍👩‍👧‍👦🇫🇷❤️👍🏽" * 75,
    "Z\u0335\u0321\u0353a\u0333\u0333\u0333\u0333lgo\u202etxet\u200b" * 20,
    "𓀀한국어ไทย" * 30,
    "#set page(fill: red) $x$ *a* @b <c> \\ //",
    "é\u0301\u05b0\u0651",
    "'",
]


def _read(facts: TicketSheet) -> PdfReader:
    return PdfReader(io.BytesIO(tickets_pdf(facts)))


def _text(facts: TicketSheet) -> str:
    raw = " ".join(page.extract_text() for page in _read(facts).pages)
    return " ".join(raw.replace("\u200b", "").split())


def _fonts(reader: PdfReader) -> list[tuple[str, bool]]:
    found = []
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            found.append((str(inner["/BaseFont"]), bool({"/FontFile2", "/FontFile3"} & set(descriptor))))
    return found


def test_a_french_ticket_carries_what_the_law_asks() -> None:
    facts = sheet(
        ticket(
            age_ban=12, proof="Carte d’étudiant", supplements=(Supplement(label="Lunettes 3D", cents=100),)
        )
    )
    text = _text(facts)
    for part in (
        "Votre billet", "Les Écrans du Val SARL", "Le Lumière", "Tours", "Les Enfants du paradis", "VO · 2D",
        "Samedi 5 décembre 2026", "Séance 20h15", "film vers 20h30", "fin vers 23h40", "Salle 3", "Rang", "E",
        "Place", "7", "Plein tarif", "Prix TTC", "9,50 €", "Lunettes 3D", "1,00 €", "10,50 €", "PLEIN/S3",
        "n° 000123", "K7PQ-9M2X", "K7PQ-9M2X-1", "-12", "Interdit aux moins de 12 ans",
        "À présenter : Carte d’étudiant", "Vendu le mardi 1er décembre 2026 à 11h02, en ligne",
        "non homologué par le CNC", "pas de droit de rétractation",
    ):  # fmt: skip
        assert part in text, part
    assert "DEMO" not in text


def test_an_english_ticket_says_the_same() -> None:
    text = _text(sheet(ticket(age_ban=16), language="en", point_of_sale="online", demo=True))
    for part in (
        "Your ticket", "Saturday 5 December 2026", "Show 20:15", "film about 20:30", "ends about 23:40",
        "Screen", "Row", "Seat", "Rate", "€9.50", "no. 000123", "No one under 16",
        "Sold on Tuesday 1 December 2026 at 11:02, online", "not a CNC-homologated ticket",
        "DEMO: this ticket has no value",
    ):  # fmt: skip
        assert part in text, part


def test_free_seating_a_free_right_and_an_unknown_runtime() -> None:
    text = _text(sheet(ticket(row="", seat="", price_cents=0, film_at=None, ends_at=None)))
    assert "placement libre" in text
    assert "gratuit" in text
    for absent in ("Rang", "0,00", "vers"):
        assert absent not in text


def test_every_ticket_of_the_order_is_there_four_to_a_page() -> None:
    reader = _read(sheet(*(ticket(number=100 + i) for i in range(9))))
    assert len(reader.pages) == 3
    for page, numbers in zip(reader.pages, (range(100, 104), range(104, 108), range(108, 109)), strict=True):
        text = page.extract_text()
        assert [n for n in range(100, 109) if f"{n:06d}" in text] == list(numbers)


def test_a_ticket_never_runs_over_two_pages() -> None:
    tall = ticket(
        film="W" * 300, screen="W" * 60, rate="W" * 80, proof="W" * 200, warning="W" * 200, age_ban=18
    )
    for page in _read(sheet(*[tall] * 7)).pages:
        text = page.extract_text()
        assert text.count("Place") == text.count("n° 000123") == text.count("K7PQ-9M2X-1")


def test_the_document_is_tagged_and_in_its_language() -> None:
    reader = _read(sheet(language="en"))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("en")
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == "Your ticket K7PQ-9M2X"


def test_fonts_are_ours_and_embedded() -> None:
    fonts = _fonts(_read(sheet(ticket(film="Été الرسالة שלום 東京 🎬"))))
    assert all(embedded for _, embedded in fonts)
    families = {name.partition("+")[2].split("-")[0] for name, _ in fonts}
    assert families == {"NotoSans", "NotoSansArabic", "NotoSansHebrew", "NotoSansJP", "NotoEmoji"}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_a_ticket(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[str] = []
    monkeypatch.setattr(render._log, "warning", lambda event, **_: refused.append(event), raising=False)
    every = dict.fromkeys(
        ("film", "version", "screen", "rate", "proof", "warning", "seat_note", "series"), name
    )
    facts = sheet(ticket(**every), operator=name, cinema=name, town=name, point_of_sale=name)
    reader = _read(facts)
    assert refused == []  # PDF/UA-1 forbids missing glyphs: the strict drawing must have passed
    assert len(reader.pages) == 1
    assert "9,50" in reader.pages[0].extract_text()
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(tickets_png(facts)[0])))
    assert found.text == facts.tickets[0].qr


@pytest.mark.parametrize(
    "name", ['"))) #panic("x', "a\\", '\\"', r"\u{41}\n", "#emph[x] *b* $1$", "// mute", "\x7f\x00é"]
)
def test_a_name_is_said_and_never_obeyed(name: str) -> None:
    facts = sheet(ticket(film=name), operator=name)
    text = _read(facts).pages[0].extract_text()
    visible = "".join(each for each in name if each.isprintable() and each != " ")
    assert visible in text.replace(" ", "").replace("\n", "")


def test_every_code_on_the_page_reads_back() -> None:
    facts = sheet(*(ticket(qr=f"O1.k1.{i:090d}") for i in range(4)), demo=True)
    [page] = tickets_png(facts, ppi=150)
    assert {each.text for each in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))} == {
        each.qr for each in facts.tickets
    }


def test_the_same_facts_give_the_same_bytes_from_any_thread() -> None:
    many = [sheet(ticket(number=n)) for n in range(4)] * 3
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(tickets_pdf, many))
    assert drawn[:4] == drawn[4:8] == drawn[8:]
    assert len(set(drawn)) == 4


def test_a_refused_standard_still_prints_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(render._log, "warning", lambda event, **_: said.append(event), raising=False)
    monkeypatch.setattr(render, "sheet_data", _with_an_undrawable_title)
    assert PdfReader(io.BytesIO(tickets_pdf(sheet()))).pages
    assert said == ["document_not_ua1"]


def _with_an_undrawable_title(facts: TicketSheet) -> dict[str, object]:
    from ouvreuse.ui.documents.sheet import sheet_data

    data = sheet_data(facts)
    data["tickets"][0]["film"]["text"] = "𓀀"
    return data


def test_a_payload_too_long_is_an_error_not_a_bad_code() -> None:
    with pytest.raises(PayloadTooLong):
        tickets_pdf(sheet(ticket(qr="x" * 300)))


def test_dates_times_and_money_as_readers_write_them() -> None:
    first = datetime(2027, 1, 1, 0, 5, tzinfo=UTC)
    assert long_date(first.date(), language="fr") == "vendredi 1er janvier 2027"
    assert long_date(START.date(), language="en") == "Saturday 5 December 2026"
    assert clock_time(first, language="fr") == "0h05"
    assert clock_time(first, language="en") == "00:05"
    assert euros(123456, language="fr") == "1\u202f234,56\u00a0€"
    assert euros(5, language="en") == "€0.05"
