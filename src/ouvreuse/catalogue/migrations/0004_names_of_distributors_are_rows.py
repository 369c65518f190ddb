"""Safe after deployment: drops the column of names that became rows in 0003."""

from django.db import migrations

NAMES = "UPDATE catalogue_film f SET distributor = d.name FROM catalogue_distributor d WHERE d.id = f.distributor_id"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_pictures_terms_and_cycles")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE catalogue_film DROP COLUMN distributor",
            "ALTER TABLE catalogue_film ADD COLUMN distributor varchar(120) NOT NULL DEFAULT ''; " + NAMES,
        )
    ]
