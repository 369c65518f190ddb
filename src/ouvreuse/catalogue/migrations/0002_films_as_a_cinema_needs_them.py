"""Safe before deployment: new tables, and columns with defaults; distributors become rows in 0003.

The column of their names stays until the release that reads it is gone (0004 drops it).
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

KEEP_THE_NAME = "ALTER TABLE catalogue_film ALTER COLUMN distributor SET DEFAULT ''"


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
        ("venues", "0003_inspector"),
    ]

    operations = [
        migrations.CreateModel(
            name="Distributor",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("key", models.CharField(help_text="how the name is compared", max_length=120, unique=True)),
                ("legal_name", models.CharField(blank=True, max_length=160)),
                ("cnc_code", models.CharField(blank=True, help_text="its number at the CNC", max_length=20)),
                ("email", models.EmailField(blank=True, max_length=254)),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Image",
            fields=[
                ("digest", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="film",
            name="allocine_id",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="film",
            name="art_house",
            field=models.BooleanField(db_default=False, default=False, help_text="recommended Art et Essai"),
        ),
        migrations.AddField(
            model_name="film",
            name="art_house_on",
            field=models.DateField(blank=True, help_text="date of the list that recommends it", null=True),
        ),
        migrations.AddField(
            model_name="film",
            name="eidr",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="film",
            name="first_released_on",
            field=models.DateField(blank=True, help_text="first commercial release, anywhere", null=True),
        ),
        migrations.AddField(
            model_name="film",
            name="heritage",
            field=models.BooleanField(
                db_default=False, default=False, help_text="label Patrimoine et Répertoire"
            ),
        ),
        migrations.AddField(
            model_name="film",
            name="imdb",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="film",
            name="isan",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="film",
            name="kind",
            field=models.CharField(
                choices=[("film", "Film"), ("opera", "Opera"), ("concert", "Concert"), ("event", "Event")],
                db_default="film",
                default="film",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="film",
            name="poster_alt_en",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="film",
            name="poster_alt_fr",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="film",
            name="rca_number",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="film",
            name="research",
            field=models.BooleanField(
                db_default=False, default=False, help_text="label Recherche et Découverte"
            ),
        ),
        migrations.AddField(
            model_name="film",
            name="tmdb_id",
            field=models.PositiveIntegerField(blank=True, db_index=True, null=True),
        ),
        migrations.AddField(
            model_name="film",
            name="trailer_url",
            field=models.URLField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="film",
            name="visa_on",
            field=models.DateField(blank=True, help_text="the day the visa was given", null=True),
        ),
        migrations.AddField(
            model_name="film",
            name="warning_text",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="film",
            name="young",
            field=models.BooleanField(db_default=False, default=False, help_text="label Jeune Public"),
        ),
        migrations.AddField(
            model_name="filmversion",
            name="retired_at",
            field=models.DateTimeField(blank=True, help_text="not offered any more when planning", null=True),
        ),
        migrations.AlterField(
            model_name="film",
            name="released_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="film",
            name="runtime_min",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="minutes; unknown is allowed", null=True
            ),
        ),
        migrations.AlterField(
            model_name="film",
            name="year",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(KEEP_THE_NAME, migrations.RunSQL.noop)],
            [migrations.RemoveField("film", "distributor")],
        ),
        migrations.AddField(
            "film",
            "distributor",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="films",
                to="catalogue.distributor",
            ),
        ),
        migrations.CreateModel(
            name="FormerAddress",
            fields=[
                ("slug", models.SlugField(max_length=120, primary_key=True, serialize=False)),
                (
                    "film",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_addresses",
                        to="catalogue.film",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="film",
            name="poster",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.image",
            ),
        ),
        migrations.AddIndex(
            model_name="film",
            index=models.Index(
                condition=models.Q(("visa_number", ""), _negated=True),
                fields=["visa_number"],
                name="film_by_visa",
            ),
        ),
        migrations.AddIndex(
            model_name="film",
            index=models.Index(fields=["released_on"], name="film_by_release"),
        ),
        migrations.AddIndex(
            model_name="film",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["sort_key"], name="film_title_words", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="film",
            constraint=models.CheckConstraint(
                condition=models.Q(("runtime_min", None), ("runtime_min__range", (1, 900)), _connector="OR"),
                name="film_runtime_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="film",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("trailer_url", ""), ("trailer_url__startswith", "https://"), _connector="OR"
                ),
                name="film_trailer_https",
            ),
        ),
    ]
