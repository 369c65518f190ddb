"""Who lends films, and on what terms: rate by cinema and cinema weeks."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from ouvreuse.kernel import text


class Distributor(models.Model):
    """A company that lends films; contracts and returns name it by its legal name."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120, unique=True, help_text="how the name is compared")
    legal_name = models.CharField(max_length=160, blank=True)
    cnc_code = models.CharField(max_length=20, blank=True, help_text="its number at the CNC")
    email = models.EmailField(blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The key follows the name."""
        self.key = distributor_key(self.name)
        super().save(*args, **kwargs)


def distributor_key(name: str) -> str:
    """How names of distributors are compared."""
    return (text.sort_key(name) or name.strip())[:120]


class Contract(models.Model):
    """The terms of a film in a cinema, from the Wednesday ``first_on`` to the Tuesday ``last_on``.

    ``rate_bp`` in basis points of the base film, or ``flat_cents`` for the whole period (code du cinéma L213-9 to -11).
    """

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    film = models.ForeignKey("catalogue.Film", on_delete=models.PROTECT, related_name="contracts")
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.PROTECT, related_name="+")
    distributor = models.ForeignKey(Distributor, on_delete=models.PROTECT, related_name="contracts")
    first_on = models.DateField(help_text="a Wednesday")
    last_on = models.DateField(help_text="a Tuesday")
    rate_bp = models.PositiveSmallIntegerField(null=True, blank=True)
    flat_cents = models.PositiveIntegerField(null=True, blank=True)
    entry_minimum_cents = models.PositiveIntegerField(null=True, blank=True, help_text="least per entry")
    guarantee_cents = models.PositiveIntegerField(null=True, blank=True, help_text="least for the period")
    formula = models.CharField(max_length=20, help_text="which formula of the base film it was signed under")
    reference = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-first_on", "id"]
        indexes = [models.Index(fields=["cinema", "first_on"], name="contract_by_cinema")]
        constraints = [
            ExclusionConstraint(
                name="contract_no_overlap",
                expressions=[
                    (F("film"), RangeOperators.EQUAL),
                    (F("cinema"), RangeOperators.EQUAL),
                    (
                        Func(
                            "first_on",
                            "last_on",
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(first_on__iso_week_day=3, last_on__iso_week_day=2, last_on__gt=F("first_on")),
                name="contract_whole_weeks",
            ),
            models.CheckConstraint(
                condition=Q(rate_bp__isnull=False, flat_cents=None)
                | Q(rate_bp=None, flat_cents__isnull=False),
                name="contract_rate_or_flat",
            ),
            models.CheckConstraint(
                condition=Q(rate_bp=None) | Q(rate_bp__lte=10_000), name="contract_rate_share"
            ),
        ]
