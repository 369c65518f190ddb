"""Pages and forms as a browser without scripts reads them, and pictures to send."""

from __future__ import annotations

import io
from typing import Any

from django.test import Client
from PIL import Image
from tests.guides.pages import Page


def page(client: Client, url: str) -> Page:
    """A page as it is drawn."""
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return Page(answer.content.decode())


def sent(client: Client, url: str, *, having: str) -> dict[str, Any]:
    """What the form with that field would send untouched."""
    form = next(each for each in page(client, url).forms if having in each.offered)
    return {name: values if len(values) > 1 else values[0] for name, values in form.sent.items() if values}


def words(answer: Any) -> str:
    """The words of an answer."""
    return Page(answer.content.decode()).words


def jpeg(width: int = 600, height: int = 900, *, exif: bool = False) -> bytes:
    """A picture as a distributor sends it."""
    held = io.BytesIO()
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    facts = Image.Exif()
    if exif:
        facts[0x0110] = "Camera of Jeanne"
        facts[0x0112] = 6
    picture.save(held, "JPEG", exif=facts)
    return held.getvalue()


def again(answer: Any, *, having: str) -> dict[str, Any]:
    """The form of an answer with that field, as it would be sent again."""
    forms = Page(answer.content.decode()).forms
    return dict(next(each for each in forms if having in each.offered).sent)
