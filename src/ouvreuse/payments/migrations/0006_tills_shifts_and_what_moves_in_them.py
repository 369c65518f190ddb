"""Safe before deployment: adds the tables of the counter's money and their guards."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_failed_refunds"),
        ("venues", "0003_inspector"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CounterRules",
            fields=[
                (
                    "cinema",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="venues.cinema",
                    ),
                ),
                (
                    "refund_alone",
                    models.PositiveIntegerField(
                        default=15000, help_text="cents: above, an owner must agree to a refund"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Till",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40)),
                (
                    "printer_host",
                    models.CharField(blank=True, help_text="empty: no printer of its own", max_length=120),
                ),
                ("printer_port", models.PositiveIntegerField(default=9100)),
                (
                    "paper",
                    models.PositiveSmallIntegerField(choices=[(58, "58 mm"), (80, "80 mm")], default=80),
                ),
                (
                    "opens_drawer",
                    models.BooleanField(default=True, help_text="the drawer hangs on the printer"),
                ),
                ("active", models.BooleanField(default=True)),
                (
                    "cinema",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="venues.cinema"
                    ),
                ),
            ],
            options={
                "ordering": ["cinema_id", "name"],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "counts",
                    models.JSONField(default=dict, help_text="coins and notes counted: {cents: how many}"),
                ),
                ("counted", models.IntegerField(null=True)),
                ("expected", models.IntegerField(null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "closed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="payments.till"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("float", "Float"),
                            ("sale", "Sale"),
                            ("refund", "Refund"),
                            ("drop", "Drop"),
                            ("addition", "Addition"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "means",
                    models.CharField(default="cash", help_text="cash lies in the drawer", max_length=10),
                ),
                ("amount", models.IntegerField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "payment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.payment",
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.refund",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="payments.shift",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("payment",), name="movement_payment_once"),
                    models.UniqueConstraint(fields=("refund",), name="movement_refund_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "float")), fields=("shift",), name="movement_float_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__gte", 0),
                                ("kind", "float"),
                                ("means", "cash"),
                                ("payment", None),
                                ("refund", None),
                            ),
                            models.Q(
                                ("amount__gt", 0),
                                ("kind", "sale"),
                                ("payment__isnull", False),
                                ("refund", None),
                            ),
                            models.Q(
                                ("amount__lt", 0),
                                ("kind", "refund"),
                                ("payment", None),
                                ("refund__isnull", False),
                            ),
                            models.Q(
                                ("amount__lt", 0),
                                ("kind", "drop"),
                                ("means", "cash"),
                                ("payment", None),
                                ("refund", None),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            models.Q(
                                ("amount__gt", 0),
                                ("kind", "addition"),
                                ("means", "cash"),
                                ("payment", None),
                                ("refund", None),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="movement_fits_kind",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="till",
            constraint=models.UniqueConstraint(fields=("cinema", "name"), name="till_name_once"),
        ),
        migrations.AddConstraint(
            model_name="till",
            constraint=models.CheckConstraint(
                condition=models.Q(("printer_port__gte", 9100), ("printer_port__lte", 9199)),
                name="till_printer_port",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("till",), name="shift_open_once_a_till"
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("user",), name="shift_open_once_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None), ("counted", None), ("expected", None)),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("counted__gte", 0),
                        ("expected__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="shift_closed_whole",
            ),
        ),
        migrations.RunSQL(SQL.joinpath("drawer.sql").read_text(), migrations.RunSQL.noop),
    ]
