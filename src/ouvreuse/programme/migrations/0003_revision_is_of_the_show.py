"""Safe before deployment: words of help only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_counter_opens_at")]
    operations = [
        migrations.AlterField(
            "screening",
            "revision",
            models.PositiveIntegerField(
                default=1,
                help_text="goes up when it becomes another show: film, version, screen, start, cancelled",
            ),
        ),
    ]
