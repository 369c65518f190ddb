"""What people of the staff do with price lists, as a browser does it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client
from tests.guides.pages import Page

from ouvreuse.pricing.models import PriceList, PriceListDraft
from ouvreuse.pricing.queries import price_list_in_use

PRICES = "/fr/staff/cinema/le-phare/prices/"
LIST = f"{PRICES}normal/"
DRAFT = f"{LIST}draft/"


def words(answer: Any) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def fields(html: str) -> dict[str, list[str]]:
    """What the item's form would send untouched."""
    return next(form.sent for form in Page(html).forms if "seen" in form.sent)


def begin(who: Client) -> None:
    assert who.post(DRAFT).status_code == 303


def write(who: Client, kind: str, code: str, **typed: Any) -> Any:
    """Fill the form of an item and press its button."""
    path = f"{DRAFT}{kind}/{code}/"
    return who.post(path, fields(who.get(path).content.decode()) | typed)


def publish(who: Client, **typed: str) -> Any:
    counter = PriceListDraft.objects.get().counter
    return who.post(f"{DRAFT}publish/", {"counter": str(counter), "when": "now", "apply": "on"} | typed)


def serving(code: str = "normal") -> Any:
    return price_list_in_use(PriceList.objects.get(code=code).id)
