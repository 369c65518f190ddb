"""Safe before deployment: one more means of payment; the column stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_the_provider_was_asked")]

    operations = [
        migrations.AlterField(
            model_name="payment",
            name="means",
            field=models.CharField(
                choices=[
                    ("card", "Card"),
                    ("cash", "Cash"),
                    ("terminal", "Terminal"),
                    ("free", "Free"),
                    ("invoice", "Invoice"),
                ],
                max_length=10,
            ),
        ),
    ]
