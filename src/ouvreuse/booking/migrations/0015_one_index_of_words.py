"""Safe after deployment: the index of folded names and addresses gives way to that of the words kept beside them."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("booking", "0014_words_of_earlier_orders")]
    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS order_by_words",
            SQL.joinpath("search_by_expression.sql").read_text(),
        )
    ]
