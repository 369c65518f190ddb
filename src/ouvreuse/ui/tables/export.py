"""The one writer of exports. A cell that a spreadsheet would run as a formula is written as text (CSV injection)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ouvreuse.kernel.money import Money

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
FORMATS = ("csv", "xlsx")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = Iterable[Sequence[object]]


def safe_cell(value: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe; numbers and dates stay what they are."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def export_response(
    format: str, *, name: str, header: Sequence[str], rows: Rows, zone: ZoneInfo
) -> HttpResponseBase:
    """A file to keep: ``csv`` (UTF-8 with its mark, comma) or ``xlsx``. Amounts in units of their currency.

    ``name`` without its ending; instants on the wall clock of ``zone``. Raises ``KeyError`` for another format.
    """
    write: Callable[[Sequence[str], Rows, ZoneInfo], HttpResponseBase] = {"csv": _csv, "xlsx": _xlsx}[format]
    response = write(header, rows, zone)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response


def _csv(header: Sequence[str], rows: Rows, zone: ZoneInfo) -> HttpResponseBase:
    def lines() -> Iterator[str]:
        yield "\ufeff" + _line(header)
        for row in rows:
            yield _line([_plain(value, zone) for value in row])

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


def _line(cells: Sequence[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([safe_cell(cell) for cell in cells])
    return text.getvalue()


def _plain(value: object, zone: ZoneInfo) -> object:
    match value:
        case None | bool():
            return "" if value is None else int(value)
        case Money():
            return Decimal(value.cents).scaleb(
                -2
            )  # a number: what was given back is negative, and no formula
        case datetime():
            return value.astimezone(zone).isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case _:
            return value if isinstance(value, int | float | Decimal) else str(value)


def _xlsx(header: Sequence[str], rows: Rows, zone: ZoneInfo) -> HttpResponseBase:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([_cell(sheet, title, zone) for title in header])
    for row in rows:
        sheet.append([_cell(sheet, value, zone) for value in row])
    held = io.BytesIO()
    book.save(held)
    return HttpResponse(held.getvalue(), content_type=WORKBOOK)


def _cell(sheet: Any, value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(zone).replace(tzinfo=None)  # a workbook knows no zones
    elif isinstance(value, Money):
        value = Decimal(value.cents) / 100
    elif value is not None and not isinstance(value, bool | int | float | Decimal | date):
        value = str(value)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula
    return cell
