"""The codes we draw are read back by an independent decoder."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from ouvreuse.ui.documents.qr import PayloadTooLong, qr_png, qr_svg
from ouvreuse.ui.documents.tests.cast import PAYLOAD

pytestmark = pytest.mark.unit


def test_a_png_reads_back_at_level_m() -> None:
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(PAYLOAD, scale=4))))
    assert found.text == PAYLOAD
    assert found.ec_level == "M"


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
