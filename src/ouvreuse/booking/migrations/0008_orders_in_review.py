"""Safe before deployment: only adds an index, concurrently."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("booking", "0007_a_sold_screening_changes")]
    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                fields=["cinema"], name="order_in_review", condition=models.Q(("state", "review"))
            ),
        ),
    ]
