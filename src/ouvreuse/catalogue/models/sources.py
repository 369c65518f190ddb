"""Where facts of films may be fetched, and with which key."""

from __future__ import annotations

from django.db import models


class DataSource(models.Model):
    """A source of film data. Its key is sealed: a stolen dump opens nothing."""

    name = models.CharField(max_length=20, primary_key=True)
    sealed_key = models.TextField()
    set_at = models.DateTimeField()
