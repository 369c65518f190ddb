"""Safe before deployment: adds a column with a default of the database, and the trigger that keeps it."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [("booking", "0012_places_held_back")]
    operations = [
        migrations.AddField(
            "order",
            "words",
            models.TextField(
                db_default="", editable=False, help_text="name and e-mail as they are searched; a trigger's"
            ),
        ),
        migrations.RunSQL(
            SQL.joinpath("search.sql").read_text(),
            "DROP TRIGGER order_words ON booking_order; DROP FUNCTION order_words()",
        ),
    ]
