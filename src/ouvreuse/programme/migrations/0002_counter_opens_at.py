"""Safe before deployment: only adds a column that may be empty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="screening",
            name="counter_opens_at",
            field=models.DateTimeField(help_text="empty: from the publication on", null=True),
        )
    ]
