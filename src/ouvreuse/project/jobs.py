"""The job queue: Procrastinate over the database's own connection, so a job is deferred with its cause."""

from __future__ import annotations

from procrastinate.contrib.django import app

__all__ = ["app"]
