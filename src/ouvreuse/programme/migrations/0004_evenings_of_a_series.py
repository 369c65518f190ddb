"""Safe before deployment: one new table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0003_revision_is_of_the_show"),
        ("catalogue", "0003_pictures_terms_and_cycles"),
    ]
    operations = [
        migrations.CreateModel(
            name="SeriesScreening",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("guests", models.CharField(blank=True, max_length=200)),
                (
                    "screening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evenings",
                        to="programme.screening",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalogue.series"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("series", "screening"), name="series_screening_once")
                ]
            },
        ),
    ]
