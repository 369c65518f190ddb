"""Safe before deployment: adds a column that may be empty, and functions that read it."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_holds_in_fewer_steps"), ("programme", "0003_revision_is_of_the_show")]
    operations = [
        migrations.AddField(
            "orderline",
            "screening_revision",
            models.IntegerField(
                help_text="of the screening when the price was bound: money that comes late buys that show only",
                null=True,
            ),
        ),
        migrations.RunSQL(SQL.joinpath("claims.sql").read_text(), migrations.RunSQL.noop),
    ]
