"""Pictures, re-encoded and kept in the database under the hash of what was sent (docs/adr/0028)."""

from __future__ import annotations

from django.db import models


class Image(models.Model):
    """One picture: ``digest`` names it for ever, so that caches may keep it for ever too."""

    digest = models.CharField(max_length=32, primary_key=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()


class Rendition(models.Model):
    """A picture in one width and one format."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")
    width = models.PositiveSmallIntegerField(help_text="the width it stands for; smaller when the picture is")
    format = models.CharField(max_length=4, help_text="avif or webp")
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "width", "format"], name="rendition_once")]


class Still(models.Model):
    """A picture of a film beside its poster."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    film = models.ForeignKey("catalogue.Film", on_delete=models.CASCADE, related_name="stills")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=0)
    alt_fr = models.CharField(max_length=200)
    alt_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["film_id", "rank", "id"]
        constraints = [models.UniqueConstraint(fields=["film", "image"], name="still_once")]
