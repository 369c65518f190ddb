"""What is wrong and what comes next in some cinemas: one statement of small looks, each by an index."""

# ruff: noqa: S608 - the statements are our own words

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from ouvreuse.insights.rules import Signal

MAIL_LATE = "5 minutes"
PAYING_LATE = "40 minutes"
EVENT_LATE = "15 minutes"
WORKER_SILENT_S = 60
DISK_FREE_PERCENT = 5

OURS = "EXISTS (SELECT 1 FROM booking_order o WHERE o.id = {} AND o.cinema_id = ANY (%(cinemas)s))"
OF_MESSAGE = OURS.format("CASE WHEN m.recipient ~ '^[0-9a-f-]{36}$' THEN m.recipient::uuid END")
LOOKS = {
    "mail_failed": f"""
        SELECT count(*) AS n, min(created_at) AS at FROM notifications_message m
         WHERE m.state = 'failed' AND m.created_at > now.at - interval '7 days' AND {OF_MESSAGE}""",
    "mail_late": f"""
        SELECT count(*) AS n, min(created_at) AS at FROM (
            SELECT m.created_at FROM notifications_message m
             WHERE m.state IN ('queued', 'sending') AND m.created_at < now.at - interval '{MAIL_LATE}' AND {OF_MESSAGE}
             ORDER BY m.created_at LIMIT 1000) late""",
    "webhook_silent": f"""
        SELECT count(*) AS n, min(p.ended_at) AS at, max(e.heard) AS heard
          FROM payments_provideraccount a
          JOIN venues_operator operator ON operator.id = a.operator_id
          LEFT JOIN LATERAL (SELECT received_at AS heard FROM payments_providerevent
                              WHERE account_id = a.id ORDER BY id DESC LIMIT 1) e ON true
         CROSS JOIN LATERAL (SELECT * FROM payments_payment ORDER BY id DESC LIMIT 200) p
         WHERE a.active AND p.account_id = a.id AND p.means = 'card' AND p.state = 'succeeded'
           AND EXISTS (SELECT 1 FROM venues_cinema c WHERE c.operator_id = operator.id AND c.id = ANY (%(cinemas)s))
           AND p.ended_at > coalesce(e.heard, '-infinity') + interval '{EVENT_LATE}'
           AND p.ended_at < now.at - interval '{EVENT_LATE}'
           AND (e.heard IS NOT NULL OR (SELECT kind FROM database_mark) <> 'DEMO')""",
    "payment_unknown": f"""
        SELECT count(*) AS n, min(p.created_at) AS at, coalesce(sum(p.amount), 0) AS amount FROM payments_payment p
         WHERE p.state = 'unknown' AND {OURS.format("p.subject")}""",
    "paying_long": f"""
        SELECT count(*) AS n, min(o.created_at) AS at, coalesce(sum(o.total), 0) AS amount FROM booking_order o
         WHERE o.state = 'paying' AND o.channel <> 'house' AND o.cinema_id = ANY (%(cinemas)s)
           AND o.created_at < now.at - interval '{PAYING_LATE}'""",
    "review": """
        SELECT count(*) AS n, min(o.created_at) AS at, coalesce(sum(o.total), 0) AS amount FROM booking_order o
         WHERE o.state = 'review' AND o.cinema_id = ANY (%(cinemas)s)""",
    "refund_failed": f"""
        SELECT count(*) AS n, min(r.ended_at) AS at, coalesce(sum(r.amount), 0) AS amount
          FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id
         WHERE r.state = 'failed' AND r.key NOT LIKE 'provider:%%' AND {OURS.format("p.subject")}
           AND NOT EXISTS (SELECT 1 FROM payments_refund a WHERE a.key = 'again:' || r.id)
           AND r.amount <= p.captured - (SELECT coalesce(sum(x.amount), 0) FROM payments_refund x
                                          WHERE x.payment_id = p.id AND x.state <> 'failed')""",
    "cancelled_unrefunded": """
        SELECT count(*) AS n, min(s.cancelled_at) AS at FROM programme_screening s
          JOIN booking_ticket t ON t.screening_id = s.id AND t.voided_at IS NULL AND t.admitted_at IS NULL
         WHERE s.state = 'cancelled' AND s.cinema_id = ANY (%(cinemas)s)
           AND s.starts_at > now.at - interval '30 days' AND s.cancelled_at < now.at - interval '10 minutes'
           AND NOT EXISTS (SELECT 1 FROM booking_screeningchange c
                            WHERE c.screening_id = s.id AND c.refund_at > now.at - interval '10 minutes')""",
    "fault": """
        SELECT count(*) AS n, min(f.starts_at) AS at, jsonb_agg(f.kind || '|' || s.name ORDER BY f.starts_at) AS names
          FROM venues_fault f JOIN venues_screen s ON s.id = f.screen_id
         WHERE f.closed_at IS NULL AND s.cinema_id = ANY (%(cinemas)s)
           AND f.starts_at <= now.at AND (f.ends_at IS NULL OR f.ends_at > now.at)""",
    "drafts": """
        SELECT count(*) AS n, min(s.starts_at) AS at FROM programme_screening s
         WHERE s.state = 'draft' AND s.cinema_id = ANY (%(cinemas)s)
           AND s.starts_at >= now.at AND s.starts_at < %(planned_until)s""",
    "publication": """
        SELECT count(*) AS n, min(s.published_at) AS at FROM programme_screening s
         WHERE s.state = 'published' AND s.published_at > now.at AND s.cinema_id = ANY (%(cinemas)s)
           AND s.starts_at >= now.at""",
    "empty_week": """
        SELECT count(*) AS n, min(%(week_begins)s::timestamptz) AS at, jsonb_agg(c.name ORDER BY c.name) AS names
          FROM venues_cinema c
         WHERE c.id = ANY (%(cinemas)s) AND NOT EXISTS (
               SELECT 1 FROM programme_screening s WHERE s.cinema_id = c.id AND s.state <> 'cancelled'
                  AND s.starts_at >= %(week_begins)s AND s.starts_at < %(planned_until)s)""",
    "no_runtime": """
        SELECT count(*) AS n, min(f.at) AS at, jsonb_agg(f.title ORDER BY f.at) AS names FROM coming f
         WHERE f.runtime_min IS NULL""",
    "no_visa": """
        SELECT count(*) AS n, min(f.at) AS at, jsonb_agg(f.title ORDER BY f.at) AS names FROM coming f
         WHERE f.visa_number = ''""",
}
WRONG = (
    "mail_failed", "mail_late", "webhook_silent", "payment_unknown", "paying_long", "review", "refund_failed",
    "cancelled_unrefunded", "fault",
)  # fmt: skip
NEXT = ("empty_week", "drafts", "publication", "no_runtime", "no_visa")
STATEMENT = f"""
WITH now AS MATERIALIZED (SELECT clock() AS at), coming AS MATERIALIZED (
    SELECT film.id, film.title, film.runtime_min, film.visa_number, min(s.starts_at) AS at
      FROM now, programme_screening s JOIN catalogue_film film ON film.id = s.film_id
     WHERE s.cinema_id = ANY (%(cinemas)s) AND s.state <> 'cancelled'
       AND s.starts_at >= now.at AND s.starts_at < now.at + interval '15 days'
     GROUP BY film.id)
SELECT (SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat)) FROM procrastinate_workers),
       {", ".join(f"(SELECT to_jsonb(look) FROM ({sql}) look)::text" for sql in LOOKS.values())} FROM now
"""


def signals(
    cinemas: Sequence[int], *, week_begins: datetime, planned_until: datetime
) -> tuple[tuple[Signal, ...], tuple[Signal, ...]]:
    """What is wrong, and what there is to do next; what is well is left out.

    ``week_begins`` and ``planned_until``: the next cinema week.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            STATEMENT, {"cinemas": list(cinemas), "week_begins": week_begins, "planned_until": planned_until}
        )
        silent_s, *rows = cursor.fetchone()
    found = {kind: _signal(kind, json.loads(row)) for kind, row in zip(LOOKS, rows, strict=True)}
    wrong = [found[kind] for kind in WRONG if found[kind].count]
    if silent_s is None or silent_s > WORKER_SILENT_S:
        wrong.insert(0, Signal("worker_silent", 1, amount=-1 if silent_s is None else int(silent_s)))
    if (free := free_disk()) < DISK_FREE_PERCENT:
        wrong.insert(0, Signal("disk_full", 1, amount=free))
    return tuple(wrong), tuple(found[kind] for kind in NEXT if found[kind].count)


def _signal(kind: str, row: dict[str, Any]) -> Signal:
    at = row.get("heard") or row["at"]
    return Signal(
        kind, row["n"], datetime.fromisoformat(at).astimezone(UTC) if at else None, int(row.get("amount") or 0),
        tuple(row.get("names") or ())[:5],
    )  # fmt: skip


def free_disk() -> int:
    """Percent of the disk of the data that are free."""
    disk = shutil.disk_usage(settings.DATA)
    return round(100 * disk.free / disk.total)
