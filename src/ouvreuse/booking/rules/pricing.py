"""From the seats of a hold to priced lines, one line a seat and a charge, by pricing's quote."""

from __future__ import annotations

from dataclasses import dataclass

from ouvreuse.pricing.rules import PriceListVersion, Request, ScreeningContext, quote

KIND_NAMES = {"S": "standard", "W": "wheelchair", "T": "transfer", "C": "companion", "D": "duo", "E": "easy"}


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One charge of one seat (or none): gross and VAT in cents, VAT rate in basis points."""

    kind: str
    screening: int | None
    place: int | None
    code: str
    family: str
    label_fr: str
    label_en: str
    proof_fr: str
    proof_en: str
    gross: int
    vat_bp: int
    vat: int
    in_tsa_base: bool


def price_show(
    version: PriceListVersion,
    context: ScreeningContext,
    *,
    screening: int,
    seats: tuple[tuple[int, str, str, str], ...],
) -> list[PricedLine]:
    """Lines of one screening; ``seats``: (place, kind name, rate code, its zone's supplement or nothing).

    A zone's supplement is due when the price list has it, and never on a free right. Raises pricing's errors.
    """
    priced = {supplement.code for supplement in version.supplements}
    groups: dict[tuple[str, str, str], list[int]] = {}
    for place, kind, rate, zone in sorted(seats, key=lambda seat: (seat[2], seat[1], seat[3], seat[0])):
        due = zone if zone in priced and not version.rate(rate).is_free else ""
        groups.setdefault((rate, kind, due), []).append(place)
    requests = [
        Request(rate, len(places), kind, (due,) if due else ())
        for (rate, kind, due), places in groups.items()
    ]
    places_of = list(groups.values())
    lines: list[PricedLine] = []
    for line in quote(version, context, requests).lines:
        for place, unit in zip(places_of[line.request], line.units(), strict=True):
            lines.append(
                PricedLine(
                    line.kind.value, screening, place, line.code, line.family, line.label.text("fr"),
                    line.label.text("en"), line.proof.text("fr"), line.proof.text("en"), unit.gross_cents,
                    line.vat_bp, unit.vat_cents, line.in_tsa_base,
                )
            )  # fmt: skip
    return sorted(lines, key=lambda line: (line.place or 0, line.kind != "ticket"))
