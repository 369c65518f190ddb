"""Safe before deployment: a new role among the choices, no change in the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("venues", "0002_immutable")]
    operations = [
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("owner", "Owner"),
                    ("programmer", "Programmer"),
                    ("box_office", "Box Office"),
                    ("usher", "Usher"),
                    ("inspector", "Inspector"),
                ],
                max_length=12,
            ),
        ),
    ]
