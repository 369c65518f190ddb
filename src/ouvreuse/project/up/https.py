"""`--https`: Caddy in front with its own authority, and a plain page that hands out the root certificate.

A browser gives no page the camera on plain http beyond this machine, so phones at the door need this.
"""

import html
import ipaddress
import json
import shutil
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.system_user import RunAs, ServiceUser
from ouvreuse.project.up.addresses import EVERYWHERE, bracketed, inside
from ouvreuse.project.up.child import Program
from ouvreuse.project.up.site import Site
from ouvreuse.ui.documents.qr import qr_svg

ROOT_CERTIFICATE: Final = "ouvreuse-root.crt"
SECONDS_FOR_AUTHORITY: Final = 15.0
SECONDS_FOR_CERTIFICATES: Final = 15.0

PAGE: Final = """\
<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ouvreuse : connexion chiffrée</title>
<style>
body {{ font: 1.125rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }}
svg {{ width: 12rem; height: 12rem; background: #fff }}
li {{ margin-block: 1.5rem }}
aside {{ padding: .5rem 1rem; background: #b00020; color: #fff }}
</style>
</head>
<body>
{demo}<main>
<h1>Ouvreuse</h1>
<p>Deux gestes, une fois par téléphone. <span lang="en">Two steps, once for each phone.</span></p>
<ol>
<li><a href="{certificate}">Installer le certificat racine</a>
(<span lang="en">install the root certificate</span>)<br>{certificate_code}</li>
<li><a href="{site}">Ouvrir le site</a> (<span lang="en">open the site</span>)<br>{site_code}</li>
</ol>
<p>iPhone : Réglages, Profil téléchargé, puis Informations, Réglages des certificats.
Android : Paramètres, Sécurité, Installer un certificat, Certificat CA.</p>
<p lang="en">iPhone: Settings, Profile Downloaded, then About, Certificate Trust Settings.
Android: Settings, Security, Install a certificate, CA certificate.</p>
</main>
</body>
</html>
"""

DEMO: Final = """\
<aside aria-label="DEMO"><strong>DEMO</strong> Aucun argent ne circule ici et aucun billet n’est vrai.
<span lang="en">No money moves here and no ticket is real.</span></aside>
"""


def caddy(site: Site, *, data: Path, env: dict[str, str], run_as: RunAs, user: ServiceUser) -> Program:
    """The program that encrypts. Raises Refusal when it isn't installed for this machine."""
    beside = Path(sys.executable).with_name("caddy")
    program = str(beside) if beside.exists() else shutil.which("caddy")
    if program is None:
        raise Refusal(
            bilingual(
                fr="--https demande Caddy, qui n'est pas installé ici : installez caddy et recommencez",
                en="--https needs Caddy, which is not installed here: install caddy and start again",
            )
        )
    for name in ("caddy", "start-page"):
        user.make_folder(data / name)
    config = data / "caddy" / "Caddyfile"
    config.write_text(caddyfile(site, data=data), encoding="utf-8")
    user.owns(config)
    own = {"XDG_DATA_HOME": str(data / "caddy"), "XDG_CONFIG_HOME": str(data / "caddy")}
    return Program(
        name="caddy",
        command=(program, "run", "--config", str(config), "--adapter", "caddyfile"),
        env={**env, **own},
        folder=data,
        run_as=run_as,
        seconds_to_stop=8,
    )


def caddyfile(site: Site, *, data: Path) -> str:
    """Caddy's configuration. Live updates need every byte sent at once (`flush_interval -1`)."""
    addresses = ", ".join(f"https://{bracketed(name)}:{site.port}" for name in _names(site))
    bind = "" if site.host in EVERYWHERE else f"\tbind {site.host}\n"
    return f"""\
{{
\tadmin off
\tauto_https disable_redirects
\tskip_install_trust
\tlocal_certs
\tdefault_sni {bracketed(_names(site)[0])}
\tgrace_period 5s
\tstorage file_system {_quoted(data / "caddy")}
\tlog {{
\t\toutput stdout
\t\tformat json
\t\tlevel WARN
\t}}
}}
{addresses} {{
{bind}\ttls internal
\tencode zstd gzip
\treverse_proxy 127.0.0.1:{site.web_port} {{
\t\tflush_interval -1
\t}}
}}
http://:{_port(site.start_url)} {{
{bind}\troot * {_quoted(data / "start-page")}
\theader /{ROOT_CERTIFICATE} Content-Type application/x-x509-ca-cert
\tfile_server
}}
"""


def write_start_page(site: Site, *, data: Path, user: ServiceUser) -> bool:
    """Lay out the root certificate and the page that offers it; False when Caddy has made none in time."""
    root = _root(data)
    if not _in_time(lambda: root.exists() and root.stat().st_size > 0, SECONDS_FOR_AUTHORITY):
        return False
    folder = data / "start-page"
    certificate = f"{site.start_url}{ROOT_CERTIFICATE}"
    page = PAGE.format(
        demo=DEMO if site.kind == "DEMO" else "",
        certificate=html.escape(certificate),
        certificate_code=_code(certificate, "QR : certificat racine"),
        site=html.escape(site.base_url),
        site_code=_code(site.base_url, "QR : le site"),
    )
    for name, content in ((ROOT_CERTIFICATE, root.read_bytes()), ("index.html", page.encode())):
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o644)
        user.owns(folder / name)
    return True


def certified(site: Site, *, data: Path) -> bool:
    """Wait until each name has its certificate: Caddy makes them after it listens. False when not in time."""
    trusting = ssl.create_default_context(cadata=_root(data).read_text(encoding="ascii"))
    trusting.check_hostname = False
    missing = list(_doors(site))

    def all_shown() -> bool:
        missing[:] = [door for door in missing if not _shows_certificate(*door, site.port, trusting)]
        return not missing

    return _in_time(all_shown, SECONDS_FOR_CERTIFICATES)


def _doors(site: Site) -> Iterator[tuple[str, str]]:
    """The address and the name to ask for each certificate; an address of no interface here can't be asked."""
    for name in _names(site):
        if not _is_address(name):
            yield inside(site.host), name
        elif site.host in (*EVERYWHERE, name) and _ours(name):
            yield name, name


def _shows_certificate(address: str, name: str, port: int, trusting: ssl.SSLContext) -> bool:
    try:
        with (
            socket.create_connection((address, port), timeout=5) as plain,
            trusting.wrap_socket(plain, server_hostname=name),
        ):
            return True
    except OSError:  # ssl.SSLError is one
        return False


def _in_time(true: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _root(data: Path) -> Path:
    return data / "caddy" / "pki" / "authorities" / "local" / "root.crt"


def _ours(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _code(url: str, title: str) -> str:
    return qr_svg(url, title=title)


def _names(site: Site) -> tuple[str, ...]:
    own = site.base_url.split("//", 1)[1].rsplit(":", 1)[0].strip("[]")
    return tuple(dict.fromkeys([own, "localhost", "127.0.0.1"]))


def _port(url: str) -> str:
    return url.rstrip("/").rsplit(":", 1)[1]


def _quoted(path: Path) -> str:
    return json.dumps(str(path), ensure_ascii=False)
