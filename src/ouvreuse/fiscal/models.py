"""The book. The application may read these tables; only the SQL functions of this room write them."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Book(models.Model):
    """One journal: an establishment and a channel, its length and the hash of its last entry."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    length = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cinema", "channel"], name="book_once")]


class Entry(models.Model):
    """One line of a book: ``hash = sha256(previous || payload)``; the payload is canonical JSON text."""

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="entries", db_index=False)
    number = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    subject = models.UUIDField(null=True, help_text="opaque id of what the entry tells of")
    at = models.DateTimeField()
    payload = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="entry_number_once")]
        indexes = [
            models.Index(fields=["subject"], name="entry_by_subject"),
            # Entries are written as time goes, so a few pages a day say where its entries are, for next to nothing.
            BrinIndex(fields=["at"], name="entry_by_time", pages_per_range=16, autosummarize=True),
        ]


class Series(models.Model):
    """A gap-free numbering of admission rights: establishment x screen x rate (D212-85)."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.PROTECT, related_name="+")
    screen_number = models.PositiveSmallIntegerField()
    rate_code = models.CharField(max_length=20)
    last_number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cinema", "screen_number", "rate_code"], name="series_once")
        ]


class AdmissionRight(models.Model):
    """One issued right (droit d'entrée): a number of a series, never edited, never reused."""

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="rights", db_index=False)
    number = models.BigIntegerField()
    ticket = models.UUIDField(unique=True, help_text="opaque ticket id")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="rights")
    screening = models.IntegerField(help_text="opaque screening id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="right_number_once")]


class CancelledRight(models.Model):
    """A right that was cancelled: its number stays visible (R1.4)."""

    right = models.OneToOneField(
        AdmissionRight, on_delete=models.PROTECT, primary_key=True, related_name="cancelled"
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
