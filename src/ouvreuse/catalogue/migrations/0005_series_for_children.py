"""Safe before deployment: a column with a default of the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_names_of_distributors_are_rows")]
    operations = [
        migrations.AddField(
            "series", "young", models.BooleanField(db_default=False, default=False, help_text="for children")
        ),
    ]
