"""Safe before deployment: only adds functions and triggers."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [
        migrations.RunSQL(SQL.joinpath("guards.sql").read_text(), migrations.RunSQL.noop),
    ]
