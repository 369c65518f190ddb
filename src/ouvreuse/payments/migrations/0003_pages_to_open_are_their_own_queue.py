"""Safe before deployment: adds an index that holds only payments whose page is not open yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_guards")]
    operations = [
        migrations.AddIndex(
            "payment",
            models.Index(fields=["created_at"], name="payment_unopened", condition=models.Q(state="created")),
        ),
    ]
