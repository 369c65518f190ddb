"""Files that are wrong, and files meant to harm: each one clear refusal, never a crash."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ouvreuse.programme import errors, words
from ouvreuse.programme.errors import CellFault, SheetProblem, SheetUnreadable
from ouvreuse.programme.rules import Parsed, parse_rows, raw, read_sheet, sheet_workbook
from ouvreuse.programme.rules.clashes import Rule

pytestmark = pytest.mark.unit
GOLDEN = Path(__file__).parents[4] / "tests" / "golden" / "programme"
HEAD = "salle;date;heure;film;version;durée;visa"


def read(text: str) -> Parsed:
    return parse_rows(read_sheet(text.encode()))


def problem(data: bytes) -> str:
    with pytest.raises(SheetUnreadable) as refused:
        read_sheet(data)
    said = [words.say(refused.value.code, refused.value.facts, language=lang) for lang in ("fr", "en")]
    assert all("{" not in text for text in said)
    return refused.value.code


def workbook(*rows: list[object], title: str = "a", more: list[list[object]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if more:
        other = book.create_sheet("b")
        for row in more:
            other.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_every_wrong_line_is_named_with_its_column_and_reason() -> None:
    found = read(
        f"{HEAD}\n1;25/12/2026;20h15;Un;VF;90;\n1;32/12/2026;26h;;VX;long;\n\n"
        "2;25/12/2026;;Deux;VF;;\n1;25/12/2026;9h;T;VF;;;;x\n"
    )
    assert [row.line for row in found.rows] == [2]
    assert [(fault.line, fault.column, fault.code) for fault in found.faults] == [
        (3, "date", "cell_date"),
        (3, "heure", "cell_midnight"),
        (3, "film", "cell_missing"),
        (3, "version", "cell_version"),
        (3, "durée", "cell_minutes"),
        (5, "heure", "cell_missing"),
        (6, "", "cell_extra"),
    ]
    for fault in found.faults:
        french, english = (words.say(fault.code, fault.facts, language=lang) for lang in ("fr", "en"))
        assert french != english


def test_two_lines_may_not_contradict_each_other_about_a_film() -> None:
    found = read(
        f"{HEAD}\n1;25/12/2026;20h;Un;VF;90;111\n1;26/12/2026;20h;Autre;VF;;111\n"
        "1;27/12/2026;20h;UN !;VF;91;111\n"
    )
    assert [(f.line, f.column, f.code, f.facts["first_line"]) for f in found.faults] == [
        (3, "visa", "film_two_ways", 2),
        (4, "durée", "film_two_ways", 2),
    ]


def test_unknown_columns_are_told_and_a_title_above_the_header_is_skipped() -> None:
    found = read("Programme;semaine 52\n;;\nsalle;date;heure;film;couleur\n1;25/12/2026;20h;Un;rouge\n")
    assert (found.ignored, len(found.rows), found.rows[0].line) == (("couleur",), 1, 4)


def test_separator_line_of_excel_and_cells_on_two_lines() -> None:
    found = read('sep=;\nsalle;date;heure;film\n1;25/12/2026;20h;"Un\nfilm"\n1;26/12/2026;xx;Un\n')
    assert (found.rows[0].line, found.rows[0].title) == (3, "Un film")
    assert [fault.line for fault in found.faults] == [5]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet_empty"),
        (b"  \r\n ", "sheet_empty"),
        (b"\xef\xbb\xbf", "sheet_empty"),
        (f"{HEAD}\n".encode(), "sheet_empty"),
        (b"a;b;c\n1;2;3\n", "sheet_no_header"),
        (b"salle;date;heure\n1;2;3\n", "sheet_no_header"),
        (b"salle;date;heure;film;titre\n1;2;3;4;5\n", "sheet_column_twice"),
        (f'{HEAD}\n1;25/12/2026;20h15;"Un;VF;90\n2;;;;;\n'.encode(), "sheet_quotes"),
        (f'{HEAD}\n1;25/12/2026;20h15;"Un"x;VF;90\n'.encode(), "sheet_quotes"),
        (b"\x00\x01\x02", "sheet_not_text"),
        (b"\xff\xfe\x00", "sheet_not_text"),
        (b"%PDF-1.4 \x81", "sheet_not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet_workbook"),
        (b"PK\x03\x04 not a zip", "sheet_workbook"),
        (b"[1, 2]", "sheet_json"),
        (b"[", "sheet_json"),
        (b"{}", "sheet_json"),
        (b"[]", "sheet_empty"),
        (b"[" * 100_000, "sheet_json"),
        (b'[{"film": NaN}]', "sheet_json"),
        (b'[{"film": 1, "film": 2}]', "sheet_json"),
        (b'[{"film": "a", "titre": "b"}]', "sheet_json"),
        (b'[{"film": ' + b"9" * 5000 + b"}]", "sheet_json"),
        (b'[{"film": "a"}]', "sheet_no_header"),
        (";".join(f"c{n}" for n in range(100)).encode(), "sheet_too_many_columns"),
        (b"x" * (raw.MAX_BYTES + 1), "sheet_too_big"),
        ((HEAD + "\n" + "1;2;3;4\n" * 6000).encode(), "sheet_too_many_rows"),
        ((HEAD + "\n" + "1;2;3;4\n" * (raw.MAX_ROWS + 1)).encode(), "sheet_too_many_rows"),
        (json.dumps([{"film": "a"}] * 6000).encode(), "sheet_too_many_rows"),
    ],
)
def test_unreadable_files(data: bytes, code: str) -> None:
    assert problem(data) == code


def test_json_values_that_are_no_cells_are_faults_of_their_line() -> None:
    rows = [{"screen": 1, "starts at": "2026-12-25T20:15", "film": ["Un"]}, {"screen": True, "film": "Deux"}]
    found = parse_rows(read_sheet(json.dumps(rows).encode()))
    assert [(f.line, f.column, f.code) for f in found.faults] == [
        (1, "film", "cell_shape"),
        (2, "date", "cell_missing"),
        (2, "time", "cell_missing"),
        (2, "screen", "cell_shape"),
    ]


def test_formula_without_result_and_error_cells_are_refused() -> None:
    head: list[object] = ["salle", "date", "heure", "film", "note"]
    data = workbook(
        head, [1, "25/12/2026", "=TIME(20,15,0)", "Un", None], [1, "25/12/2026", "20h", "#REF!", "=1+"]
    )
    found = parse_rows(read_sheet(data))
    assert [(f.line, f.column, f.code) for f in found.faults] == [
        (2, "heure", "cell_formula"),
        (3, "film", "cell_sheet_error"),
        (3, "note", "cell_formula"),
    ]


def test_workbook_with_two_programmes_or_a_cover_sheet() -> None:
    head: list[object] = ["salle", "date", "heure", "film"]
    row: list[object] = [1, "25/12/2026", "20h", "Un"]
    assert problem(workbook(head, row, more=[head, row])) == "sheet_several_tables"
    found = parse_rows(read_sheet(workbook(["Bonjour"], more=[head, row])))
    assert [r.title for r in found.rows] == ["Un"]
    assert problem(workbook(["Bonjour"])) == "sheet_no_header"
    assert problem(workbook()) == "sheet_empty"


def test_zip_bomb_and_entities_are_refused_before_reading() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (sheet_workbook.MAX_UNPACKED + 1))
    assert len(bomb.getvalue()) < raw.MAX_BYTES
    assert problem(bomb.getvalue()) == "sheet_too_big"
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(sheet_workbook.MAX_PARTS + 1):
            archive.writestr(f"{number}.xml", b"")
    assert problem(many.getvalue()) == "sheet_too_big"
    good = workbook(["salle", "date", "heure", "film"], [1, "25/12/2026", "20h", "Un"])
    laughs = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(laughs, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + content
            target.writestr(part, content)
    assert problem(laughs.getvalue()) == "sheet_workbook"


def test_every_code_has_words_in_both_languages() -> None:
    codes = {item.value for kind in (SheetProblem, CellFault, errors.TypedFault) for item in kind}
    codes |= {
        item.code
        for item in vars(errors).values()
        if isinstance(item, type) and issubclass(item, errors.ProgrammeError)
    }
    assert codes == set(words.WORDS)
    assert {rule.value for rule in Rule} == set(words.CLASHES)
    every = [*words.WORDS.values(), *words.CLASHES.values()]
    assert all(fr.strip() and en.strip() and fr != en for fr, en in every)


TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)
CELLS = st.one_of(
    TEXTS,
    st.sampled_from(
        ["25/12/2026", "20h15", "VF", "1", '"', "=1+1", "#REF!", "2026-10-25T02:30", "１２", "²"]
    ),
    st.dates().map(str),
    st.floats().map(str),
)


def attempt(data: bytes) -> Parsed | str:
    """What was read, or the code of the refusal; anything else that is raised fails the test."""
    try:
        return parse_rows(read_sheet(data))
    except SheetUnreadable as refused:
        return refused.code


def check(found: Parsed | str) -> None:
    if isinstance(found, str):
        assert found in words.WORDS
        return
    for fault in found.faults:
        assert words.say(fault.code, fault.facts) != words.say(fault.code, fault.facts, language="en")


@settings(max_examples=300)
@given(data=st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda b: b"PK\x03\x04" + b)))
@example(b"\xfe\xff")
@example(b'"')
@example("ſalle;date;heure;film\n1;²/1/2026;１h;x".encode())
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    check(attempt(data))


@settings(max_examples=300)
@given(rows=st.lists(st.lists(CELLS, max_size=9), max_size=5), separator=st.sampled_from(";,\t"))
@example([["²", "²/²/2026", "１h²", "x", "VF", "²", "²"]], ";")
def test_no_cells_crash_the_rows(rows: list[list[str]], separator: str) -> None:
    head = separator.join(HEAD.split(";"))
    check(attempt("\n".join([head, *(separator.join(row) for row in rows)]).encode()))


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), CELLS, st.lists(CELLS)
)
KEYS = st.sampled_from(
    ["screen", "starts at", "date", "time", "film", "visa", "runtime", "year", "full price", "x"]
)


@settings(max_examples=200)
@given(items=st.lists(st.dictionaries(KEYS, VALUES), max_size=4))
def test_no_json_crashes_the_rows(items: list[dict[str, object]]) -> None:
    check(attempt(json.dumps(items).encode()))


@settings(max_examples=100)
@given(places=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=5))
def test_no_damaged_workbook_crashes_the_reader(places: list[tuple[int, int]]) -> None:
    data = bytearray((GOLDEN / "week.xlsx").read_bytes())
    for place, value in places:
        data[place % len(data)] = value
    check(attempt(bytes(data)))
