"""Safe before deployment: new tables; functions keep their arguments, a guard is added, one is loosened for the house."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")
FILES = ("hold_seats.sql", "claims.sql", "guards.sql")


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0008_orders_in_review"),
        ("programme", "0003_revision_is_of_the_show"),
        ("venues", "0004_plans_keep_their_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptOff",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="booking.order",
                    ),
                ),
                (
                    "block",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="venues.seatblock"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandedBack",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "block",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="venues.seatblock"
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.screening",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("block", "screening"), name="handed_back_once")
                ],
            },
        ),
        migrations.AlterField(
            "claim",
            "screening",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="programme.screening",
            ),
        ),
        *(migrations.RunSQL(SQL.joinpath(name).read_text(), migrations.RunSQL.noop) for name in FILES),
    ]
