"""The verbs of the catalogue: films are recorded, completed and shown by their pictures; each one transaction."""

from .completing import complete_film, set_source_key
from .pictures import add_still, remove_poster, remove_still, set_poster
from .recording import (
    distributors_named,
    give_addresses,
    record_films,
    record_versions,
    seed_of,
    upsert_film,
    upsert_films,
    upsert_version,
    upsert_versions,
)

__all__ = [
    "add_still",
    "complete_film",
    "distributors_named",
    "give_addresses",
    "record_films",
    "record_versions",
    "remove_poster",
    "remove_still",
    "seed_of",
    "set_poster",
    "set_source_key",
    "upsert_film",
    "upsert_films",
    "upsert_version",
    "upsert_versions",
]
