"""Safe before deployment: only adds functions and triggers."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_initial"), ("payments", "0002_guards"), ("fiscal", "0002_book")]
    operations = [
        migrations.RunSQL(SQL.joinpath("hold_seats.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(SQL.joinpath("claims.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(SQL.joinpath("guards.sql").read_text(), migrations.RunSQL.noop),
    ]
