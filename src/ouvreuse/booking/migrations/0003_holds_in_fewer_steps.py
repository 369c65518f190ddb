"""Safe before deployment: functions keep their arguments and what they answer; one constraint for four."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("sql")
DROP = "DROP FUNCTION hold_seats(uuid, text, uuid, uuid, text, text, text, int, smallint[], text[], boolean, text)"


class Migration(migrations.Migration):
    dependencies = [("booking", "0002_functions"), ("programme", "0002_counter_opens_at")]
    operations = [
        migrations.AlterField(
            "order",
            "places",
            models.SmallIntegerField(help_text="seats held or sold, all screenings together"),
        ),
        migrations.AlterField("order", "extensions", models.SmallIntegerField(default=0)),
        migrations.AlterField("order", "mail_version", models.SmallIntegerField(default=0)),
        migrations.AlterField(
            "order", "total", models.IntegerField(help_text="cents; known from checkout on", null=True)
        ),
        migrations.AddConstraint(
            "order",
            models.CheckConstraint(
                condition=models.Q(places__gte=0, extensions__gte=0, mail_version__gte=0)
                & (models.Q(total=None) | models.Q(total__gte=0)),
                name="order_counts_up",
            ),
        ),
        migrations.RunSQL(DROP, migrations.RunSQL.noop),
        migrations.RunSQL(SQL.joinpath("hold_seats.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(SQL.joinpath("claims.sql").read_text(), migrations.RunSQL.noop),
    ]
