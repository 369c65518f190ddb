"""Safe before deployment: a table of its own, which the release before does not know."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0006_letters_of_a_recipient"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailServer",
            fields=[
                ("one", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("host", models.CharField(max_length=253)),
                ("port", models.PositiveIntegerField()),
                (
                    "security",
                    models.CharField(
                        choices=[("tls", "Tls"), ("starttls", "Starttls"), ("none", "None")], max_length=10
                    ),
                ),
                ("user", models.CharField(blank=True, max_length=254)),
                ("password", models.TextField(blank=True, help_text="sealed")),
                ("sender", models.EmailField(max_length=254)),
                ("sender_name", models.CharField(blank=True, max_length=120)),
                ("changed_at", models.DateTimeField()),
                ("password_changed_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("one", True)), name="one_mail_server"),
                    models.CheckConstraint(
                        condition=models.Q(("port__gte", 1), ("port__lte", 65535)), name="mail_server_port"
                    ),
                ],
            },
        ),
    ]
