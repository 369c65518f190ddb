"""Safe before deployment: only adds an index, concurrently."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("payments", "0004_no_index_twice")]
    operations = [
        AddIndexConcurrently(
            model_name="refund",
            index=models.Index(
                fields=["created_at"], name="refund_failed", condition=models.Q(("state", "failed"))
            ),
        ),
    ]
