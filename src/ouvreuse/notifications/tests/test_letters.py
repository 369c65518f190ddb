"""A letter is written faster than Python writes it, and says the same."""

from __future__ import annotations

import io
from email.generator import BytesGenerator

import pytest

from ouvreuse.notifications.providers import Letter

pytestmark = pytest.mark.unit


def letter(subject: str, body: str, to: str, *, file: str = "") -> Letter:
    made = Letter(
        subject, body, "Le Lumière <caisse@example.org>", [to], headers={"Message-ID": f"<{'a' * 90}@b.fr>"}
    )
    made.attach_alternative(f"<p>{body}</p>", "text/html")
    if file:
        made.show(bytes(range(256)) * 9, cid="qr1")
        made.attach(file, bytes(range(256)) * 150, "application/pdf")
    return made


@pytest.mark.parametrize("linesep", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "made",
    [
        letter("Plain", "a\nb\r\nc\rd\n\n", "vera@example.org"),
        letter("Vos billets : « L’Été » ", "é\n.\n..\n" + "x" * 2000, "vera@example.org", file="billets.pdf"),
        letter("x" * 300, "From me\n", "Zoë " * 30 + "<zoe@example.org>", file="Été à deux.pdf"),
        letter("Subject: y" * 7, "", "a" * 60 + "@" + "b" * 60 + ".fr", file="a" * 80 + ".pdf"),
    ],
)
def test_a_letter_is_what_python_would_write(made: Letter, linesep: str) -> None:
    mail, paper = made.message(), io.BytesIO()
    BytesGenerator(paper, mangle_from_=False).flatten(mail, linesep=linesep)
    assert mail.as_bytes(linesep=linesep) == paper.getvalue()
