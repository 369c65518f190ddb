"""The quote and the invoice of a group on paper, in the group's language."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from ouvreuse.booking.errors import GroupRefused
from ouvreuse.booking.models import GroupBooking, GroupInvoice
from ouvreuse.booking.queries.screenings import ScreeningFacts
from ouvreuse.pricing.queries import price_list_version
from ouvreuse.pricing.rules.vat import vat_within
from ouvreuse.ui.documents.facts import Language
from ouvreuse.ui.documents.formats import clock_time, euros, long_date
from ouvreuse.ui.documents.programme import Programme, Section
from ouvreuse.venues.models import Cinema

PAYMENT = {
    "fr": (
        "Paiement à 30 jours de la réception de la facture, sans escompte. En cas de retard : intérêts au taux de la"
        " BCE majoré de 10 points (8 points pour un organisme public) et indemnité forfaitaire de 40 € pour frais de"
        " recouvrement (code de commerce L441-10 ; code de la commande publique R2192-10 et R2192-31)."
    ),
    "en": (
        "Payment within 30 days of receipt, no discount for early payment. If late: interest at the ECB’s rate plus 10"
        " points (8 points for a public body) and a flat sum of €40 for recovery costs (code de commerce L441-10; code"
        " de la commande publique R2192-10 and R2192-31)."
    ),
}
WORDS = {
    "fr": {
        "quote": "Devis", "invoice": "Facture", "of": "du", "seller": "Émetteur", "buyer": "Client", "show": "Séance",
        "name": "Nom", "address": "Adresse", "siren": "SIREN", "siret": "SIRET", "vat_number": "N° de TVA",
        "service_code": "Code service", "engagement": "N° d’engagement", "film": "Film", "when": "Date et heure",
        "screen": "Salle",
        "lines": "Prestations", "what": "Désignation", "count": "Quantité",
        "unit": "Prix unitaire TTC",
        "gross": "Total TTC", "vat_rate": "TVA",
        "vat": "dont TVA", "net": "Total HT", "total": "Totaux", "sum": "Montant",
        "valid": "Nombres prévus : la facture portera les entrées réelles, comptées le jour de la séance.",
        "until": "Option jusqu’au {day}.", "demo": "Démonstration : ce document ne vaut rien.",
        "heads": "Participants", "companions": "Accompagnateurs",
    },
    "en": {
        "quote": "Quote", "invoice": "Invoice", "of": "of", "seller": "From", "buyer": "To", "show": "Screening",
        "name": "Name", "address": "Address", "siren": "SIREN", "siret": "SIRET", "vat_number": "VAT number",
        "service_code": "Service code", "engagement": "Engagement number", "film": "Film", "when": "Date and time",
        "screen": "Screen", "lines": "Services", "what": "Description", "count": "Quantity",
        "unit": "Unit price incl. VAT", "gross": "Total incl. VAT", "vat_rate": "VAT", "vat": "of which VAT",
        "net": "Total excl. VAT", "total": "Totals", "sum": "Amount",
        "valid": "Expected numbers: the invoice will bear the real entries, counted on the day.",
        "until": "Option until {day}.", "demo": "Demonstration: this document is worth nothing.",
        "heads": "Participants", "companions": "Companions",
    },
}  # fmt: skip


def invoice_number(invoice: GroupInvoice) -> str:
    """Like G2026-00001: its series, its year, its place in it."""
    return f"G{invoice.year}-{invoice.number:05d}"


def quote_paper(row: GroupBooking, show: ScreeningFacts, *, vat_bp: tuple[int, int]) -> Programme:
    """The quote as it stands. ``vat_bp``: of the two rates, in basis points."""
    say, language = _say(row.language)
    cinema = Cinema.objects.select_related("operator").get(id=row.cinema_id)
    lines = [
        (label, count, unit, count * unit, bp, vat_within(count * unit, bp))
        for label, count, unit, bp in (
            (say["heads"], row.pupils, row.unit_cents[0], vat_bp[0]),
            (say["companions"], row.companions, row.unit_cents[1], vat_bp[1]),
        )
        if count
    ]
    note = say["valid"]
    if row.option_until is not None and row.state == GroupBooking.State.OPTION:
        day = row.option_until.astimezone(ZoneInfo(show.zone))
        note += " " + say["until"].format(
            day=f"{long_date(day.date(), language=language)} {clock_time(day, language=language)}"
        )
    seller = {
        "name": cinema.operator.legal_name or cinema.operator.name, "siren": cinema.operator.siren,
        "vat_number": cinema.operator.vat_number, "address": cinema.address,
        "town": f"{cinema.postcode} {cinema.town}".strip(), "cinema": cinema.name,
    }  # fmt: skip
    buyer = {
        name: getattr(row, name)
        for name in ("organisation", "address", "siret", "service_code", "engagement")
    }
    screening = {
        "film": show.film_title,
        "starts_at": show.starts_at.isoformat(),
        "screen": show.screen_name,
        "zone": show.zone,
    }
    title = f"{say['quote']} {row.id}"
    return _paper(
        language, title, at=row.created_at, seller=seller, buyer=buyer, show=screening, lines=lines, note=note
    )


def invoice_paper(invoice: GroupInvoice) -> Programme:
    """The invoice from its frozen facts: the same for ever."""
    language = invoice.booking.language
    say, known = _say(language)
    facts = invoice.facts
    lines = [
        (line[f"label_{known}"], line["count"], line["unit"], line["gross"], line["vat_bp"], line["vat"])
        for line in facts["lines"]
    ]
    title = f"{say['invoice']} {invoice_number(invoice)}"
    return _paper(
        known, title, at=invoice.issued_at, seller=facts["seller"], buyer=facts["buyer"], show=facts["screening"],
        lines=lines, note=PAYMENT[known],
    )  # fmt: skip


def _say(language: str) -> tuple[dict[str, str], Language]:
    known: Language = "fr" if language.startswith("fr") else "en"
    return WORDS[known], known


Line = tuple[str, int, int, int, int, int]


def _paper(
    language: Language,
    title: str,
    *,
    at: datetime,
    seller: dict[str, str],
    buyer: dict[str, str],
    show: dict[str, str],
    lines: list[Line],
    note: str,
) -> Programme:
    say, zone = WORDS[language], ZoneInfo(show["zone"])
    starts = datetime.fromisoformat(show["starts_at"]).astimezone(zone)
    when = f"{long_date(starts.date(), language=language)} {clock_time(starts, language=language)}"
    place = ", ".join(part for part in (seller["address"], seller["town"]) if part)
    from_rows = _known(
        (say["name"], f"{seller['name']} ({seller['cinema']})"), (say["address"], place),
        (say["siren"], seller["siren"]), (say["vat_number"], seller["vat_number"]),
    )  # fmt: skip
    to_rows = _known(
        (say["name"], buyer["organisation"]), (say["address"], buyer["address"]), (say["siret"], buyer["siret"]),
        (say["service_code"], buyer["service_code"]), (say["engagement"], buyer["engagement"]),
    )  # fmt: skip
    show_rows = ((say["film"], show["film"]), (say["when"], when), (say["screen"], show["screen"]))
    head = ("", "")
    money = [
        (label, str(count), euros(unit, language=language), _rate(bp, language), euros(vat, language=language),
         euros(gross, language=language))
        for label, count, unit, gross, bp, vat in lines
    ]  # fmt: skip
    columns = tuple(say[name] for name in ("what", "count", "unit", "vat_rate", "vat", "gross"))
    issued = long_date(at.astimezone(zone).date(), language=language)
    return Programme(
        language=language, title=title, subtitle=f"{say['of']} {issued}", author=seller["name"],
        footer=f"{seller['name']} · {title}",
        sections=(
            Section(say["seller"], head, (3, 9), from_rows), Section(say["buyer"], head, (3, 9), to_rows),
            Section(say["show"], head, (3, 9), show_rows),
            Section(say["lines"], columns, (6, 2, 3, 2, 2, 3), tuple(money)),
            Section(say["total"], (say["sum"], ""), (3, 9), _totals(lines, say, language), note),
        ),
        warning=say["demo"] if settings.KIND != "LIVE" else "",
    )  # fmt: skip


def _known(*rows: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(row for row in rows if row[1])


def _rate(bp: int, language: Language) -> str:
    whole, cents = divmod(bp, 100)
    figure = f"{whole}.{cents:02d}".rstrip("0").rstrip(".")
    return f"{figure.replace('.', ',')} %" if language == "fr" else f"{figure}%"


def _totals(lines: list[Line], say: dict[str, str], language: Language) -> tuple[tuple[str, str], ...]:
    vat: dict[int, int] = defaultdict(int)
    for *_rest, bp, tax in lines:
        vat[bp] += tax
    gross = sum(line[3] for line in lines)
    return (
        (say["net"], euros(gross - sum(vat.values()), language=language)),
        *(
            (f"{say['vat_rate']} {_rate(bp, language)}", euros(tax, language=language))
            for bp, tax in sorted(vat.items())
        ),
        (say["gross"], euros(gross, language=language)),
    )


def paper_of(row: GroupBooking, show: ScreeningFacts, *, paper: str) -> Programme:
    """The ``quote`` as it stands or the ``invoice``. Raises ``GroupRefused`` ("state") without an invoice."""
    if paper == "invoice":
        invoice = GroupInvoice.objects.select_related("booking").filter(booking=row).first()
        if invoice is None:
            raise GroupRefused("state")
        return invoice_paper(invoice)
    prices = price_list_version(show.price_version)
    first, second = (
        prices.rate(code).vat_bp for code in (row.rate_code, row.companion_rate or row.rate_code)
    )
    return quote_paper(row, show, vat_bp=(first, second))
