"""Safe before deployment: adds a table of what was printed, and a function that folds letters."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0009_seats_kept_off_sale"),
        ("venues", "0003_inspector"),
    ]

    operations = [
        migrations.CreateModel(
            name="Print",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "tickets",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
                (
                    "duplicates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("way", models.CharField(help_text="roll or sheet", max_length=10)),
                ("till", models.IntegerField(help_text="till id", null=True)),
                ("user", models.IntegerField(help_text="user id", null=True)),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("unknown", "Unknown"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.AddField(
            model_name="print",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="prints", to="booking.order"
            ),
        ),
        migrations.RunSQL(SQL.joinpath("folded.sql").read_text(), migrations.RunSQL.noop),
    ]
