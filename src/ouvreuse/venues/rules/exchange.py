"""Plans as files: CSV (place,row,number,x,y,kind,partner,zone) and JSON, out and in again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ouvreuse.venues.errors import BadFile, BadPlan

from .letters import plan_from_letters
from .plans import Plan, Seat, Zone, plan_of

COLUMNS = ("place", "row", "number", "x", "y", "kind", "partner", "zone")
NEEDED = frozenset({"row", "number", "x", "y"})
STAGES = ("top", "right", "bottom", "left")
FORMAT = "ouvreuse-seat-map"
MOST_BYTES = 2_000_000
FORMULAS = frozenset("=+-@")


@dataclass(frozen=True, slots=True)
class Document:
    """A plan as it is drawn, right or not yet: seats and zones as they came, and the side the screen is on."""

    seats: tuple[Mapping[str, Any], ...] = ()
    zones: tuple[Mapping[str, Any], ...] = ()
    stage: str = "top"

    def to_json(self) -> dict[str, Any]:
        """As it is kept and exchanged."""
        return {
            "format": FORMAT,
            "stage": self.stage,
            "zones": list(self.zones),
            "seats": list(self.seats),
        }

    def text(self) -> str:
        """As a file."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n"

    def plan(self) -> Plan:
        """The plan it draws, turned so that the screen is above, as spectators see it. Raises ``BadPlan``."""
        plan = plan_of(self.seats, zones=self.zones)
        turn = {"top": _same, "bottom": _half, "left": _right, "right": _left}[self.stage]
        return Plan(tuple(turn(seat) for seat in plan.seats), plan.zones)


def _same(seat: Seat) -> Seat:
    return seat


def _half(seat: Seat) -> Seat:
    return replace(seat, x=0.0 - seat.x, y=0.0 - seat.y)


def _right(seat: Seat) -> Seat:
    return replace(seat, x=0.0 - seat.y, y=seat.x)


def _left(seat: Seat) -> Seat:
    return replace(seat, x=seat.y, y=0.0 - seat.x)


def document_of(plan: Plan) -> Document:
    """A plan as a document to draw on."""
    return Document(
        tuple(seat.to_json() for seat in plan.seats), tuple(zone.to_json() for zone in plan.zones)
    )


def document_from_json(text: str) -> Document:
    """What an editor or a file of ours says. Raises ``BadFile`` for what is no such document."""
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        raise BadFile("json", line=getattr(problem, "lineno", 1)) from problem
    if isinstance(found, list):
        found = {"seats": found}
    if not isinstance(found, dict):
        raise BadFile("json", line=1)
    seats, zones, stage = found.get("seats", []), found.get("zones", []), found.get("stage", "top")
    if not all(
        isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in (seats, zones)
    ):
        raise BadFile("json", line=1)
    if stage not in STAGES:
        raise BadFile("stage", line=1)
    return Document(tuple(seats), tuple(zones), stage)


def _no_constant(_name: str) -> float:
    raise ValueError


def csv_rows(plan: Plan) -> list[list[object]]:
    """The rows below ``COLUMNS``."""
    return [
        [seat.place, seat.row, seat.number, _plain(seat.x), _plain(seat.y), seat.kind, seat.partner or "", seat.zone]
        for seat in plan.seats
    ]  # fmt: skip


def _plain(number: float) -> float | int:
    return int(number) if number.is_integer() else number


def document_from_csv(text: str, *, zones: Iterable[Zone] = ()) -> Document:
    """Seats from a table with a head; commas, semicolons or tabs. ``zones``: those already known.

    A zone the table names and nobody knows gets its code as its name. Raises ``BadFile`` with the line.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    head = lines[0] if lines else ""
    mark = max(";\t,", key=head.count)
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark))
    names = [name.strip().lower() for name in rows[0]] if rows else []
    if missing := sorted(NEEDED - set(names)):
        raise BadFile("columns", line=1, columns=", ".join(missing))
    seats = tuple(
        _line(dict(zip(names, row, strict=False)), line=line, comma=mark != ",")
        for line, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    )
    known = {zone.code: zone for zone in zones}
    for seat in seats:
        if seat["zone"]:
            known.setdefault(seat["zone"], Zone(seat["zone"], seat["zone"], seat["zone"], seat["zone"]))
    return Document(_placed(seats), tuple(zone.to_json() for zone in known.values()))


def _line(row: Mapping[str, str], *, line: int, comma: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"line": line}
    for name in COLUMNS:
        cell = (row.get(name) or "").strip()
        if cell[:1] == "'" and cell[1:2] in FORMULAS:
            cell = cell[1:]  # as our own export writes what a spreadsheet would take for a formula
        try:
            if name in ("x", "y"):
                found[name] = float(cell.replace(",", ".") if comma else cell)
            elif name in ("place", "partner"):
                found[name] = int(cell or 0)
            else:
                found[name] = cell
        except ValueError as problem:
            raise BadFile("cell", line=line, column=name, cell=cell[:20]) from problem
    found["kind"] = found["kind"].upper() or "S"
    return found


def _placed(seats: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """A table without place numbers gets some, by its lines."""
    if seats and not any(seat["place"] for seat in seats):
        for place, seat in enumerate(seats, start=1):
            seat["place"] = place
    return seats


def document_from_file(data: bytes, *, name: str, zones: Iterable[Zone] = ()) -> Document:
    """A file as it was sent: JSON, CSV or letters, by its content. Raises ``BadFile`` and ``BadPlan``."""
    if len(data) > MOST_BYTES:
        raise BadFile("large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text or not text.strip():
        raise BadFile("text")
    if text.lstrip()[:1] in ("{", "["):
        return document_from_json(text)
    first = text.lstrip().splitlines()[0].lower()
    if name.lower().endswith(".csv") or {"row", "number"} <= set(
        first.replace(";", ",").replace("\t", ",").split(",")
    ):
        document = document_from_csv(text, zones=zones)
        _judge_lines(document)
        return document
    return replace(
        document_of(plan_from_letters(text.replace("\r\n", "\n"))), zones=tuple(z.to_json() for z in zones)
    )


def _judge_lines(document: Document) -> None:
    """A table that draws no plan says on which of its lines. Raises ``BadPlan``."""
    try:
        plan_of(document.seats, zones=document.zones)
    except BadPlan as problem:
        named = [seat for seat in document.seats if (seat["row"], seat["number"]) == _named(problem)]
        if named:
            raise BadPlan(problem.reason, **{**problem.facts, "line": named[-1]["line"]}) from problem
        raise


def _named(problem: BadPlan) -> tuple[object, object]:
    return problem.facts.get("row"), problem.facts.get("number")


def document_kept(kept: Mapping[str, Any]) -> Document:
    """A document as the table keeps it."""
    return Document(tuple(kept["seats"]), tuple(kept["zones"]), str(kept["stage"]))
