"""Safe before deployment: adds tables, columns that may be empty, and functions nobody calls yet."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0006_an_order_is_written_less_often"),
        ("programme", "0003_revision_is_of_the_show"),
    ]
    operations = [
        migrations.AddField(
            "orderline",
            "replaced_at",
            models.DateTimeField(help_text="exchanged for other lines of the order since", null=True),
        ),
        migrations.AddField(
            "ticket",
            "replaced_by",
            models.UUIDField(help_text="the ticket of this order it was exchanged for", null=True),
        ),
        migrations.CreateModel(
            "ScreeningChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(help_text="1..n of the screening")),
                (
                    "kind",
                    models.CharField(
                        choices=[("moved", "Moved"), ("changed", "Changed"), ("cancelled", "Cancelled")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("refund_until", models.DateTimeField(null=True)),
                ("refund_at", models.DateTimeField(null=True)),
                ("actor", models.IntegerField(help_text="user id", null=True)),
                (
                    "screening",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.screening",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("screening", "number"), name="change_number_once")
                ]
            },
        ),
        migrations.CreateModel(
            "ChangedOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "places",
                    models.PositiveSmallIntegerField(help_text="seats of the screening the order had then"),
                ),
                ("cents", models.PositiveIntegerField(help_text="what they had cost, fees included")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("kept", "Kept"),
                            ("exchanged", "Exchanged"),
                            ("refunded", "Refunded"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "change",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="booking.screeningchange",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="booking.order"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("change", "order"), name="changed_order_once")
                ]
            },
        ),
        migrations.RunSQL(SQL.joinpath("changes.sql").read_text(), migrations.RunSQL.noop),
    ]
