"""One installation: its data folder, its kind, its addresses, and the environment its programs get."""

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final, Literal

from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.cluster import Cluster
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.system_user import ServiceUser
from ouvreuse.project.up.addresses import HOME, bracketed, inside
from ouvreuse.project.up.keys import secret_files

Kind = Literal["LIVE", "DEMO"]
DATABASE: Final = "ouvreuse"


@dataclass(frozen=True, kw_only=True)
class Site:
    """What `up` has decided; kept in the data folder so that other commands speak of the same site."""

    kind: Kind
    host: str = "127.0.0.1"
    port: int = 8000
    web_port: int = 8000  # where the app server listens: the site's port, or behind the proxy another
    base_url: str = "http://localhost:8000"
    hosts: str = ""
    proxied: bool = False
    bank_port: int = 0
    bank_url: str = ""  # how browsers reach the bank
    mailbox_port: int = 0
    mailbox_url: str = ""
    smtp_port: int = 0
    start_url: str = ""  # the plain page that hands out the root certificate
    outside: bool = False  # the data are in a PostgreSQL of the operator's

    @property
    def inner_url(self) -> str:
        """How programs of this machine reach the site."""
        return f"http://{bracketed(HOME if self.proxied else inside(self.host))}:{self.web_port}"

    def save(self, data: Path, *, user: ServiceUser) -> None:
        """Write it into the data folder."""
        half = data / "site.json.new"
        half.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        user.owns(half)
        half.replace(data / "site.json")


def known_site(data: Path) -> Site | None:
    """The site of this data folder as it was last; None before its first `up`."""
    try:
        found = json.loads((data / "site.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        file = data / "site.json"
        raise Refusal(
            bilingual(fr=f"{file} est illisible : {error}", en=f"{file} can't be read: {error}")
        ) from error
    names = {field.name for field in fields(Site)}
    return Site(**{key: value for key, value in found.items() if key in names})


def decide_kind(known: Site | None, *, demo: bool, data: Path) -> Kind:
    """DEMO or LIVE. The first start decides for ever: a demo's past is invented and never becomes a book."""
    if known is None:
        return "DEMO" if demo else "LIVE"
    if known.kind == "DEMO" and not demo:
        raise Refusal(
            bilingual(
                fr=f"{data} contient une démonstration et le reste : "
                f"pour de vrai, choisissez un autre dossier avec --data",
                en=f"{data} holds a demo and stays one: choose another folder with --data for real use",
            )
        )
    return known.kind


def outside_database(known: Site | None, *, data: Path) -> bool:
    """True when DATABASE_URL and DATABASE_OWNER_URL name a PostgreSQL of the operator's.

    Raises Refusal when they name half of one, or none for a cinema that lives in one: an empty cinema of ours
    would open in its place.
    """
    named = [bool(os.environ.get(name)) for name in ("DATABASE_URL", "DATABASE_OWNER_URL")]
    if any(named) and not all(named):
        raise Refusal(
            bilingual(
                fr="donnez DATABASE_URL (le rôle de l'application) et DATABASE_OWNER_URL (celui du propriétaire), "
                "ou aucun des deux",
                en="set both DATABASE_URL (the app's role) and DATABASE_OWNER_URL (the owner's), or neither",
            )
        )
    if known is not None and known.outside and not any(named):
        raise Refusal(
            bilingual(
                fr=f"le cinéma de {data} est dans un PostgreSQL extérieur : "
                f"donnez DATABASE_URL et DATABASE_OWNER_URL comme avant",
                en=f"the cinema of {data} is in an outside PostgreSQL: "
                f"set DATABASE_URL and DATABASE_OWNER_URL as before",
            )
        )
    return all(named)


def environment(site: Site, *, data: Path, cluster: Cluster | None, owner: bool = False) -> dict[str, str]:
    """What every program of ours is told. What the operator has set himself wins."""
    env = {
        "DJANGO_SETTINGS_MODULE": "ouvreuse.project.settings",
        "OUVREUSE_DATA": str(data),
        "OUVREUSE_KIND": site.kind,
        "OUVREUSE_BASE_URL": site.base_url,
        "OUVREUSE_HOSTS": site.hosts,
        "OUVREUSE_TRUSTED_PROXY": "1" if site.proxied else "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        # The service user may not write beside our sources; without its byte code each start takes seconds.
        "PYTHONPYCACHEPREFIX": str(data / "cache" / "python"),
        **secret_files(data),
    }
    if site.kind == "DEMO":
        beside = bracketed(inside(site.host))
        env["OUVREUSE_BANK_URL"] = f"http://{beside}:{site.bank_port}"
        env["OUVREUSE_BANK_PAGE_URL"] = site.bank_url
        env["OUVREUSE_SMTP_URL"] = f"smtp://{beside}:{site.smtp_port}"
        env["OUVREUSE_MAILBOX_URL"] = site.mailbox_url
    if cluster is not None:
        env["DATABASE_URL"] = cluster.url("app", DATABASE)
        env["DATABASE_OWNER_URL"] = cluster.url("owner", DATABASE)
    env.update(os.environ)
    env.update({"OUVREUSE_DATA": str(data), "OUVREUSE_KIND": site.kind})
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # meant for the layers of an image; this folder is ours
    for name in secret_files(data):
        if env.get(name.removesuffix("_FILE")):
            env.pop(name)  # given directly
    if owner:
        env["OUVREUSE_ROLE"] = "owner"
    return env
