"""Safe before deployment: functions take more, by default what they took, and do what a statement beside them did.

Code of before counts the first mail of an order twice: only the name of a later one depends on the count.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("booking", "0005_no_index_twice")]
    operations = [
        migrations.RunSQL("DROP FUNCTION IF EXISTS begin_payment(uuid)", migrations.RunSQL.noop),
        migrations.RunSQL(SQL.joinpath("claims.sql").read_text(), migrations.RunSQL.noop),
    ]
