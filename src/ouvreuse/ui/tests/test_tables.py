"""Lists: what the address asks for, and files that no spreadsheet runs."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.cast import Chain

from ouvreuse.catalogue.models import Film
from ouvreuse.kernel.money import Money
from ouvreuse.ui.tables import Column, Listing, Rows, export_response, safe_cell

PARIS = ZoneInfo("Europe/Paris")
COLUMNS = (
    Column("title", "Title", lambda film: film.title, order=("sort_key",), link=lambda film: f"/{film.id}"),
    Column("year", "Year", lambda film: film.year, order=("year",), number=True),
    Column("visa", "Visa", lambda film: film.visa_number, chosen=False),
)


def films(asked: str = "") -> Listing:
    return Listing(QueryDict(asked), name="films", columns=COLUMNS, rows=Film.objects.all(), order=("id",))


def titles(listing: Listing) -> list[Any]:
    return [line[0].text for line in listing.lines]


def add(count: int) -> None:
    Film.objects.bulk_create(
        Film(slug=f"film-{n}", title=f"Film {n:03}", sort_key=f"film {n:03}", year=1900 + n)
        for n in range(count)
    )


@pytest.mark.unit
@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@x", "\t=1", "\r=1", "\n=1"])
def test_a_cell_never_begins_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"a{text}") == f"a{text}"
    assert safe_cell(-2) == -2


@pytest.mark.unit
def test_both_formats_say_the_same() -> None:
    instant = datetime(2026, 11, 18, 19, 15, tzinfo=UTC)
    row = ["=cmd()", Money(950), instant, date(2026, 11, 18), None, True, 7]
    header = [str(number) for number in range(len(row))]
    answer = export_response("csv", name="x", header=header, rows=[row], zone=PARIS)
    text = b"".join(answer).decode()  # type: ignore[arg-type]
    assert text.splitlines()[1] == "'=cmd(),9.50,2026-11-18T20:15+01:00,2026-11-18,,1,7"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="x.csv"'
    answer = export_response("xlsx", name="x", header=header, rows=[row], zone=PARIS)
    cells = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows())[1]  # type: ignore[union-attr, attr-defined]
    assert [cell.data_type for cell in cells[:2]] == ["s", "n"]
    assert cells[0].value == "=cmd()"
    assert float(cells[1].value) == 9.5
    assert cells[2].value == datetime(2026, 11, 18, 20, 15)  # noqa: DTZ001 - as the workbook has it


@pytest.mark.unit
def test_an_amount_given_back_is_exported_as_a_number() -> None:
    answer = export_response("csv", name="x", header=["a"], rows=[[Money(-1900)], [Money(5)]], zone=PARIS)
    assert b"".join(answer).decode().splitlines()[1:] == ["-19.00", "0.05"]  # type: ignore[arg-type]


@pytest.mark.unit
def test_rows_already_read_are_sorted_as_a_queryset_is() -> None:
    rows = Rows([Money(5), Money(7), Money(6)])
    assert [row.cents for row in rows.order_by("-cents")] == [7, 6, 5]
    assert [row.cents for row in rows.order_by("currency", "cents")[1:3]] == [6, 7]
    assert rows.order_by().count() == len(list(rows.iterator())) == 3


@pytest.mark.integration
def test_a_list_sorts_pages_and_chooses_columns_by_its_address(chain: Chain) -> None:
    add(120)
    mine = Film.objects.filter(slug__startswith="film-")
    listing = Listing(QueryDict("sort=-year&page=2"), name="f", columns=COLUMNS, rows=mine, order=("id",))
    assert titles(listing)[0] == "Film 069"
    assert (listing.count, listing.first, listing.last) == (120, 51, 100)
    assert "page=1" in listing.previous_url
    assert "page=3" in listing.next_url
    assert [head.sorted for head in listing.heads] == ["", "descending"]
    assert [column.key for column in films("column=visa&column=title").shown] == ["title", "visa"]
    for nonsense in ("sort=nothing", "sort=visa", "page=-3", "page=99999999", "page=x", "column=nothing"):
        assert films(nonsense).shown[0].key == "title"
        assert films(nonsense).lines is not None


@pytest.mark.integration
def test_a_list_costs_the_same_for_three_rows_and_for_many(chain: Chain) -> None:
    from django.db import connection

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            render_to_string("ui/listing.html", {"listing": films(), "caption": "Films"})
        return len(queries)

    few = cost()
    add(300)
    assert cost() <= few + 1 <= 2


@pytest.mark.integration
def test_the_page_says_what_it_lists_and_escapes_it(chain: Chain) -> None:
    Film.objects.filter(id=chain.film).update(title="<b>")
    drawn = render_to_string("ui/listing.html", {"listing": films("sort=title"), "caption": "Films"})
    assert "&lt;b&gt;" in drawn
    assert 'aria-sort="ascending"' in drawn
    empty = Listing(
        QueryDict(), name="f", columns=COLUMNS, rows=Film.objects.none(), order=("id",), empty="None."
    )
    assert "None." in render_to_string("ui/listing.html", {"listing": empty, "caption": "Films"})


@pytest.mark.integration
def test_an_export_holds_every_row_of_the_filter(chain: Chain) -> None:
    add(70)
    answer = films("export=csv&column=title").export
    assert answer is not None
    assert len(b"".join(answer).decode().splitlines()) == 1 + Film.objects.count()  # type: ignore[arg-type]
    assert films("export=exe").export is None
