"""Safe before deployment: columns that may be empty or have a default of the database, a constraint, a trigger."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("programme", "0005_week_planning"), ("venues", "0006_places_on_the_web")]
    operations = [
        migrations.AddField(
            "screening",
            "quotas",
            models.JSONField(
                help_text='places of a channel at most, {"web": 40}; empty: no limit', null=True
            ),
        ),
        migrations.AddField(
            "screening",
            "quota_release_min",
            models.PositiveSmallIntegerField(
                db_default=30,
                default=30,
                help_text="minutes before the start from which quotas count no more",
            ),
        ),
        migrations.RunSQL(SQL.joinpath("quotas.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(SQL.joinpath("closed_screens.sql").read_text(), migrations.RunSQL.noop),
    ]
