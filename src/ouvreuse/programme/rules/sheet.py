"""From the bytes of a file to a table: XLSX, CSV in its French varieties, JSON.

Whatever the bytes, the answer is a `Sheet` or a `SheetUnreadable` that says why.
"""

from __future__ import annotations

from ouvreuse.programme.errors import SheetProblem, SheetUnreadable

from .columns import REQUIRED_SETS
from .raw import MAX_BYTES, Needed, Sheet, with_header
from .sheet_json import read_json
from .sheet_text import decode, read_delimited
from .sheet_workbook import read_workbook

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read_sheet(data: bytes, *, needed: Needed = REQUIRED_SETS) -> Sheet:
    """Read a file by what is in it, not by its name; `needed`: the columns one of which sets must be there.

    Raises `SheetUnreadable`.
    """
    if len(data) > MAX_BYTES:
        raise SheetUnreadable(SheetProblem.TOO_BIG, most=MAX_BYTES // 2**20)
    if data.startswith(ZIP):
        return with_header("xlsx", read_workbook(data, needed=needed), needed=needed)
    if data.startswith(OLD_EXCEL):
        raise SheetUnreadable(SheetProblem.WORKBOOK)
    text = decode(data)
    if text.lstrip()[:1] in ("[", "{"):
        return with_header("json", read_json(text), needed=needed)
    return with_header("csv", read_delimited(text), needed=needed)
