"""Safe before deployment: only adds an index, concurrently."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("fiscal", "0003_no_index_twice")]
    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=BrinIndex(autosummarize=True, fields=["at"], name="entry_by_time", pages_per_range=16),
        ),
    ]
