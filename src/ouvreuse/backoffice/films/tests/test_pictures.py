"""SEC-02: pictures are what their content says, within bounds, and come out as ours."""

from __future__ import annotations

import gzip
import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests import public_pages
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.films.tests.kit import jpeg, page, words
from ouvreuse.catalogue.models import Film, Rendition, Still
from ouvreuse.catalogue.models import Image as Kept
from ouvreuse.catalogue.rules.pictures import picture

pytestmark = pytest.mark.integration
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes that asks for a huge sheet."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def url(chain: Chain) -> str:
    return f"/fr/staff/films/{chain.film}/pictures/"


def send(
    chain: Chain, paul: Any, data: bytes, *, name: str = "affiche.jpg", kind: str = "poster", **more: str
) -> Any:
    file = SimpleUploadedFile(name, data, content_type="image/jpeg")
    return paul.post(
        url(chain), {"kind": kind, f"{kind}-file": file, **{f"{kind}-{k}": v for k, v in more.items()}}
    )


def test_a_poster_is_redrawn_and_served_for_ever(chain: Chain, paul: Any) -> None:
    chain.screening(in_minutes=90)
    answer = send(chain, paul, jpeg(800, 1200, exif=True), alt_fr="Un phare dans la nuit")
    assert answer.status_code == 303
    film = Film.objects.get(id=chain.film)
    assert film.poster is not None
    assert (film.poster.width, film.poster.height) == (1200, 800), (
        "a photo that lies on its side is put upright"
    )
    assert Rendition.objects.filter(image=film.poster).count() == 6
    visitor = Client(SERVER_NAME="localhost")
    for width in (185, 370, 740):
        for kind in ("avif", "webp"):
            shown = visitor.get(f"/media/picture/{film.poster_id}-{width}.{kind}")
            assert shown["Content-Type"] == f"image/{kind}"
            assert "immutable" in shown["Cache-Control"]
            assert shown["X-Content-Type-Options"] == "nosniff"
            with Image.open(io.BytesIO(shown.content)) as drawn:
                assert drawn.width == width
                assert not drawn.getexif()
            assert b"Camera of Jeanne" not in shown.content
    for path in ("/fr/", "/fr/film/le-gardien/", f"/fr/seance/{chain.screenings[0]}/"):
        public_pages.forget()
        shown = visitor.get(path).content.decode()
        assert f"/media/picture/{film.poster_id}-370.avif 370w" in shown, path
    assert "Un phare dans la nuit" in visitor.get("/fr/film/le-gardien/").content.decode()
    entry = AuditEntry.objects.get(verb="set_poster")
    assert entry.facts["after"] == {"poster": film.poster_id}


def test_no_other_picture_stands_at_an_address(chain: Chain, paul: Any) -> None:
    send(chain, paul, jpeg())
    digest = Film.objects.get(id=chain.film).poster_id
    visitor = Client(SERVER_NAME="localhost")
    for tail in (f"{digest}-200.webp", f"{digest}-370.svg", "ab-370.webp", f"{digest}-99999999999999.webp"):
        assert visitor.get(f"/media/picture/{tail}").status_code == 404, tail


REFUSED = {
    "empty": (b"", "vide"),
    "bomb": (bomb(50_000, 50_000), "50000 × 50000 points"),
    "large": (bomb(9_000, 9_000), "9000 × 9000 points"),
    "gzip": (gzip.compress(SVG), "n’est pas une image"),
    "svg": (SVG, "n’est pas une image"),
    "gif": (b"GIF89a<script>alert(1)</script>", "n’est pas une image"),
    "html": (b"<!doctype html><script>alert(1)</script>", "n’est pas une image"),
    "pdf": (b"%PDF-1.7", "n’est pas une image"),
    "small": (jpeg(369, 500), "369 × 500 points"),
    "strip": (jpeg(2000, 400), "trop étroite"),
    "cut": (jpeg()[:-2000], "abîmée"),
    "torn": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image"),
    "heavy": (b"\xff\xd8\xff" + b"x" * 12_100_000, "pèse plus de 12 Mo"),
}


def test_what_is_no_picture_is_refused_with_words(chain: Chain, paul: Any) -> None:
    for name, (data, told) in REFUSED.items():
        answer = send(chain, paul, data)
        assert answer.status_code == 422, name
        assert told in words(answer), name
    assert Film.objects.get(id=chain.film).poster is None
    assert not Kept.objects.exists()


def test_what_follows_a_picture_is_lost(chain: Chain, paul: Any) -> None:
    """A file that is a picture and a page at once: only the picture is left."""
    assert send(chain, paul, jpeg() + b"<script>alert(1)</script>", name="../../x.html").status_code == 303
    for body in Rendition.objects.values_list("body", flat=True):
        assert b"<script>" not in bytes(body)


def test_every_kind_of_colour_is_understood() -> None:
    for mode in ("RGBA", "P", "LA", "1", "CMYK"):
        held = io.BytesIO()
        Image.new(mode, (400, 600)).save(held, "JPEG" if mode == "CMYK" else "PNG")
        assert len(picture(held.getvalue(), widths=(185, 370, 740)).renditions) == 6


def test_a_new_poster_takes_the_old_ones_place(chain: Chain, paul: Any) -> None:
    send(chain, paul, jpeg(600, 900))
    send(chain, paul, jpeg(600, 800))
    assert Kept.objects.count() == 1
    assert paul.post(f"{url(chain)}poster/remove/").status_code == 303
    assert Kept.objects.count() == Rendition.objects.count() == 0
    assert Film.objects.get(id=chain.film).poster is None
    assert paul.post(f"{url(chain)}poster/remove/").status_code == 303


def test_stills_say_what_they_show(chain: Chain, paul: Any) -> None:
    answer = send(chain, paul, jpeg(900, 500), kind="still")
    assert answer.status_code == 422
    assert send(chain, paul, jpeg(900, 500), kind="still", alt_fr="Le gardien monte").status_code == 303
    still = Still.objects.get()
    public_pages.forget()
    shown = Client(SERVER_NAME="localhost").get("/fr/film/le-gardien/").content.decode()
    assert 'alt="Le gardien monte"' in shown
    assert f"/media/picture/{still.image_id}-1480.avif 1480w" in shown
    assert "Le gardien monte" in page(paul, url(chain)).words
    assert paul.post(f"{url(chain)}{still.id}/remove/").status_code == 303
    assert not Kept.objects.exists()


def test_a_file_past_every_bound_is_not_kept_at_all(
    chain: Chain, paul: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ouvreuse.ui import uploads

    monkeypatch.setattr(uploads, "MOST_SENT", 100_000)
    answer = send(chain, paul, b"\xff\xd8\xff" + b"x" * 200_000)
    assert answer.status_code == 422
    assert "pèse plus de 12 Mo" in words(answer)
