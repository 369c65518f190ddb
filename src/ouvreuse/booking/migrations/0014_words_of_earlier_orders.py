"""Safe before deployment: writes the words of the orders there are, a few thousand at a time and repeatable, and adds
their index without locking the table."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

STEP = """
WITH part AS (SELECT id FROM booking_order WHERE id > %s ORDER BY id LIMIT 5000),
     done AS (UPDATE booking_order o SET name = o.name FROM part
               WHERE o.id = part.id AND o.words = '' AND (o.name <> '' OR o.email <> ''))
SELECT max(id::text) FROM part
"""
FIRST = "00000000-0000-0000-0000-000000000000"


def words_of_orders(apps: Any, schema_editor: Any) -> None:
    """Write each name again: the trigger does the rest."""
    with schema_editor.connection.cursor() as cursor:
        last: str | None = FIRST
        while last:
            cursor.execute(STEP, [last])
            (last,) = cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("booking", "0013_words_of_orders")]
    operations = [
        migrations.RunPython(words_of_orders, migrations.RunPython.noop),
        AddIndexConcurrently(
            "order",
            GinIndex(
                condition=models.Q(("words", ""), _negated=True),
                fields=["words"],
                name="order_by_kept_words",
                opclasses=["gin_trgm_ops"],
            ),
        ),
    ]
