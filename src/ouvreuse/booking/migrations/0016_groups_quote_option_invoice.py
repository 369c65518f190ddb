"""Safe before deployment: new tables; an invoice is never changed."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0015_one_index_of_words"),
        ("programme", "0005_week_planning"),
        ("venues", "0005_team_and_legal_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupBooking",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("quote", "Quote"),
                            ("option", "Option"),
                            ("confirmed", "Confirmed"),
                            ("counted", "Counted"),
                            ("expired", "Expired"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="quote",
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("school", "School"), ("group", "Group"), ("firm", "Firm")], max_length=10
                    ),
                ),
                ("organisation", models.CharField(max_length=120)),
                ("contact", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(default="fr", max_length=2)),
                ("siret", models.CharField(blank=True, max_length=14)),
                (
                    "service_code",
                    models.CharField(
                        blank=True, help_text="of a public body, for Chorus Pro", max_length=100
                    ),
                ),
                (
                    "engagement",
                    models.CharField(
                        blank=True, help_text="its number of engagement or order", max_length=50
                    ),
                ),
                (
                    "pupils",
                    models.PositiveSmallIntegerField(help_text="who pay the rate: pupils, members, guests"),
                ),
                ("companions", models.PositiveSmallIntegerField(default=0)),
                ("rate_code", models.CharField(max_length=20)),
                ("companion_rate", models.CharField(blank=True, max_length=20)),
                (
                    "unit_cents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        help_text="of the two rates, when quoted",
                        size=2,
                    ),
                ),
                (
                    "whole_hall",
                    models.BooleanField(default=False, help_text="nobody else is let in: every seat is kept"),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("option_until", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.IntegerField(help_text="user id", null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=200)),
                (
                    "cinema",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="venues.cinema",
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        help_text="empty: it was taken out of the programme",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="programme.screening",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="GroupClass",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("pupils", models.PositiveSmallIntegerField()),
                ("companions", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("user", models.IntegerField(help_text="user id: who counted", null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=60)),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="classes",
                        to="booking.groupbooking",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="booking.order"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="GroupHold",
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
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="booking.groupbooking",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GroupInvoice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("total", models.PositiveIntegerField(help_text="cents, taxes included")),
                ("facts", models.JSONField()),
                (
                    "booking",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice",
                        to="booking.groupbooking",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="venues.operator",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="groupbooking",
            index=models.Index(fields=["cinema", "-id"], name="group_by_cinema"),
        ),
        migrations.AddIndex(
            model_name="groupbooking",
            index=models.Index(
                condition=models.Q(("state", "option")), fields=["option_until"], name="group_option"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupbooking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "option"), _negated=True),
                    ("option_until__isnull", False),
                    _connector="OR",
                ),
                name="group_option_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupbooking",
            constraint=models.CheckConstraint(
                condition=models.Q(("pupils__gte", 1)), name="group_somebody_comes"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupinvoice",
            constraint=models.UniqueConstraint(
                fields=("operator", "year", "number"), name="group_invoice_number_once"
            ),
        ),
        migrations.RunSQL(SQL.joinpath("invoices.sql").read_text(), migrations.RunSQL.noop),
    ]
