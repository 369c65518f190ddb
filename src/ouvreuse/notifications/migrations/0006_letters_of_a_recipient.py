"""Safe before deployment: adds the index by which the letters of an order are found, without locking the outbox."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notifications", "0005_failed_messages")]
    operations = [
        AddIndexConcurrently(
            "message",
            models.Index(
                condition=models.Q(("recipient", ""), _negated=True),
                fields=["recipient"],
                name="message_by_recipient",
            ),
        ),
    ]
