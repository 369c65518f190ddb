"""Safe before deployment: new tables and columns that may be empty; nothing written before is changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pricing", "0002_immutable"),
        ("venues", "0003_inspector"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SchoolZone",
            fields=[
                (
                    "cinema",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="venues.cinema",
                    ),
                ),
                ("zone", models.CharField(max_length=10)),
            ],
        ),
        migrations.AddField(
            model_name="pricelist",
            name="retired_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="pricelistversion",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pricelistversion",
            name="valid_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="PriceListDraft",
            fields=[
                (
                    "price_list",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="draft",
                        serialize=False,
                        to="pricing.pricelist",
                    ),
                ),
                ("content", models.JSONField()),
                ("counter", models.PositiveIntegerField(default=1)),
                ("edited_at", models.DateTimeField()),
                (
                    "edited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SchoolHoliday",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("zone", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=60)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
            ],
            options={
                "ordering": ["zone", "first_on"],
                "constraints": [
                    models.UniqueConstraint(fields=("zone", "first_on"), name="school_holiday_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first_on__lte", models.F("last_on"))),
                        name="school_holiday_in_order",
                    ),
                ],
            },
        ),
    ]
