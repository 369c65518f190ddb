"""Safe before deployment: columns with defaults, new tables, one more trigger on new plans."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [
        ("venues", "0003_inspector"),
    ]

    operations = [
        migrations.CreateModel(
            name="SeatMapDraft",
            fields=[
                (
                    "screen",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="draft",
                        serialize=False,
                        to="venues.screen",
                    ),
                ),
                ("document", models.JSONField()),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1, help_text="goes up with each save: two people at once see it"
                    ),
                ),
                ("saved_by", models.CharField(max_length=120)),
                ("saved_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="screen",
            name="ad_receivers",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, help_text="for audio description"
            ),
        ),
        migrations.AddField(
            model_name="screen",
            name="closed_at",
            field=models.DateTimeField(
                blank=True, help_text="no screening is planned here any more", null=True
            ),
        ),
        migrations.AddField(
            model_name="screen",
            name="cnc_number",
            field=models.CharField(
                blank=True, db_default="", help_text="of the screen, at the CNC", max_length=20
            ),
        ),
        migrations.AddField(
            model_name="screen",
            name="hearing_loop",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="screen",
            name="server_thumbprint",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="of the server's certificate, SHA-1 in base64: keys are made for it",
                max_length=40,
            ),
        ),
        migrations.AddField(
            model_name="screen",
            name="step_free",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="screen",
            name="step_free_en",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="screen",
            name="step_free_fr",
            field=models.CharField(
                blank=True, db_default="", help_text="the way: lift, ramp, side door", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="seatmap",
            name="note",
            field=models.CharField(blank=True, db_default="", help_text="why it changed", max_length=200),
        ),
        migrations.AddField(
            model_name="seatmap",
            name="zones",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.CreateModel(
            name="Fault",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lift", "Lift"),
                            ("loop", "Loop"),
                            ("receivers", "Receivers"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "receivers",
                    models.PositiveSmallIntegerField(blank=True, help_text="how many are left", null=True),
                ),
                ("note_fr", models.CharField(blank=True, help_text="shown to the public", max_length=200)),
                ("note_en", models.CharField(blank=True, max_length=200)),
                ("starts_at", models.DateTimeField()),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, help_text="when it should work again, if known", null=True
                    ),
                ),
                ("told_by", models.CharField(max_length=120)),
                ("told_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=120)),
                (
                    "screen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="faults", to="venues.screen"
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["screen"], name="fault_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="fault_forwards",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "receivers"), ("receivers", None), _connector="OR"),
                        name="fault_receivers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "other"), _negated=True),
                            models.Q(("note_fr", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="fault_other_is_told",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatBlock",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "places",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None
                    ),
                ),
                ("kind", models.CharField(choices=[("house", "House"), ("broken", "Broken")], max_length=10)),
                ("starts_at", models.DateTimeField()),
                (
                    "ends_at",
                    models.DateTimeField(blank=True, help_text="empty: until somebody ends it", null=True),
                ),
                ("reason", models.CharField(max_length=200)),
                ("made_by", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "screen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="blocks", to="venues.screen"
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["screen"], name="seat_block_running"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="seat_block_forwards",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("places", []), _negated=True), name="seat_block_of_seats"
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL.joinpath("identity.sql").read_text(), migrations.RunSQL.noop),
    ]
