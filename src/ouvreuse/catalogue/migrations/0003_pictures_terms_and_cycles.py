"""Safe before deployment: new tables; names of distributors become rows, repeatable."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

NAMES = "SELECT DISTINCT distributor FROM catalogue_film WHERE distributor <> ''"
TIE = "UPDATE catalogue_film SET distributor_id = %s WHERE distributor = %s"


def distributors_of_names(apps, schema_editor):
    """One distributor for each name, however it was written."""
    from ouvreuse.kernel import text

    distributor = apps.get_model("catalogue", "Distributor")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(NAMES)
        for (name,) in cursor.fetchall():
            key = (text.sort_key(name) or name.strip())[:120]
            row, _ = distributor.objects.get_or_create(key=key, defaults={"name": text.one_line(name)})
            cursor.execute(TIE, [row.pk, name])


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_films_as_a_cinema_needs_them"), ("venues", "0003_inspector")]

    operations = [
        migrations.CreateModel(
            name="DataSource",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("sealed_key", models.TextField()),
                ("set_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "width",
                    models.PositiveSmallIntegerField(
                        help_text="the width it stands for; smaller when the picture is"
                    ),
                ),
                ("format", models.CharField(help_text="avif or webp", max_length=4)),
                ("body", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=120, unique=True)),
                ("title_fr", models.CharField(max_length=120)),
                ("title_en", models.CharField(blank=True, max_length=120)),
                ("text_fr", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                ("guests", models.CharField(blank=True, max_length=300)),
                ("first_on", models.DateField(blank=True, null=True)),
                ("last_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["title_fr", "id"],
            },
        ),
        migrations.CreateModel(
            name="SeriesFilm",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("rank", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["series_id", "rank", "id"],
            },
        ),
        migrations.CreateModel(
            name="Still",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                ("alt_fr", models.CharField(max_length=200)),
                ("alt_en", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["film_id", "rank", "id"],
            },
        ),
        migrations.CreateModel(
            name="CinemaFilm",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("note_fr", models.CharField(blank=True, max_length=300)),
                ("note_en", models.CharField(blank=True, max_length=300)),
                ("first", models.BooleanField(default=False, help_text="listed before the others")),
                (
                    "cinema",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="venues.cinema"
                    ),
                ),
                (
                    "film",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="catalogue.film",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("first_on", models.DateField(help_text="a Wednesday")),
                ("last_on", models.DateField(help_text="a Tuesday")),
                ("rate_bp", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("flat_cents", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "entry_minimum_cents",
                    models.PositiveIntegerField(blank=True, help_text="least per entry", null=True),
                ),
                (
                    "guarantee_cents",
                    models.PositiveIntegerField(blank=True, help_text="least for the period", null=True),
                ),
                (
                    "formula",
                    models.CharField(
                        help_text="which formula of the base film it was signed under", max_length=20
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "cinema",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="venues.cinema"
                    ),
                ),
                (
                    "film",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="catalogue.film",
                    ),
                ),
                (
                    "distributor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="catalogue.distributor",
                    ),
                ),
            ],
            options={
                "ordering": ["-first_on", "id"],
            },
        ),
        migrations.AddField(
            model_name="rendition",
            name="image",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="renditions", to="catalogue.image"
            ),
        ),
        migrations.AddField(
            model_name="seriesfilm",
            name="film",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="catalogue.film"
            ),
        ),
        migrations.AddField(
            model_name="seriesfilm",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="catalogue.series"
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="films",
            field=models.ManyToManyField(
                related_name="series", through="catalogue.SeriesFilm", to="catalogue.film"
            ),
        ),
        migrations.AddField(
            model_name="still",
            name="film",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="stills", to="catalogue.film"
            ),
        ),
        migrations.AddField(
            model_name="still",
            name="image",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.image"
            ),
        ),
        migrations.AddConstraint(
            model_name="cinemafilm",
            constraint=models.UniqueConstraint(fields=("cinema", "film"), name="cinema_film_once"),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(fields=["cinema", "first_on"], name="contract_by_cinema"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (models.F("film"), "="),
                    (models.F("cinema"), "="),
                    (
                        models.Func(
                            "first_on",
                            "last_on",
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="contract_no_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_on__iso_week_day", 3),
                    ("last_on__gt", models.F("first_on")),
                    ("last_on__iso_week_day", 2),
                ),
                name="contract_whole_weeks",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("flat_cents", None), ("rate_bp__isnull", False)),
                    models.Q(("flat_cents__isnull", False), ("rate_bp", None)),
                    _connector="OR",
                ),
                name="contract_rate_or_flat",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate_bp", None), ("rate_bp__lte", 10000), _connector="OR"),
                name="contract_rate_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(fields=("image", "width", "format"), name="rendition_once"),
        ),
        migrations.AddConstraint(
            model_name="seriesfilm",
            constraint=models.UniqueConstraint(fields=("series", "film"), name="series_film_once"),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_on", None),
                    ("last_on", None),
                    ("last_on__gte", models.F("first_on")),
                    _connector="OR",
                ),
                name="series_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="still",
            constraint=models.UniqueConstraint(fields=("film", "image"), name="still_once"),
        ),
        migrations.RunPython(distributors_of_names, migrations.RunPython.noop),
    ]
