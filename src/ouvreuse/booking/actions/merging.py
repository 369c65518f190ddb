"""Two rows that are one film become one; here, since only booking may touch what is on sale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model, TextField
from django.db.models.deletion import ProtectedError
from django.db.models.functions import Cast

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.errors import FilmsDiffer
from ouvreuse.booking.queries.week import orders_of_films
from ouvreuse.catalogue.actions.pictures import forget_unused
from ouvreuse.catalogue.models import (
    CinemaFilm,
    Contract,
    Credit,
    Film,
    FilmVersion,
    FormerAddress,
    SeriesFilm,
    Still,
)
from ouvreuse.kernel import clock
from ouvreuse.kernel.retry import retried
from ouvreuse.pricing.models import PriceListVersion
from ouvreuse.programme import actions as programme
from ouvreuse.programme.models import Screening

FACTS = (
    "original_title", "visa_number", "visa_on", "rca_number", "warning_text", "runtime_min", "year", "released_on",
    "first_released_on", "countries", "genres", "synopsis_fr", "synopsis_en", "distributor_id", "isan", "eidr", "imdb",
    "tmdb_id", "allocine_id", "art_house_on", "trailer_url",
)  # fmt: skip
MARKS = ("warning", "art_house", "research", "heritage", "young")
POSTER = ("poster_id", "poster_alt_fr", "poster_alt_en")


@dataclass(frozen=True, slots=True)
class Merged:
    """What becoming one does: facts filled in, versions that move and that become one, and what follows them."""

    kept: str
    dropped: str
    filled: tuple[str, ...]
    versions_moved: tuple[str, ...]
    versions_joined: tuple[str, ...]
    screenings: int
    contracts: int
    people: int
    pictures: int


@retried
def merge_films(
    keep: int, *, drop: int, dry_run: bool = False, actor: int | None, actor_label: str = "staff"
) -> Merged:
    """Make one film of two: what hangs on ``drop`` hangs on ``keep``, whose own facts win; its page leads there.

    Tickets sold keep what was printed on them, and screenings their times. With ``dry_run`` all is done and taken
    back, so that the preview is the truth. Raises ``FilmsDiffer`` when they cannot be one: the same row (``same``),
    two visas (``visa``), another class while seats are held or sold (``class``), a contract each for the same weeks
    (``contract``), a rate made for the other by its address (``prices``), or one of them is gone (``gone``).
    """
    with transaction.atomic(durable=True):
        first, other = _both(keep, drop)
        done = _Merge(first, other).run()
        if dry_run:
            transaction.set_rollback(True)
            return done
        accounts.record(
            "merge_films", subject=f"film:{keep}", actor=actor, actor_label=actor_label,
            facts={
                "before": {"film": drop, "title": other.title, "visa_number": other.visa_number, "slug": other.slug},
                "after": {
                    "filled": list(done.filled),
                    "versions": [*done.versions_moved, *done.versions_joined],
                    "screenings": done.screenings,
                    "contracts": done.contracts,
                },
            },
        )  # fmt: skip
    return done


def _both(keep: int, drop: int) -> tuple[Film, Film]:
    if keep == drop:
        raise FilmsDiffer("same")
    rows = {
        row.id: row
        for row in Film.objects.filter(id__in=(keep, drop)).order_by("id").select_for_update(of=("self",))
    }
    if len(rows) < 2:
        raise FilmsDiffer("gone")
    first, other = rows[keep], rows[drop]
    if first.visa_number and other.visa_number and first.visa_number != other.visa_number:
        raise FilmsDiffer("visa")
    orders = orders_of_films([drop])  # holds that come meanwhile wait for this transaction
    if _named_by_prices(other):
        raise FilmsDiffer("prices")
    if first.classification != other.classification and orders.get(drop):
        raise FilmsDiffer("class")
    return first, other


def _named_by_prices(film: Film) -> bool:
    """Whether a price list under which it is sold has a rate for it by its address: that rate would lapse."""
    coming = Screening.objects.filter(film=film, ends_at__gt=clock.now()).values("price_version")
    lists = PriceListVersion.objects.filter(id__in=coming).annotate(words=Cast("content", TextField()))
    return lists.filter(words__contains=f'"{film.slug}"').exists()


class _Merge:
    """One merge inside its transaction."""

    def __init__(self, keep: Film, drop: Film) -> None:
        self.keep, self.drop = keep, drop
        self.moved: list[str] = []
        self.joined: list[str] = []

    def run(self) -> Merged:
        """Versions first, then what hangs on the film, then its facts; the row goes last."""
        screenings = Screening.objects.filter(film=self.drop).count()
        programme.as_booking_verb()
        self._versions()
        people = self._people()
        pictures = self._pictures()
        contracts = self._contracts()
        self._once(SeriesFilm, "series_id")
        self._once(CinemaFilm, "cinema_id")
        _move_all(Film, self.drop.pk, self.keep.pk)
        filled = self._facts()
        self._address()
        return Merged(
            kept=self.keep.title,
            dropped=self.drop.title,
            filled=filled,
            versions_moved=tuple(self.moved),
            versions_joined=tuple(self.joined),
            screenings=screenings,
            contracts=contracts,
            people=people,
            pictures=pictures,
        )

    def _versions(self) -> None:
        """A version both have becomes one, any other moves. A screening's film and version change in one statement."""
        have = {_identity(row): row for row in FilmVersion.objects.filter(film=self.keep)}
        for row in FilmVersion.objects.filter(film=self.drop).order_by("id"):
            same = have.get(_identity(row))
            target = same.pk if same else row.pk
            Screening.objects.filter(version=row).update(film=self.keep, version=target)
            if same is None:
                row.film = self.keep
                row.save(update_fields=["film"])
                self.moved.append(row.name)
            else:
                _move_all(FilmVersion, row.pk, same.pk)
                row.delete()
                self.joined.append(row.name)

    def _people(self) -> int:
        """Who is credited there, for each job that nobody is credited for here."""
        known = set(Credit.objects.filter(film=self.keep).values_list("job", flat=True))
        moved = Credit.objects.filter(film=self.drop).exclude(job__in=known).update(film=self.keep)
        Credit.objects.filter(film=self.drop).delete()
        return moved

    def _pictures(self) -> int:
        shown = set(Still.objects.filter(film=self.keep).values_list("image_id", flat=True))
        moved = Still.objects.filter(film=self.drop).exclude(image_id__in=shown).update(film=self.keep)
        Still.objects.filter(film=self.drop).delete()
        if self.drop.poster_id and not self.keep.poster_id:
            for name in POSTER:
                setattr(self.keep, name, getattr(self.drop, name))
            moved += 1
        return moved

    def _contracts(self) -> int:
        theirs = list(Contract.objects.filter(film=self.drop))
        for row in theirs:
            at_once = Contract.objects.filter(
                film=self.keep, cinema_id=row.cinema_id, first_on__lte=row.last_on, last_on__gte=row.first_on
            )
            if at_once.exists():
                raise FilmsDiffer("contract")
            row.film = self.keep
            row.save(update_fields=["film"])
        return len(theirs)

    def _once(self, model: Any, beside: str) -> None:
        """Rows that a film may have once for each of something: the kept film's win."""
        have = list(model.objects.filter(film=self.keep).values_list(beside, flat=True))
        model.objects.filter(film=self.drop, **{f"{beside}__in": have}).delete()
        model.objects.filter(film=self.drop).update(film=self.keep)

    def _facts(self) -> tuple[str, ...]:
        filled = [name for name in FACTS if not getattr(self.keep, name) and getattr(self.drop, name)]
        filled += [name for name in MARKS if getattr(self.drop, name) and not getattr(self.keep, name)]
        for name in filled:
            setattr(self.keep, name, getattr(self.drop, name))
        return tuple(filled)

    def _address(self) -> None:
        """The dropped film's page, and those that led to it, lead to the kept one."""
        poster = self.drop.poster_id
        try:
            Film.objects.filter(pk=self.drop.pk).delete()
        except ProtectedError as held:
            raise FilmsDiffer("held") from held
        self.keep.save()
        FormerAddress.objects.create(slug=self.drop.slug, film=self.keep)
        if poster:
            forget_unused(poster)


def _identity(row: FilmVersion) -> tuple[str, str, bool]:
    return row.label, row.format, row.audio_description


def _move_all(model: type[Model], old: int, new: int) -> None:
    """Whatever else points to a row points to the other from now on: no room above needs to be known here."""
    fields: list[Any] = list(model._meta.get_fields(include_hidden=True))
    for relation in fields:
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            rows: Callable[..., Any] = relation.related_model._base_manager.filter
            rows(**{relation.field.name: old}).update(**{relation.field.name: new})
