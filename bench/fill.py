"""Years of a cinema in a minute: orders, tickets, payments, letters and rights by SQL alone, in a throw-away database.

No verb made them, so AUDIT would not like them: they are there to be searched.
"""

from __future__ import annotations

import psycopg

A_ORDER = 2  # tickets
FIRST = """{Camille,Léa,Paul,Inès,Jean,Anne,Louis,Zoé,Hugo,Emma,Noé,Chloé,Marc,Rose,Ali,Nora,Tom,Lucie,Éric,Julie,Adam,
Sara,Rémi,Manon,Yann,Élise,Théo,Jade,Omar,Lina}"""
LAST = """{Martin,Bernard,Thomas,Petit,Robert,Richard,Durand,Dubois,Moreau,Laurent,Simon,Michel,Lefèvre,Leroy,Roux,
David,Bertrand,Morel,Fournier,Girard,Bonnet,Dupont,Lambert,Fontaine,Rousseau,Vincent,Müller,Lefebvre,Faure,André,Mercier,Blanc,
Guérin,Boyer,Garnier,Chevalier,François,Legrand,Gauthier,Garcia,Perrin,Robin,Clément,Morin,Nicolas,Henry,Roussel,Mathieu}"""
ORDER = "('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid"
TICKET = "('00000000-0000-7000-9000-' || lpad(to_hex(t), 12, '0'))::uuid"
NAMED = """
SELECT i, (%(first)s::text[])[1 + i %% 30] AS first,
       CASE WHEN i > %(orders)s - %(orders)s / 125 THEN 'Jadis' ELSE (%(last)s::text[])[1 + (i / 30) %% 48] END AS last
  FROM generate_series(1, %(orders)s) i
"""
STATEMENTS = (
    f"""
INSERT INTO booking_order (id, code, purchase_key, address, cinema_id, channel, language, state, places, created_at,
       held_until, extensions, email, name, total, currency, mail_version, ended_at, note, correlation_id, words)
SELECT {ORDER}, lpad(upper(to_hex(i::bigint * 7919)), 8, '0'), {ORDER}, '', %(cinema)s,
       CASE i %% 3 WHEN 0 THEN 'counter' ELSE 'web' END, 'fr', 'confirmed', {A_ORDER},
       clock() - (i || ' minutes')::interval, clock() - (i || ' minutes')::interval, 0,
       lower(first || '.' || last || i || '@example.org'), first || ' ' || last, 1900, 'EUR', 1,
       clock() - (i || ' minutes')::interval, '', '',
       folded(first || ' ' || last || ' ' || first || '.' || last || i || '@example.org')
  FROM ({NAMED}) n""",
    f"""
INSERT INTO booking_ticket (id, order_id, number, screening_id, place, rate_code, price, series, series_number, payload,
       issued_at, void_reason)
SELECT {TICKET}, {ORDER}, 1 + t %% {A_ORDER}, %(screening)s + t / 500, 1 + t %% 500, 'PLEIN', 950, '1/PLEIN', t + 1, '',
       clock(), ''
  FROM generate_series(0, %(orders)s * {A_ORDER} - 1) t, LATERAL (SELECT t / {A_ORDER} + 1 AS i) o""",
    f"""
INSERT INTO payments_payment (id, subject, means, state, amount, captured, currency, provider_ref, provider_intent, url,
       request, created_at, ended_at, correlation_id)
SELECT {ORDER}, {ORDER}, 'cash', 'succeeded', 1900, 1900, 'EUR', '', '', '', '{{}}', clock(), clock(), ''
  FROM generate_series(1, %(orders)s) i""",
    f"""
INSERT INTO notifications_message (id, dedupe_key, template, language, address, recipient, facts, state, attempts,
       message_id, correlation_id, created_at, error)
SELECT {ORDER}, 'order:' || {ORDER} || ':tickets:1', 'booking/mail/tickets', 'fr', 'a@example.org', {ORDER}::text,
       '{{}}', 'sent', 1, '', '', clock(), ''
  FROM generate_series(1, %(orders)s) i""",
    """
WITH b AS (INSERT INTO fiscal_book (cinema_id, channel, length, head) VALUES (%(cinema)s, 'fill', 1, '') RETURNING id),
     s AS (INSERT INTO fiscal_series (cinema_id, screen_number, rate_code, last_number)
           VALUES (%(cinema)s, 1, 'PLEIN', 0) RETURNING id)
INSERT INTO fiscal_entry (book_id, number, kind, at, payload, previous, hash)
SELECT id, 1, 'sale', clock(), '{}', '', '' FROM b""",
    f"""
INSERT INTO fiscal_admissionright (series_id, number, ticket, entry_id, screening)
SELECT (SELECT max(id) FROM fiscal_series), t + 1, {TICKET}, (SELECT max(id) FROM fiscal_entry), %(screening)s + t / 500
  FROM generate_series(0, %(orders)s * {A_ORDER} - 1) t""",
)


def fill(url: str, *, tickets: int, cinema: int, screening: int) -> None:
    """Fill a prepared database with so many tickets; ``screening``: the first of ``tickets`` / 500 in a row."""
    facts = {
        "orders": tickets // A_ORDER, "cinema": cinema, "screening": screening,
        "first": FIRST.replace("\n", ""), "last": LAST.replace("\n", ""),
    }  # fmt: skip
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("SET session_replication_role = replica")
        for statement in STATEMENTS:
            database.execute(statement, facts)  # type: ignore[arg-type]
        database.execute("VACUUM ANALYZE")
