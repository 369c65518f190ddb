"""uv without pip: from the configured index only, by its locked hash only, for this machine only."""

from __future__ import annotations

import hashlib
import http.server
import io
import os
import platform
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ouvreuse.project import indexes
from ouvreuse.project.tests.launcher_kit import ROOT, as_module, launch, small_clone, stock_python

MACHINE = platform.machine()
FAMILY = "manylinux_2_17" if platform.libc_ver()[0] == "glibc" else "musllinux_1_1"
HERE = f"macosx_11_0_{MACHINE}" if sys.platform == "darwin" else f"{FAMILY}_{MACHINE}"


def wheel(program: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("uv/__init__.py", "")
        archive.writestr("uv-1.2.3.data/scripts/uvx", b"another")
        archive.writestr("uv-1.2.3.data/scripts/uv", program)
    return out.getvalue()


def lock(path: Path, *wheels: bytes) -> Path:
    hashes = [f"    --hash=sha256:{hashlib.sha256(each).hexdigest()}" for each in wheels]
    path.write_text(" \\\n".join(["uv==1.2.3", *hashes]) + "\n")
    return path


class Index:
    """An index of packages on this machine."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        index = self

        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = index.files.get(self.path)
                self.send_response(404 if content is None else 200)
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/simple"

    def offer(self, **wheels: bytes) -> None:
        """Files by their platform, as links of a page."""
        names = {f"uv-1.2.3-py3-none-{tag}.whl": content for tag, content in wheels.items()}
        links = "".join(f'<a data-x="1" href="../../files/{name}#sha256=0">{name}</a>\n' for name in names)
        self.files = {f"/files/{name}": content for name, content in names.items()}
        self.files["/simple/uv/"] = f"<html><body>{links}</body></html>".encode()


@pytest.fixture
def index() -> Iterator[Index]:
    one = Index()
    thread = threading.Thread(target=one.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield one
    one.server.shutdown()
    one.server.server_close()
    thread.join(10)


@pytest.fixture
def configured(index: Index, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """pip is told of this index, and of nothing else."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", index.url)
    return monkeypatch


@pytest.mark.unit
def test_the_wheel_of_this_machine_is_laid_out(
    index: Index, configured: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ours, other = wheel(b"#!/bin/sh\necho uv\n"), wheel(b"for another machine")
    index.offer(win_amd64=other, manylinux_2_17_pdp11=other, macosx_11_0_pdp11=other, **{HERE: ours})
    assert indexes.fetch_uv(lock(tmp_path / "lock", ours, other), into=tmp_path / "uv")
    program = tmp_path / "uv" / "bin" / "uv"
    assert program.read_bytes() == b"#!/bin/sh\necho uv\n"
    assert os.access(program, os.X_OK)


@pytest.mark.unit
def test_a_wheel_with_another_hash_is_not_taken(
    index: Index, configured: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    index.offer(**{HERE: wheel(b"evil")})
    assert not indexes.fetch_uv(lock(tmp_path / "lock", wheel(b"good")), into=tmp_path / "uv")
    assert not (tmp_path / "uv").exists()


@pytest.mark.unit
def test_a_folder_of_wheels_is_a_place_too(
    index: Index, configured: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ours = wheel(b"uv")
    (tmp_path / f"uv-1.2.3-py3-none-{HERE}.whl").write_bytes(ours)
    configured.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert indexes.fetch_uv(lock(tmp_path / "lock", ours), into=tmp_path / "uv")


@pytest.mark.unit
def test_without_a_configured_place_nothing_is_asked(
    index: Index, configured: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    index.offer(**{HERE: wheel(b"uv")})
    configured.setenv("PIP_NO_INDEX", "1")
    assert not indexes.fetch_uv(lock(tmp_path / "lock", wheel(b"uv")), into=tmp_path / "uv")
    for name in ("PIP_NO_INDEX", "PIP_INDEX_URL"):
        configured.delenv(name)
    assert indexes.configuration() == {"config-file": os.devnull}
    assert not indexes.fetch_uv(lock(tmp_path / "lock", wheel(b"uv")), into=tmp_path / "uv")


@pytest.mark.unit
def test_settings_are_read_as_pip_reads_them(configured: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "pip.conf"
    file.write_text(
        "[global]\nindex-url = https://one.example/simple\ntrusted_host = one.example\n"
        "[install]\nextra-index-url =\n    https://two.example/simple\n    https://three.example/simple\n"
        "[download]\nindex-url = https://four.example/simple\n"
    )
    configured.setenv("PIP_CONFIG_FILE", str(file))
    configured.delenv("PIP_INDEX_URL")
    configured.setenv("XDG_CONFIG_HOME", str(tmp_path))
    found = indexes.configuration()
    assert found["index-url"] == "https://one.example/simple"
    assert found["trusted-host"] == "one.example"
    assert found["extra-index-url"] == "https://two.example/simple https://three.example/simple"
    configured.setenv("PIP_INDEX_URL", "https://five.example/simple")
    assert indexes.configuration()["index-url"] == "https://five.example/simple"
    file.write_text("not a file of settings")
    assert indexes.configuration()["index-url"] == "https://five.example/simple"


@pytest.mark.integration
def test_a_clone_is_installed_without_pip_and_ensurepip(index: Index) -> None:
    """With the uv that installed this very clone, in a wheel of our own."""
    found = sorted((ROOT / ".cache").glob("uv-*/bin/uv"))
    if not found:
        pytest.skip("NO UV here: the launcher has not installed this clone")
    ours = wheel(found[-1].read_bytes())
    index.offer(**{HERE: ours})
    rest = as_module().installer_environment()  # the other packages come from where they always come
    rest.setdefault("UV_FIND_LINKS", str(ROOT / "docs"))
    with tempfile.TemporaryDirectory(prefix="ouvreuse bare ") as name:
        place = Path(name)
        (place / "clone").mkdir()
        clone = small_clone(place / "clone")
        lock(clone / "requirements-uv.lock", ours)
        env = {**rest, "PIP_INDEX_URL": index.url}
        code, said = launch(clone, "check", python=stock_python(place / "bare", pip=False), env=env)
        assert code == 0, said
        assert said.endswith("handed over\n")
