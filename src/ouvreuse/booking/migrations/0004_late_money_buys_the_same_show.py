"""Safe before deployment: adds a column that may be empty, and functions that read it.

Forgets jobs that nobody does any more: the worker finds the pages to open by itself.
"""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0003_holds_in_fewer_steps"),
        ("programme", "0003_revision_is_of_the_show"),
        ("procrastinate", "__first__"),
    ]
    operations = [
        migrations.AddField(
            "orderline",
            "screening_revision",
            models.IntegerField(
                help_text="of the screening when the price was bound: money that comes late buys that show only",
                null=True,
            ),
        ),
        migrations.RunSQL(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'booking.open_bank_page' AND status = 'todo'",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(SQL.joinpath("claims.sql").read_text(), migrations.RunSQL.noop),
    ]
