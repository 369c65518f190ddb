"""Typed readers of the environment that fail loudly at start. ``NAME_FILE`` may point to a secret's file."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from ouvreuse.kernel.terminal import bilingual

SHORTEST_SECRET = 32


class BadEnvironment(SystemExit):
    """A setting is missing or wrong; printed as one line."""

    def __init__(self, message: str) -> None:
        super().__init__(f"ouvreuse: {message}")


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file ``NAME_FILE`` names, or the default."""
    if name in os.environ:
        return os.environ[name]
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as problem:
            raise BadEnvironment(
                bilingual(fr=f"{name}_FILE : {problem}", en=f"{name}_FILE: {problem}")
            ) from problem
    if default is None:
        raise BadEnvironment(
            bilingual(fr=f"il manque le réglage {name}", en=f"the setting {name} is missing")
        )
    return default


def require_secret(name: str) -> None:
    """Start nothing on LIVE data without a real secret: links of orders and sessions are signed with it."""
    if text("OUVREUSE_KIND", "LIVE") == "LIVE" and len(text(name, "")) < SHORTEST_SECRET:
        raise BadEnvironment(
            bilingual(
                fr=f"le réglage {name} manque ou a moins de {SHORTEST_SECRET} caractères",
                en=f"the setting {name} is missing or shorter than {SHORTEST_SECRET} characters",
            )
        )


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        choices = ", ".join(allowed)
        raise BadEnvironment(
            bilingual(
                fr=f"{name} vaut {value!r} ; valeurs possibles : {choices}",
                en=f"{name} is {value!r}; it must be one of {choices}",
            )
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    """0 or 1."""
    return choice(name, ("0", "1"), "1" if default else "0") == "1"


def database(url: str) -> dict[str, object]:
    """Django's description of ``postgresql://user:password@host:port/name?host=/socket/dir``."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadEnvironment(
            bilingual(
                fr=f"l'adresse d'une base commence par postgresql:// ({parts.scheme!r} trouvé)",
                en=f"a database address must begin with postgresql:// ({parts.scheme!r} found)",
            )
        )
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "ouvreuse.project.postgres_backend",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": dict(query),
    }
