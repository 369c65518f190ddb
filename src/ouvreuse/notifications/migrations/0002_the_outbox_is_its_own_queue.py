"""Safe after deployment: only forgets jobs that nobody does any more; their messages wait in the outbox."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("procrastinate", "__first__")]
    operations = [
        migrations.RunSQL(
            "DELETE FROM procrastinate_jobs WHERE task_name IN ('notifications.deliver', 'notifications.rescue')"
            " AND status = 'todo'",
            migrations.RunSQL.noop,
        )
    ]
