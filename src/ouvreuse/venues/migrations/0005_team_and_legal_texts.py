"""Safe before deployment: tables of their own, and columns with a default that the release before leaves alone."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("venues", "0004_plans_keep_their_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="operator",
            name="host",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="who keeps the site: name, address, telephone",
                max_length=300,
            ),
        ),
        migrations.AddField(
            model_name="operator",
            name="mediator",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="consumer mediator: name, address, site",
                max_length=300,
            ),
        ),
        migrations.AddField(
            model_name="operator",
            name="publisher",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="who answers for the site (LCEN art. 6)",
                max_length=120,
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), size=None
                    ),
                ),
                ("language", models.CharField(max_length=5)),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "cinema",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="venues.cinema",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                        fields=("cinema", "email"),
                        name="one_invitation_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None), _connector="OR"),
                        name="invitation_ends_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalText",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("terms", "Terms"), ("privacy", "Privacy")], max_length=10),
                ),
                ("language", models.CharField(choices=[("fr", "fr"), ("en", "en")], max_length=2)),
                ("body", models.TextField()),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="venues.operator",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("operator", "kind", "language"), name="legal_text_once")
                ],
            },
        ),
    ]
