"""A sheet dropped on the page: the difference first, then its good lines as drafts, the others by hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.planning.tests.work import Work
from ouvreuse.catalogue.models import Film
from ouvreuse.programme.models import DroppedSheet, Screening

pytestmark = pytest.mark.integration
HEAD = "salle;date;heure;film;version;classification"


def csv(work: Work, *lines: str) -> bytes:
    """Lines with ``{n}`` for the n-th day of the week."""
    days = [f"{work.day(n):%d/%m/%Y}" for n in range(7)]
    return "\n".join([HEAD, *(line.format(*days) for line in lines)]).encode()


def drop(work: Work, content: bytes, name: str = "semaine.csv") -> Any:
    return work.post("sheet/", file=SimpleUploadedFile(name, content))


def shown(work: Work, content: bytes) -> str:
    answer = drop(work, content)
    assert answer.status_code == 303, answer.content.decode()
    return " ".join(work.client.get(answer.headers["Location"]).content.decode().split())


def test_the_difference_then_the_good_lines_and_one_to_place(paula: Work) -> None:
    """New, changed, clash, sold, not understood, same: what the programmer sees on Monday."""
    from ouvreuse.booking.actions import sell

    changed = paula.draft(0, "14:00")
    paula.draft(1, "20:15")
    same = paula.draft(5, "14:00")
    sold = paula.chain.screening(starts_at=paula.at(2), film_starts_at=paula.at(2, "20:30"),
                                 ends_at=paula.at(2, "22:25"), occupied_until=paula.at(2, "22:45"))  # fmt: skip
    sell(sold, places=[3], rates=["PLEIN"], email="camille@example.org")
    content = csv(
        paula,
        "1;{0};14h00;La Lame;VF;",
        "1;{1};21h00;Le Gardien;VF;",
        "1;{2};20h15;La Lame;VF;",
        "1;{3};20h15;Un film nouveau;VO;",
        "1;{4};20h77;Le Gardien;VF;",
        "1;{5};14h00;Le Gardien;VF;",
    )
    page = shown(paula, content)
    for words in ("1 new", "1 changed", "1 clash", "1 sold: untouched", "1 not understood", "1 same"):
        assert f">{words}<" in page, words
    assert "Take 2 good lines" in page
    assert "time not understood: “20h77”" in page
    assert Film.objects.filter(title="Un film nouveau").count() == 0, "a look makes nothing"
    done = paula.post("sheet/take/")
    assert done.status_code == 303
    made = Screening.objects.get(film__title="Un film nouveau")
    assert (made.starts_at, made.state) == (paula.at(3), "draft")
    assert Screening.objects.get(id=changed).film_id == paula.chain.banned_film
    assert Screening.objects.get(id=sold).film_id == paula.chain.film
    assert Screening.objects.get(id=same).state == "draft"
    entry = AuditEntry.objects.get(verb="import_week")
    assert (entry.actor_id, entry.cinema) == (paula.user.id, paula.chain.cinema)
    grid = paula.client.get(done.headers["Location"].partition("#")[0]).content.decode()
    assert "1 line of the sheet to place" in grid
    form = paula.form(paula.get(), offers="left")
    assert form["text"] == [f"Salle 1 {paula.day(1):%d/%m} 21h00"]
    assert paula.post("add/", **form).status_code == 422
    assert paula.post("add/", **{**form, "text": f"Salle 2 {paula.day(1):%d/%m} 21h00"}).status_code == 303
    assert Screening.objects.filter(starts_at=paula.at(1, "21:00"), screen=paula.chain.free_screen).exists()
    assert DroppedSheet.objects.get().left == []
    assert paula.post("sheet/take/").status_code == 422, "a sheet is taken once"


def test_what_a_line_left_out_says_of_a_sold_film_is_not_written(paula: Work) -> None:
    from ouvreuse.booking.actions import sell

    sold = paula.chain.screening(in_minutes=600)
    sell(sold, places=[3], rates=["PLEIN"], email="camille@example.org")
    page = shown(paula, csv(paula, "1;{0};20h15;Le Gardien;VF;16", "1;{1};20h15;La Lame;VF;"))
    assert ">1 sold: untouched<" in page
    paula.post("sheet/take/")
    assert Film.objects.get(id=paula.chain.film).classification == "TP"
    assert Screening.objects.filter(state="draft").count() == 1


def test_a_line_that_loses_its_room_is_left_out_too(paula: Work) -> None:
    """The first line would move a draft away, but clashes: the draft stays, and stays in the second's way."""
    paula.draft(0, "20:15", external_ref="A")
    paula.draft(1, "20:15", external_ref="B")
    head, *_ = HEAD, None
    days = [f"{paula.day(n):%d/%m/%Y}" for n in range(7)]
    lines = [f"{head};reference", f"1;{days[1]};21h00;Le Gardien;VF;;A", f"1;{days[0]};19h00;Le Gardien;VF;;C",
             f"1;{days[3]};19h00;Le Gardien;VF;;D"]  # fmt: skip
    shown(paula, "\n".join(lines).encode())
    assert paula.post("sheet/take/").status_code == 303
    refs = dict(Screening.objects.values_list("external_ref", "starts_at"))
    assert refs == {"A": paula.at(0), "B": paula.at(1), "D": paula.at(3, "19:00")}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02 rien", "neither an Excel workbook"),
        (b"\xd0\xcf\x11\xe0old", "save it as .xlsx"),
        (b"PK\x03\x04broken", "damaged"),
        (b"a;b\n1;2", "No header line was recognised"),
        (b"x" * (2 * 1024 * 1024 + 1), "2 MB at most"),
    ],
)
def test_wrong_files_have_words(paula: Work, content: bytes, words: str) -> None:
    answer = drop(paula, content)
    assert answer.status_code == 422
    assert words.lower() in answer.content.decode().lower()
    assert not DroppedSheet.objects.exists()


def test_nothing_dropped_nothing_taken(paula: Work) -> None:
    assert paula.post("sheet/").status_code == 422
    assert paula.post("sheet/take/").status_code == 422
    assert paula.get("sheet/").status_code == 200
