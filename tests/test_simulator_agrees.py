"""The simulator of the back office and the public page of a screening offer the same rates at the same price."""

from __future__ import annotations

import re
from html import unescape

import pytest

from ouvreuse.pricing.actions import publish_price_list
from ouvreuse.pricing.rules import french_defaults
from ouvreuse.storefront import caching
from ouvreuse.venues.tests.factories import browser, member
from tests.cast import Chain

pytestmark = pytest.mark.integration
ROW = re.compile(
    r'<th scope="row">[^<]*<br><small class="soft">(\w+)</small></th>\s*<td class="number">([^<]*)</td>'
)


def test_both_say_the_same(chain: Chain, tuesday: None) -> None:
    content = french_defaults(0, online_fee_cents=50)
    version = publish_price_list("normal", cinema=chain.cinema, name="Grille", content=content)
    clerk = browser(member("ines", cinema=chain.cinema, role="box_office"))
    for banned in (False, True):
        caching.forget()
        screening = chain.screening(in_minutes=180 + 400 * banned, banned=banned, price_version_id=version)
        page = unescape(browser().get(f"/fr/seance/{screening}/").content.decode())
        sold = set(re.findall(r'<(?:select|input)[^>]* name="([A-Z][A-Z0-9]*)"', page))
        asked = f"/fr/staff/cinema/le-phare/prices/simulator/?screening={screening}"
        answered = dict(ROW.findall(unescape(clerk.get(asked).content.decode())))
        assert set(answered) == sold != set()
        for price in answered.values():
            assert price in page
    caching.forget()
