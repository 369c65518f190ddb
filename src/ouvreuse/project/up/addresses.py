"""Where the site listens, how others reach it, and whether its ports are free."""

import errno
import os
import socket
from pathlib import Path
from typing import Final

from ouvreuse.kernel.system_error import reason
from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.system_user import ServiceUser

EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 - recognised, not chosen
HOME: Final = "127.0.0.1"


def loopback(host: str) -> bool:
    """True when only this machine can reach an address to listen on."""
    return host in ("localhost", "::1") or host.startswith("127.")


def numeric(host: str) -> str:
    """The address to listen on that a name stands for: servers take no names. Raises Refusal."""
    if ":" in host:
        return host
    try:
        return str(socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_STREAM)[0][4][0])
    except (OSError, UnicodeError):
        raise Refusal(
            bilingual(
                fr=f"--host {host} : cette machine n'a pas cette adresse",
                en=f"--host {host}: there is no such address on this machine",
            )
        ) from None


def inside(host: str) -> str:
    """Where programs of this machine reach what listens on `host`: one address is heard there only."""
    return HOME if host in EVERYWHERE else host


def reachable(host: str) -> str:
    """The name others use for an address to listen on: this machine's own address for "everywhere"."""
    if host not in EVERYWHERE:
        return "localhost" if host in (HOME, "::1") else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation; nothing is sent
            return str(probe.getsockname()[0])
        except OSError:
            return "localhost"


def bracketed(host: str) -> str:
    """An address as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def need_port(port: int, *, host: str, user: ServiceUser) -> None:
    """Raises Refusal when the port can't be had. The app server would share a taken one without a word."""
    if user.dropped and port < _first_free_for_all():
        raise Refusal(
            bilingual(
                fr=f"le port {port} est réservé à root, et le site tourne sous {user.name} : "
                f"choisissez --port 8000 ou plus et mettez un mandataire devant",
                en=f"port {port} is for root, and the site runs as {user.name}: "
                f"choose --port 8000 or higher and put a proxy in front",
            )
        )
    if (problem := _problem(port, host)) is None:
        return
    if problem.errno == errno.EADDRINUSE:
        raise Refusal(
            bilingual(
                fr=f"le port {port} est pris par un autre programme : choisissez-en un autre, "
                f"par exemple --port {port + 10}",
                en=f"port {port} is taken by another program: choose another, for example --port {port + 10}",
            )
        )
    if problem.errno == errno.EACCES:
        raise Refusal(
            bilingual(
                fr=f"le port {port} est réservé à root : choisissez --port 8000 ou plus",
                en=f"port {port} is for root: choose --port 8000 or higher",
            )
        )
    raise Refusal(
        bilingual(
            fr=f"impossible d'écouter sur {host}, port {port} : {reason(problem)}",
            en=f"can't listen on {host}, port {port}: {reason(problem)}",
        )
    )


def free_port(wanted: int, *, host: str) -> int:
    """The wanted port, or the next one that is free."""
    for port in range(wanted, min(wanted + 200, 65536)):
        if all(_problem(port, each) is None for each in {host, HOME}):  # the site is at home behind a proxy
            return port
    raise Refusal(
        bilingual(fr=f"aucun port n'est libre à partir de {wanted}", en=f"no port is free from {wanted} on")
    )


def _problem(port: int, host: str) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not refused by connections just closed
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            return error
    return None


def _first_free_for_all() -> int:
    try:
        text = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text(encoding="ascii")
    except OSError:
        return 1024 if os.name == "posix" else 0
    return int(text)
