"""Safe before deployment: a column that may be empty; functions and guards keep their arguments."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("sql")
FILES = ("quotas.sql", "hold_seats.sql", "claims.sql", "changes.sql", "guards.sql")


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0011_orders_are_found"),
        ("programme", "0006_places_held_back_and_closed_screens"),
    ]
    operations = [
        migrations.AddField(
            "claim",
            "channel",
            models.CharField(
                help_text="through which it was taken, where it is not its order's (exchanges)",
                max_length=20,
                null=True,
            ),
        ),
        *(migrations.RunSQL(SQL.joinpath(name).read_text(), migrations.RunSQL.noop) for name in FILES),
    ]
