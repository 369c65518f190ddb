"""What still prevents opening, read in one statement."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from ouvreuse.booking.rules.opening import ChainState, HallState, HouseState, Missing, still_missing
from ouvreuse.kernel import prepared

STATE = """
SELECT jsonb_build_object(
    'operators', (SELECT count(*) FROM venues_operator),
    'nameless', (SELECT count(*) FROM venues_operator WHERE legal_name = '' OR siren = ''),
    'unlawful', (SELECT count(*) FROM venues_operator WHERE publisher = '' OR host = '' OR mediator = ''),
    'key', EXISTS (SELECT 1 FROM booking_signingkey),
    'mail', (SELECT CASE WHEN checked_at IS NULL THEN 'set' ELSE 'checked' END FROM notifications_mailserver),
    'money', (SELECT CASE WHEN secret_key = '' OR webhook_secret = '' THEN '' WHEN checked_at IS NULL THEN 'set'
                          WHEN NOT can_charge THEN 'closed' ELSE 'checked' END
                FROM payments_provideraccount WHERE active ORDER BY id DESC LIMIT 1),
    'films', (SELECT count(*) FROM (SELECT 1 FROM catalogue_film LIMIT 1) AS one),
    'houses', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'slug', c.slug, 'name', c.name,
        'lists', (SELECT count(*) FROM pricing_pricelist p WHERE p.cinema_id = c.id),
        'published', (SELECT count(*) FROM (SELECT 1 FROM programme_screening s
                       WHERE s.cinema_id = c.id AND s.state = 'published' AND s.starts_at > clock() LIMIT 1) AS one),
        'halls', (SELECT coalesce(jsonb_agg(jsonb_build_array(
                         h.id, h.name, coalesce(m.capacity, 0),
                         coalesce(length(m.kinds) - length(replace(m.kinds, 'W', '')), 0)) ORDER BY h.number), '[]')
                    FROM venues_screen h LEFT JOIN LATERAL (
                         SELECT capacity, kinds FROM venues_seatmap WHERE screen_id = h.id
                          ORDER BY version DESC LIMIT 1) AS m ON true
                   WHERE h.cinema_id = c.id)
        ) ORDER BY c.town, c.name), '[]') FROM venues_cinema c))::text
"""


def chain_state() -> ChainState:
    """What stands, in one statement."""
    found: dict[str, Any] = json.loads(prepared.rows(STATE)[0][0])
    houses = tuple(
        HouseState(
            slug=house["slug"],
            name=house["name"],
            halls=tuple(HallState(*hall) for hall in house["halls"]),
            price_lists=house["lists"],
            published=house["published"],
        )
        for house in found["houses"]
    )
    # Where the environment names the mailbox of a demo or a test, nobody has to try it.
    mail = found["mail"] or ("checked" if settings.KIND != "LIVE" and settings.MAILBOX_URL else "")
    return ChainState(
        named=bool(found["operators"]) and not found["nameless"],
        legal=bool(found["operators"]) and not found["unlawful"],
        signing_key=found["key"],
        mail=mail,
        money=found["money"] or "",
        films=found["films"],
        houses=houses,
    )


def opening() -> tuple[Missing, ...]:
    """What still prevents opening, in the order in which one cures it."""
    return still_missing(chain_state())
