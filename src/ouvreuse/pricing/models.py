"""Price lists and their immutable versions."""

from __future__ import annotations

from django.db import models


class PriceList(models.Model):
    """A named list of rates of one cinema (grille tarifaire)."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    cinema = models.ForeignKey("venues.Cinema", on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cinema", "code"], name="price_list_once")]


class PriceListVersion(models.Model):
    """What a list said from one instant on; its content (``pricing.rules``) is never updated (trigger)."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["price_list", "number"], name="price_list_version_once")
        ]
