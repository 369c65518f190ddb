"""Safe before deployment: only adds tables."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("venues", "0003_inspector"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("book", models.IntegerField(help_text="opaque book id", primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Board",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "tiles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                (
                    "cinemas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        default=list,
                        help_text="of the chain's board; none: all",
                        size=None,
                    ),
                ),
                (
                    "cinema",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="venues.cinema",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "cinema"), name="board_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DailyFact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("channel", models.CharField(max_length=20)),
                ("day", models.DateField()),
                ("screening", models.IntegerField(help_text="opaque screening id")),
                ("issued", models.IntegerField(default=0, help_text="rights")),
                ("cancelled", models.IntegerField(default=0, help_text="rights")),
                (
                    "free",
                    models.IntegerField(
                        default=0, help_text="rights without a price, those cancelled taken off"
                    ),
                ),
                (
                    "seats",
                    models.BigIntegerField(
                        default=0, help_text="tickets and their supplements, refunds taken off"
                    ),
                ),
                ("sold", models.BigIntegerField(default=0, help_text="all lines of sales")),
                (
                    "refunded",
                    models.BigIntegerField(default=0, help_text="all lines of refunds, without their sign"),
                ),
                ("vat", models.BigIntegerField(default=0, help_text="VAT inside, refunds taken off")),
                (
                    "cinema",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="venues.cinema",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["screening"], name="daily_fact_by_screening")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cinema", "day", "screening", "channel"), name="daily_fact_once"
                    )
                ],
            },
        ),
    ]
