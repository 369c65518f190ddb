"""Safe before deployment: columns with a default that the release before leaves alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_tills_shifts_and_what_moves_in_them"),
    ]

    operations = [
        migrations.AddField(
            model_name="provideraccount",
            name="can_charge",
            field=models.BooleanField(db_default=False, default=False, help_text="what it said then"),
        ),
        migrations.AddField(
            model_name="provideraccount",
            name="changed_at",
            field=models.DateTimeField(help_text="when staff last gave a secret", null=True),
        ),
        migrations.AddField(
            model_name="provideraccount",
            name="checked_at",
            field=models.DateTimeField(
                help_text="when the provider last answered to these secrets", null=True
            ),
        ),
        migrations.AddField(
            model_name="provideraccount",
            name="ref",
            field=models.CharField(
                blank=True, db_default="", default="", help_text="the account's id there", max_length=60
            ),
        ),
        migrations.AddField(
            model_name="provideraccount",
            name="said",
            field=models.CharField(
                blank=True, db_default="", default="", help_text="who it said the account is", max_length=200
            ),
        ),
    ]
