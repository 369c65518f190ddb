"""Sources of film data: whether one may be asked, and with which key."""

from __future__ import annotations

from django.conf import settings

from ouvreuse.catalogue.models import DataSource
from ouvreuse.kernel.sealed import CannotOpen, unseal

PURPOSE = "film data"


def source_key(source: str) -> str:
    """The key of a source, or "" when none is kept or it was sealed by another installation."""
    sealed = DataSource.objects.filter(name=source).values_list("sealed_key", flat=True).first()
    try:
        return unseal(sealed, key=settings.SECRET_KEY, purpose=PURPOSE) if sealed else ""
    except CannotOpen:
        return ""
