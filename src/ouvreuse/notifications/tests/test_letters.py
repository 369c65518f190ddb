"""A letter is written faster than Python writes it, and says the same."""

from __future__ import annotations

import base64
import io
import re
from email import message_from_bytes
from email.generator import BytesGenerator
from email.policy import default

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


@pytest.mark.parametrize(
    "subject",
    [
        "Plain",
        "Vos billets : « L’Été »",
        "é" * 200,
        "🎬" * 40 + " fin",
        "mots " * 30 + "é",
        "a" * 44 + "é" + "b" * 44,
    ],
)
def test_a_subject_reads_back_and_fits_its_lines(subject: str) -> None:
    """RFC 2047: an encoded word has at most 75 letters, a line of them 76, and no letter is cut."""
    raw = letter(subject, "x", "vera@example.org").message().as_bytes()
    lines = re.search(rb"^Subject: .*(?:\n .*)*", raw, re.M)
    assert lines is not None
    assert all(len(line) <= 76 for line in lines[0].split(b"\n"))
    assert all(len(word) <= 75 for word in lines[0].split() if word.startswith(b"=?"))
    for word in re.findall(rb"=\?utf-8\?b\?([^?]+)\?=", lines[0]):
        base64.b64decode(word).decode()
    assert message_from_bytes(raw, policy=default)["Subject"] == subject
