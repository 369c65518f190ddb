"""The codes we draw are read back by an independent decoder."""

from __future__ import annotations

import base64
import io
import random
import re

import pytest
import segno
import zxingcpp
from PIL import Image

from ouvreuse.ui.documents.qr import DARK, PayloadTooLong, qr_png, qr_rows, qr_svg
from ouvreuse.ui.documents.tests.cast import PAYLOAD

pytestmark = pytest.mark.unit


def test_a_png_reads_back_at_level_m() -> None:
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(PAYLOAD, scale=4))))
    assert found.text == PAYLOAD
    assert found.ec_level == "M"


def test_codes_of_real_tickets_read_back_from_both_drawings() -> None:
    """One mask for all: what is drawn must be read whatever the signature is, from a picture of any scale."""
    chance = random.Random(20)
    for _ in range(60):
        payload = "OV" + base64.b32encode(chance.randbytes(92)).decode().rstrip("=")
        for scale in (2, 6):
            [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(payload, scale=scale))))
            assert found.text == payload


def test_another_maker_draws_the_same_modules() -> None:
    chance = random.Random(7)
    for _ in range(40):
        payload = "OV" + base64.b32encode(chance.randbytes(92)).decode().rstrip("=")
        other = segno.make(payload, error="m", micro=False, boost_error=False, mask=0).matrix
        assert [[module == DARK for module in row] for row in qr_rows(payload)] == [
            [bool(m) for m in row] for row in other
        ]


def test_a_picture_is_the_same_code_as_a_drawing() -> None:
    dark = sum(Image.open(io.BytesIO(qr_png(PAYLOAD, scale=1))).convert("L").histogram()[:128])
    runs = re.findall(r"h(\d+)", re.search(r'class="qrline" d="([^"]+)"', qr_svg(PAYLOAD))[1])  # type: ignore[index]
    assert dark == sum(int(run) for run in runs)


def test_four_modules_stay_white_around_the_code() -> None:
    picture = Image.open(io.BytesIO(qr_png(PAYLOAD, scale=1))).convert("L")
    width, height = picture.size
    ink = Image.eval(picture, lambda shade: 255 - shade).getbbox()
    assert ink == (4, 4, width - 4, height - 4)


def test_the_svg_scales_and_declares_no_document() -> None:
    drawn = qr_svg(PAYLOAD)
    assert drawn.startswith("<svg")
    assert "viewBox" in drawn.split(">", 1)[0]
    assert 'width="' not in drawn.split(">", 1)[0]


def test_version_8_is_the_finest() -> None:
    assert qr_svg("x" * 152)  # the capacity of version 8-M in bytes
    with pytest.raises(PayloadTooLong) as refused:
        qr_svg("x" * 153)
    assert refused.value.version == 9


def test_an_empty_payload_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        qr_png("")
