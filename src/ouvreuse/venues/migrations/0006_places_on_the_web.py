"""Safe before deployment: columns that may be empty or have a default of the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("venues", "0005_team_and_legal_texts")]
    operations = [
        migrations.AddField(
            "screen",
            "web_quota",
            models.PositiveSmallIntegerField(
                blank=True,
                help_text="places on the web at most, of screenings planned from now on",
                null=True,
            ),
        ),
        migrations.AddField(
            "screen", "quota_release_min", models.PositiveSmallIntegerField(db_default=30, default=30)
        ),
    ]
