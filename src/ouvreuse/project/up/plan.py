"""What must be true before anything starts, and where everything will listen."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

from ouvreuse.kernel.system_error import reason
from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.command_line import Up
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.system_user import RunAs, ServiceUser, service_user
from ouvreuse.project.up.addresses import EVERYWHERE, bracketed, free_port, need_port, numeric, reachable
from ouvreuse.project.up.site import Kind, Site

SPACE_NEEDED: Final = 300_000_000  # bytes: the log of changes, its recycling, and the logs
FOLDERS: Final = ("logs", "locks", "media", "cache", "cache/python", "fakes")


def own_folder(data: Path) -> ServiceUser:
    """Make the data folder and find who runs the services. Raises Refusal."""
    try:
        user = service_user(data)
        user.make_folder(data)
        for name in FOLDERS:
            user.make_folder(data / name)
    except OSError as error:
        raise Refusal(
            bilingual(
                fr=f"le dossier des données {data} ne peut pas servir : {reason(error)} ; "
                f"choisissez-en un autre avec --data",
                en=f"can't use the data folder {data}: {reason(error)}; choose another with --data",
            )
        ) from error
    if not user.can("-w", data):
        raise Refusal(user.unable(data))
    return user


def need_space(data: Path) -> None:
    """Raises Refusal on a nearly full disk: a database that can't write stops in the middle of a sale."""
    free, needed = shutil.disk_usage(data).free // 1_000_000, SPACE_NEEDED // 1_000_000
    if free < needed:
        raise Refusal(
            bilingual(
                fr=f"le disque de {data} est presque plein : {free} Mo libres, {needed} Mo nécessaires",
                en=f"the disk of {data} is nearly full: {free} MB free, {needed} MB needed",
            )
        )


def listen(told: Up, *, kind: Kind, outside: bool, user: ServiceUser) -> Site:
    """Choose every address of the site. Raises Refusal when the wanted port can't be had."""
    host = numeric(told.host)
    if kind == "DEMO" and ":" in host:
        raise Refusal(
            bilingual(
                fr=f"la banque et la boîte aux lettres de la démonstration ne parlent pas IPv6 : "
                f"choisissez une adresse IPv4 au lieu de --host {told.host}",
                en=f"the demo's bank and mailbox do not speak IPv6: "
                f"choose an IPv4 address instead of --host {told.host}",
            )
        )
    need_port(told.port, host=host, user=user)
    name = bracketed(reachable(told.host))
    scheme = "https" if told.https else "http"
    ports = _free_ports(5, after=told.port, host=host)
    web_port, start_port, bank_port, mailbox_port, smtp_port = ports
    return Site(
        kind=kind,
        host=host,
        port=told.port,
        web_port=web_port if told.https else told.port,
        base_url=os.environ.get("OUVREUSE_BASE_URL") or f"{scheme}://{name}:{told.port}",
        hosts=",".join(_host_names(told.host, host)),
        proxied=told.https,
        bank_port=bank_port,
        bank_url=f"http://{name}:{bank_port}",
        mailbox_port=mailbox_port,
        mailbox_url=f"http://{name}:{mailbox_port}/",
        smtp_port=smtp_port,
        start_url=f"http://{name}:{start_port}/" if told.https else "",
        outside=outside,
    )


def _free_ports(count: int, *, after: int, host: str) -> list[int]:
    found: list[int] = []
    for _ in range(count):
        last = found[-1] if found else after
        found.append(free_port(last + 1 if last < 65000 else last - 1000, host=host))
    return found


def _host_names(told: str, host: str) -> list[str]:
    """The names a browser may say in its Host header."""
    names = [reachable(told)]
    if host in EVERYWHERE:
        names += [socket.gethostname(), f"{socket.gethostname()}.local"]
    else:
        names += [told, host]
    return list(dict.fromkeys(bracketed(name) for name in names))


def web_runs_as(user: ServiceUser, *, env: dict[str, str]) -> RunAs | None:
    """As whom our own programs run; None when the service user can't read our code."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", "import ouvreuse.project"],
            env=env, cwd="/", check=False, capture_output=True, **user.run_as(),
        )  # fmt: skip
    except PermissionError:
        return None
    return user.run_as() if done.returncode == 0 else None


def hand_over(data: Path, *, user: ServiceUser) -> None:
    """Give to the service user what root's commands have made in the data folder."""
    if not user.dropped:
        return
    for part in ("media", "cache", "fakes", "secrets"):
        for folder, _, names in os.walk(data / part):
            for path in (Path(folder), *(Path(folder) / name for name in names)):
                if path.lstat().st_uid == 0:
                    os.chown(path, user.uid, user.gid, follow_symlinks=False)
