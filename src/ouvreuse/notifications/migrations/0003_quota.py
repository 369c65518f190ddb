"""Safe before deployment: a table of its own, which the release before does not know."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_the_outbox_is_its_own_queue")]
    operations = [
        migrations.CreateModel(
            name="Quota",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("since", models.DateTimeField(db_index=True)),
                ("times", models.PositiveIntegerField()),
            ],
        )
    ]
