"""Safe before deployment: only adds functions and triggers; nothing changed entries before either."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_links_and_the_chain")]
    operations = [
        migrations.RunSQL(SQL.joinpath("trail.sql").read_text(), migrations.RunSQL.noop),
    ]
