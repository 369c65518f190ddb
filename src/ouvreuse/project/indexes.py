"""Where packages come from: pip's settings told to uv, and uv itself for a Python without pip.

Standard library only: the launcher calls it. No address of an index stands here: where pip is told to look, this
looks too, and nowhere else. What is fetched must have one of the locked hashes.
"""

import configparser
import hashlib
import http.client
import io
import os
import platform
import re
import ssl
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

SECONDS = 60
YES = ("1", "true", "True", "yes", "on")
INDEXES = ("index-url", "extra-index-url")
LINK = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*["']([^"']+)["']""", re.IGNORECASE)


def configuration() -> dict[str, str]:
    """pip's settings as {name: value}, from its files and variables, without pip."""
    parser, found = configparser.RawConfigParser(), dict[str, str]()
    with suppress(configparser.Error, UnicodeDecodeError):  # the variables may say enough
        parser.read(_files(), encoding="utf-8")
    for section in ("global", "install"):
        if parser.has_section(section):
            found |= {name.replace("_", "-"): " ".join(text.split()) for name, text in parser.items(section)}
    for name, text in os.environ.items():
        if name.startswith("PIP_") and text:
            found[name.removeprefix("PIP_").lower().replace("_", "-")] = text
    return found


def _files() -> list[Path]:
    """Where pip reads its settings, the strongest last."""
    own = os.environ.get("PIP_CONFIG_FILE", "")
    if own == os.devnull:
        return []
    home = Path.home()
    user = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    places = [
        Path("/etc/xdg/pip/pip.conf"),
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        user / "pip/pip.conf",
    ]
    return [*places, *([Path(own)] if own else [])]


def for_uv(config: dict[str, str]) -> dict[str, str]:
    """The variables that tell uv what this configuration tells pip."""
    env: dict[str, str] = {}
    if config.get("index-url"):
        env["UV_DEFAULT_INDEX"] = config["index-url"]
    if config.get("extra-index-url"):
        env["UV_INDEX"] = " ".join(config["extra-index-url"].split())
        # Every file is checked against its locked hash, so any index may bring it.
        env["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if config.get("find-links"):
        env["UV_FIND_LINKS"] = ",".join(config["find-links"].split())
    if config.get("no-index") in YES:
        env["UV_NO_INDEX"] = "1"
    if config.get("trusted-host"):
        env["UV_INSECURE_HOST"] = " ".join(config["trusted-host"].split())
    if config.get("cert") and not os.environ.get("SSL_CERT_FILE"):
        env["SSL_CERT_FILE"] = config["cert"]
    return env


def fetch_uv(lock: Path, *, into: Path) -> bool:
    """Lay uv's program into `into`/bin; False when no configured place has a wheel that the lock knows."""
    locked = lock.read_text(encoding="utf-8")
    version, hashes = (
        re.findall(r"^uv==([\w.]+)", locked, re.MULTILINE)[0],
        set(re.findall("sha256:(\\w+)", locked)),
    )
    settings = configuration()
    for name, url in _wheels(settings):
        if name.startswith(f"uv-{version}-") and _fits(name):
            content = _read(url, settings=settings)
            if hashlib.sha256(content).hexdigest() in hashes:
                _lay_out(content, into=into)
                return True
    return False


def _wheels(settings: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Names and addresses of uv's files in folders of wheels and in indexes."""
    for place in settings.get("find-links", "").split():
        for path in sorted(Path(place).glob("uv-*.whl")):
            yield path.name, path.absolute().as_uri()
    offline = settings.get("no-index") in YES
    for index in [] if offline else " ".join(settings.get(name, "") for name in INDEXES).split():
        page = f"{index.rstrip('/')}/uv/"
        for link in LINK.findall(_read(page, settings=settings).decode("utf-8", "replace")):
            url = urljoin(page, link.replace("&amp;", "&"))
            yield unquote(urlsplit(url).path.rpartition("/")[2]), url


def _fits(name: str) -> bool:
    """Whether a wheel is for this machine."""
    machine = platform.machine()
    if sys.platform == "darwin":
        return "-macosx_" in name and name.endswith(f"_{machine}.whl")
    family = "-manylinux" if platform.libc_ver()[0] == "glibc" else "-musllinux"
    return family in name and name.endswith(f"_{machine}.whl")


def _read(url: str, *, settings: dict[str, str]) -> bytes:
    """What stands at an address; nothing when nobody answers there."""
    try:
        trust = ssl.create_default_context(cafile=settings.get("cert"))
        with urllib.request.urlopen(url, timeout=SECONDS, context=trust) as answer:  # noqa: S310 - configured
            return bytes(answer.read())
    except (OSError, ValueError, http.client.HTTPException):
        return b""


def _lay_out(wheel: bytes, *, into: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
        content = archive.read(name)
    program = into / "bin" / "uv"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_bytes(content)
    program.chmod(0o755)
