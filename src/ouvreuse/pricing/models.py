"""Price lists, their immutable versions and drafts, and the school holidays rates may speak of."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class PriceList(models.Model):
    """A named list of rates of one cinema (grille tarifaire). A retired one plans no more screenings."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=80)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cinema", "code"], name="price_list_once")]


class Versions(models.QuerySet["PriceListVersion"]):
    """Which version serves when."""

    def serving(self, starts: datetime) -> Versions:
        """Those valid for a screening that starts then, the one that serves it first."""
        valid = self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=starts))
        return valid.order_by(F("valid_from").desc(nulls_last=True), "-number")


class PriceListVersion(models.Model):
    """What a list said from one instant on; its content (``pricing.rules``) is never updated (trigger).

    It serves screenings that start from ``valid_from`` on (empty: since always) until another version does.
    """

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField()
    valid_from = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar[Versions] = Versions.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["price_list", "number"], name="price_list_version_once")
        ]


class PriceListDraft(models.Model):
    """The next version of a list while it is being written. ``counter`` goes up at each change."""

    price_list = models.OneToOneField(
        PriceList, on_delete=models.CASCADE, primary_key=True, related_name="draft"
    )
    content = models.JSONField()
    counter = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class SchoolZone(models.Model):
    """The zone of school holidays a cinema is in, where its postcode does not say it."""

    cinema = models.OneToOneField(
        "venues.Cinema", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    zone = models.CharField(max_length=10)


class SchoolHoliday(models.Model):
    """School holidays of a zone, from the first day without school to the last."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    zone = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        ordering = ["zone", "first_on"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "first_on"], name="school_holiday_once"),
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="school_holiday_in_order"),
        ]
