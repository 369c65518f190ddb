"""Safe before deployment: adds the indexes by which the staff find an order, without locking it."""

from pathlib import Path

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("booking", "0010_tickets_on_paper")]
    operations = [
        AddIndexConcurrently(
            "order",
            models.Index(
                condition=models.Q(("state__in", ["confirmed", "refunded", "review"])),
                fields=["cinema", "-created_at"],
                name="order_by_cinema",
            ),
        ),
        migrations.RunSQL(
            SQL.joinpath("search_by_expression.sql").read_text(),
            "DROP INDEX CONCURRENTLY IF EXISTS order_by_words",
        ),
    ]
