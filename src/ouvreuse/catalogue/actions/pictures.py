"""Pictures of films: verified and redrawn before the transaction, which only keeps them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.catalogue.errors import FilmUnknown
from ouvreuse.catalogue.models import Film, Image, Rendition, Still
from ouvreuse.catalogue.rules.pictures import POSTER_WIDTHS, STILL_WIDTHS, Picture, picture
from ouvreuse.kernel import clock


def set_poster(
    film: int,
    *,
    data: bytes,
    alt_fr: str = "",
    alt_en: str = "",
    actor: int | None,
    actor_label: str = "staff",
) -> str:
    """Give a film its poster; the one before is forgotten. Returns the picture's digest.

    Raises ``PictureRefused`` and ``FilmUnknown``.
    """
    drawn = picture(data, widths=POSTER_WIDTHS)
    with transaction.atomic():
        row = _film(film)
        before = row.poster_id
        row.poster = _keep(drawn)
        row.poster_alt_fr, row.poster_alt_en = alt_fr, alt_en
        row.save(update_fields=["poster", "poster_alt_fr", "poster_alt_en"])
        if before and before != drawn.digest:
            forget_unused(before)
        facts = {"before": {"poster": before}, "after": {"poster": drawn.digest}}
        accounts.record(
            "set_poster", subject=f"film:{film}", actor=actor, actor_label=actor_label, facts=facts
        )
    return drawn.digest


@transaction.atomic
def remove_poster(film: int, *, actor: int | None, actor_label: str = "staff") -> bool:
    """Take a film's poster away: its drawing stands in again. False when there was none. Raises ``FilmUnknown``."""
    row = _film(film)
    before = row.poster_id
    if before is None:
        return False
    row.poster, row.poster_alt_fr, row.poster_alt_en = None, "", ""
    row.save(update_fields=["poster", "poster_alt_fr", "poster_alt_en"])
    forget_unused(before)
    facts = {"before": {"poster": before}, "after": {"poster": None}}
    accounts.record(
        "remove_poster", subject=f"film:{film}", actor=actor, actor_label=actor_label, facts=facts
    )
    return True


def add_still(
    film: int, *, data: bytes, alt_fr: str, alt_en: str = "", actor: int | None, actor_label: str = "staff"
) -> int:
    """Add a picture to a film; the same picture again is the same still. Returns its id.

    Raises ``PictureRefused`` and ``FilmUnknown``.
    """
    drawn = picture(data, widths=STILL_WIDTHS)
    with transaction.atomic():
        row = _film(film)
        facts: dict[str, Any] = {"alt_fr": alt_fr, "alt_en": alt_en}
        still, _ = Still.objects.update_or_create(
            film=row,
            image=_keep(drawn),
            defaults=facts,
            create_defaults={**facts, "rank": row.stills.count()},
        )
        accounts.record(
            "add_still", subject=f"film:{film}", actor=actor, actor_label=actor_label,
            facts={"after": {"still": drawn.digest, **facts}},
        )  # fmt: skip
    return still.id


@transaction.atomic
def remove_still(still: int, *, film: int, actor: int | None, actor_label: str = "staff") -> bool:
    """Take a still away. False when the film has no such still."""
    row = Still.objects.select_for_update().filter(id=still, film_id=film).first()
    if row is None:
        return False
    digest = row.image_id
    row.delete()
    forget_unused(digest)
    accounts.record(
        "remove_still", subject=f"film:{film}", actor=actor, actor_label=actor_label,
        facts={"before": {"still": digest}},
    )  # fmt: skip
    return True


def _film(film: int) -> Film:
    row = Film.objects.select_for_update(of=("self",)).filter(id=film).first()
    if row is None:
        raise FilmUnknown(film=film)
    return row


def _keep(drawn: Picture) -> Image:
    image, new = Image.objects.get_or_create(
        digest=drawn.digest,
        defaults={"width": drawn.width, "height": drawn.height, "added_at": clock.now()},
    )
    if new:
        Rendition.objects.bulk_create(
            [
                Rendition(image=image, width=each.width, format=each.format, body=each.body)
                for each in drawn.renditions
            ]
        )
    return image


def forget_unused(digest: str) -> None:
    """Delete a picture that nothing shows any more (inner)."""
    shown = Film.objects.filter(poster_id=digest).exists() or Still.objects.filter(image_id=digest).exists()
    if not shown:
        Image.objects.filter(digest=digest).delete()
