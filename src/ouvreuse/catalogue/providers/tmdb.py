"""The Movie Database, version 3 of its API: search, one film, one poster.

Only its two hosts are called, no redirect is followed, and an answer is read no further than its bound: what comes
back is as foreign as what a browser sends.
"""

from __future__ import annotations

import json
import re
import urllib.request
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import certifi
import urllib3
from urllib3.exceptions import HTTPError

from ouvreuse.catalogue.errors import SourceFault, SourceTrouble
from ouvreuse.catalogue.rules.pictures import MOST_BYTES

NAME: Final = "TMDB"
LANGUAGE: Final = "fr-FR"
MOST_ANSWER: Final = 2_000_000
DEADLINES: Final = urllib3.Timeout(connect=3, read=8)
TOGETHER: Final = "credits,translations,release_dates,videos"
POSTER_PATH: Final = re.compile(r"/[\w-]{1,80}\.(?:jpg|jpeg|png|webp)")
MOST_CAST: Final = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A film among the answers of a search."""

    id: int
    title: str
    original_title: str
    released_on: date | None
    overview: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the source says of a film; "" or nothing where it says nothing. ``certificate``: as given in France."""

    tmdb_id: int
    title: str
    original_title: str
    runtime_min: int | None
    year: int | None
    released_on: date | None
    first_released_on: date | None
    countries: tuple[str, ...]
    genres: tuple[str, ...]
    synopsis_fr: str
    synopsis_en: str
    imdb: str
    trailer_url: str
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    poster_path: str
    certificate: str


class Tmdb:
    """One operator's access. ``key``: the API key (32 characters) or the longer read access token."""

    def __init__(self, key: str, *, api: str, images: str) -> None:
        self._key, self._api, self._images = key, api.rstrip("/"), images.rstrip("/")

    def search(self, title: str) -> tuple[Found, ...]:
        """Films called so, as the source orders them. Raises ``SourceTrouble``."""
        answer = self._json(
            "/3/search/movie", query=title, language=LANGUAGE, region="FR", include_adult="false"
        )
        found = [_found(row) for row in _list(answer, "results")]
        return tuple(row for row in found if row is not None)

    def movie(self, film: int) -> Told:
        """All it says of one film. Raises ``SourceTrouble``."""
        answer = self._json(f"/3/movie/{film:d}", language=LANGUAGE, append_to_response=TOGETHER)
        if answer.get("id") != film:
            raise SourceTrouble(SourceFault.STRANGE, source=NAME)
        return _told(film, answer)

    def poster(self, path: str) -> bytes:
        """The bytes of a poster, to be verified like any other. Raises ``SourceTrouble``."""
        if not POSTER_PATH.fullmatch(path):
            raise SourceTrouble(SourceFault.STRANGE, source=NAME)
        return self._get(f"{self._images}/t/p/w780{path}", {}, most=MOST_BYTES)

    def _json(self, path: str, **asked: str) -> dict[str, Any]:
        headers = {"Accept": "application/json"}
        if len(self._key) > 40:
            headers["Authorization"] = f"Bearer {self._key}"
        else:
            asked["api_key"] = self._key
        body = self._get(f"{self._api}{path}?{urlencode(asked)}", headers, most=MOST_ANSWER)
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError) as broken:
            raise SourceTrouble(SourceFault.STRANGE, source=NAME) from broken
        if not isinstance(answer, dict):
            raise SourceTrouble(SourceFault.STRANGE, source=NAME)
        return answer

    def _get(self, url: str, headers: dict[str, str], *, most: int) -> bytes:
        """One call, tried once; its errors never carry the address, which may hold the key."""
        try:
            with _lines(url) as lines:
                answer = lines.request(
                    "GET", url, headers=headers, redirect=False, retries=False, preload_content=False
                )
                try:
                    body = answer.read(most + 1)
                finally:
                    answer.release_conn()
        except HTTPError:
            raise SourceTrouble(SourceFault.SILENT, source=NAME) from None
        fault = _fault(answer.status)
        if fault is not None:
            raise SourceTrouble(fault, source=NAME)
        if len(body) > most:
            raise SourceTrouble(SourceFault.STRANGE, source=NAME)
        return body


def _lines(url: str) -> urllib3.PoolManager:
    parts = urlsplit(url)
    proxy = urllib.request.getproxies().get(parts.scheme)
    kept: dict[str, Any] = {"timeout": DEADLINES, "ca_certs": certifi.where()}
    if proxy and not urllib.request.proxy_bypass(parts.hostname or ""):
        return urllib3.ProxyManager(proxy, **kept)
    return urllib3.PoolManager(**kept)


def _fault(status: int) -> SourceFault | None:
    if status == 200:
        return None
    known = {401: SourceFault.KEY_REFUSED, 403: SourceFault.KEY_REFUSED, 404: SourceFault.UNKNOWN}
    return known.get(status) or (SourceFault.BUSY if status == 429 else SourceFault.SILENT)


def _found(row: Any) -> Found | None:
    if not isinstance(row, dict) or not isinstance(row.get("id"), int):
        return None
    return Found(
        row["id"],
        _text(row, "title", 200),
        _text(row, "original_title", 200),
        _day(row.get("release_date")),
        _text(row, "overview", 400),
    )


def _told(film: int, answer: dict[str, Any]) -> Told:
    credits = answer.get("credits") if isinstance(answer.get("credits"), dict) else {}
    first = _day(answer.get("release_date"))
    french = _of_france(answer)
    cast = sorted(
        (row for row in _list(credits, "cast") if isinstance(row, dict)),
        key=lambda row: _whole(row.get("order"), 999),
    )
    return Told(
        tmdb_id=film,
        title=_text(answer, "title", 200),
        original_title=_text(answer, "original_title", 200),
        runtime_min=_whole(answer.get("runtime"), 0) or None,
        year=first.year if first else None,
        released_on=_day(french.get("release_date")),
        first_released_on=first,
        countries=_names(answer, "production_countries", "name", 60),
        genres=_names(answer, "genres", "name", 40),
        synopsis_fr=_text(answer, "overview", 4000),
        synopsis_en=_english(answer),
        imdb=found[0] if (found := re.match(r"tt[0-9]{7,8}\Z", _text(answer, "imdb_id", 12))) else "",
        trailer_url=_trailer(answer),
        directors=tuple(
            _text(row, "name", 120)
            for row in _list(credits, "crew")
            if isinstance(row, dict) and row.get("job") == "Director"
        ),
        cast=tuple(filter(None, (_text(row, "name", 120) for row in cast[:MOST_CAST]))),
        poster_path=_text(answer, "poster_path", 100),
        certificate=_text(french, "certification", 10),
    )


def _of_france(answer: dict[str, Any]) -> dict[str, Any]:
    """The release in cinemas (type 3, limited 2) of France, else nothing."""
    for country in _list(answer.get("release_dates"), "results"):
        if isinstance(country, dict) and country.get("iso_3166_1") == "FR":
            rows = [row for row in _list(country, "release_dates") if isinstance(row, dict)]
            shown = [row for row in rows if row.get("type") in (2, 3)]
            return max(shown, key=lambda row: _whole(row.get("type"), 0), default={})
    return {}


def _english(answer: dict[str, Any]) -> str:
    for row in _list(answer.get("translations"), "translations"):
        if isinstance(row, dict) and row.get("iso_639_1") == "en" and isinstance(row.get("data"), dict):
            return _text(row["data"], "overview", 4000)
    return ""


def _trailer(answer: dict[str, Any]) -> str:
    for row in _list(answer.get("videos"), "results"):
        if isinstance(row, dict) and row.get("site") == "YouTube" and row.get("type") == "Trailer":
            key = _text(row, "key", 20)
            if re.fullmatch(r"[\w-]{6,20}", key):
                return f"https://www.youtube.com/watch?v={key}"
    return ""


def _list(holder: Any, name: str) -> list[Any]:
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, list) else []


def _names(holder: dict[str, Any], name: str, key: str, most: int) -> tuple[str, ...]:
    names = (_text(row, key, most) for row in _list(holder, name) if isinstance(row, dict))
    return tuple(dict.fromkeys(filter(None, names)))


def _text(holder: dict[str, Any], name: str, most: int) -> str:
    value = holder.get(name)
    return " ".join(value.split())[:most] if isinstance(value, str) else ""


def _whole(value: Any, other: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else other


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None
