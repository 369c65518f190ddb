"""Safe before deployment: only adds an index, concurrently."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notifications", "0004_no_index_twice")]
    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                fields=["created_at"], name="message_failed", condition=models.Q(("state", "failed"))
            ),
        ),
    ]
