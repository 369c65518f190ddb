"""Safe before deployment: columns with a default of the database, tables, a trigger, a constraint all rows keep."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
        ("pricing", "0002_immutable"),
        ("programme", "0004_evenings_of_a_series"),
        ("venues", "0003_inspector"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DroppedSheet",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("dropped_at", models.DateTimeField()),
                ("left", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Kdm",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("message", models.CharField(max_length=60)),
                ("composition", models.CharField(help_text="the UUID of the CPL", max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["screen_id", "opens_at"],
            },
        ),
        migrations.CreateModel(
            name="PlanningHabits",
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
                ("pre_show_min", models.PositiveSmallIntegerField(default=15)),
                ("turnaround_min", models.PositiveSmallIntegerField(default=20)),
                (
                    "stagger_min",
                    models.PositiveSmallIntegerField(default=5, help_text="0: starts need not be staggered"),
                ),
                (
                    "opens",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TimeField(null=True), size=7),
                ),
                (
                    "closes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TimeField(null=True), size=7),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("week", models.DateField()),
                ("at", models.DateTimeField()),
                ("verb", models.CharField(max_length=20)),
                ("items", models.JSONField()),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="WeekPublication",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("week", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("effective_at", models.DateTimeField()),
                ("screenings", models.JSONField()),
            ],
        ),
        migrations.AddField(
            model_name="screening",
            name="edits",
            field=models.PositiveIntegerField(
                db_default=1,
                default=1,
                help_text="goes up with each change of the row (trigger): what a colleague saw",
            ),
        ),
        migrations.AddField(
            model_name="screening",
            name="kind",
            field=models.CharField(
                choices=[("public", "Public"), ("school", "School"), ("private", "Private")],
                db_default="public",
                default="public",
                help_text="a school's or a private one is in no listing and its web sale never opens",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="screening",
            name="labels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=12),
                blank=True,
                db_default=[],
                default=list,
                help_text="rules.labels",
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "public"), ("web_opens_at__gte", models.F("web_closes_at")), _connector="OR"
                ),
                name="screening_not_public_not_on_the_web",
            ),
        ),
        migrations.AddField(
            model_name="droppedsheet",
            name="cinema",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="venues.cinema"
            ),
        ),
        migrations.AddField(
            model_name="droppedsheet",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="kdm",
            name="screen",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="venues.screen"
            ),
        ),
        migrations.AddField(
            model_name="kdm",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalogue.filmversion"
            ),
        ),
        migrations.AddField(
            model_name="planstep",
            name="cinema",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="venues.cinema"
            ),
        ),
        migrations.AddField(
            model_name="planstep",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="weekpublication",
            name="cinema",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="venues.cinema"
            ),
        ),
        migrations.AddField(
            model_name="weekpublication",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="droppedsheet",
            constraint=models.UniqueConstraint(fields=("cinema", "user"), name="one_sheet_per_person"),
        ),
        migrations.AddConstraint(
            model_name="kdm",
            constraint=models.UniqueConstraint(fields=("screen", "message"), name="kdm_once"),
        ),
        migrations.AddConstraint(
            model_name="kdm",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="kdm_opens_before_it_closes"
            ),
        ),
        migrations.AddIndex(
            model_name="planstep",
            index=models.Index(fields=["cinema", "week", "id"], name="plan_step_of_week"),
        ),
        migrations.AddIndex(
            model_name="weekpublication",
            index=models.Index(fields=["cinema", "week", "-id"], name="publication_of_week"),
        ),
        migrations.RunSQL(SQL.joinpath("edits.sql").read_text(), migrations.RunSQL.noop),
    ]
