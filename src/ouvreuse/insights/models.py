"""Daily facts, how far each book is folded into them, and what each person wants to see."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class DailyFact(models.Model):
    """What a book says of a business day and a screening (0: sold without one, as goods are).

    ``day`` is that of the entries, so refunds stand at their own date. The screening's day and film are those of
    the programme: a screening that moves takes its figures along. Always the sum of the book up to its cursor
    (AUDIT), so it may be thrown away and folded anew. Amounts in cents.
    """

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    day = models.DateField()
    screening = models.IntegerField(help_text="opaque screening id")
    issued = models.IntegerField(default=0, help_text="rights")
    cancelled = models.IntegerField(default=0, help_text="rights")
    free = models.IntegerField(default=0, help_text="rights without a price, those cancelled taken off")
    seats = models.BigIntegerField(default=0, help_text="tickets and their supplements, refunds taken off")
    sold = models.BigIntegerField(default=0, help_text="all lines of sales")
    refunded = models.BigIntegerField(default=0, help_text="all lines of refunds, without their sign")
    vat = models.BigIntegerField(default=0, help_text="VAT inside, refunds taken off")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cinema", "day", "screening", "channel"], name="daily_fact_once")
        ]
        indexes = [models.Index(fields=["screening"], name="daily_fact_by_screening")]


class Cursor(models.Model):
    """The last entry of a book that is in the daily facts. A book numbers without gaps: none is ever skipped."""

    book: models.IntegerField[int, int] = models.IntegerField(primary_key=True, help_text="opaque book id")
    number = models.BigIntegerField(default=0)


class Board(models.Model):
    """The tiles a person wants to see of a cinema, or of the chain (none), in their order."""

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.CASCADE, null=True, related_name="+")
    tiles = ArrayField(models.CharField(max_length=20))
    cinemas = ArrayField(models.IntegerField(), default=list, help_text="of the chain's board; none: all")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "cinema"], name="board_once", nulls_distinct=False)
        ]
