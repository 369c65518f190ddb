"""Ticket facts for tests: one ordinary ticket and one sheet, changed by each test where it matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ouvreuse.ui.documents.facts import TicketFacts, TicketSheet

START = datetime(2026, 12, 5, 19, 15, tzinfo=UTC)
PAYLOAD = "O1.k1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw"


def ticket(**changes: Any) -> TicketFacts:
    facts: dict[str, Any] = {
        "film": "Les Enfants du paradis",
        "version": "VO",
        "format": "2D",
        "starts_at": START,
        "film_at": START + timedelta(minutes=15),
        "ends_at": START + timedelta(minutes=205),
        "screen": "Salle 3",
        "row": "E",
        "seat": "7",
        "rate": "Plein tarif",
        "price_cents": 950,
        "series": "PLEIN/S3",
        "number": 123,
        "code": "K7PQ-9M2X-1",
        "qr": PAYLOAD,
    }
    return TicketFacts(**(facts | changes))


def sheet(*tickets: TicketFacts, **changes: Any) -> TicketSheet:
    facts: dict[str, Any] = {
        "language": "fr",
        "operator": "Les Écrans du Val SARL",
        "cinema": "Le Lumière",
        "town": "Tours",
        "zone": "Europe/Paris",
        "order_code": "K7PQ-9M2X",
        "point_of_sale": "en ligne",
        "sold_at": datetime(2026, 12, 1, 10, 2, tzinfo=UTC),
        "tickets": tickets or (ticket(),),
        "demo": False,
    }
    return TicketSheet(**(facts | changes))
