"""The mailbox: takes, shows, refuses, hangs, cuts."""

import json
import smtplib
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from fakes.mailbox import Running, serve

PIXEL = b"\x89PNG\r\n\x1a\n-not-really"


@pytest.fixture
def box() -> Iterator[Running]:
    with serve() as running:
        yield running


def letter(to: str = "zoe@example.org", subject: str = "Vos billets « Été »") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "billetterie@localhost", to, subject
    mail["Message-ID"] = "<order-1@localhost>"
    mail.set_content("Bonjour Zoé,\nhttp://cinema.example/fr/commande/x/\n<b>pas du HTML</b>")
    mail.add_alternative(
        '<p>Bonjour</p><script>alert(1)</script><img src="cid:qr1" alt="code">', subtype="html"
    )
    mail.get_payload()[1].add_related(PIXEL, "image", "png", cid="<qr1>", filename="qr1.png")  # type: ignore[index]
    mail.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="billets.pdf")
    return mail


def send(box: Running, mail: EmailMessage, *, timeout: float = 5) -> None:
    with smtplib.SMTP("127.0.0.1", box.smtp_port, timeout=timeout) as line:
        line.send_message(mail)


def get(box: Running, path: str) -> tuple[str, dict[str, str]]:
    with urllib.request.urlopen(box.url + path) as answer:  # noqa: S310 - our own loopback address
        return answer.read().decode(), dict(answer.headers)


def order(box: Running, **orders: object) -> dict[str, object]:
    body = json.dumps(orders).encode()
    request = urllib.request.Request(box.url + "/_control", body, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return dict(json.loads(answer.read()))


def test_a_mail_is_shown_whole(box: Running) -> None:
    send(box, letter())
    listed, _ = get(box, "/")
    assert "Vos billets « Été »" in listed
    assert "aucun de ces messages" in listed
    assert "none of these mails was sent" in listed
    shown, _ = get(box, "/m/1")
    assert '<a href="http://cinema.example/fr/commande/x/">' in shown
    assert "&lt;b&gt;pas du HTML" in shown
    assert "billets.pdf" in shown
    inner, headers = get(box, "/m/1/html")
    assert "cid:" not in inner
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    image = json.loads(get(box, "/messages.json")[0])["messages"][0]["attachments"][0]
    assert image["path"] in inner
    with urllib.request.urlopen(box.url + image["path"]) as answer:  # noqa: S310
        assert (answer.read(), answer.headers["Content-Type"]) == (PIXEL, "image/png")


def test_json_by_recipient(box: Running) -> None:
    send(box, letter("Zoe@example.org"))
    send(box, letter("max@example.org", "Autre"))
    found = json.loads(get(box, "/messages.json?to=zoe@example.org")[0])["messages"]
    assert [one["subject"] for one in found] == ["Vos billets « Été »"]
    assert found[0]["message_id"] == "<order-1@localhost>"
    assert "Bonjour Zoé" in found[0]["text"]
    assert "<p>Bonjour</p>" in found[0]["html"]
    assert [(one["type"], one["name"]) for one in found[0]["attachments"]] == [
        ("image/png", "qr1.png"),
        ("application/pdf", "billets.pdf"),
    ]
    assert box.mails(to="oe@example.org") == []
    assert len(box.mails()) == 2


@pytest.mark.parametrize(("mode", "code"), [("refuse", 550), ("later", 451)])
def test_refusals_are_counted_down(box: Running, mode: str, code: int) -> None:
    assert order(box, mode=mode, count=1)["mode"] == mode
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(box, letter())
    assert refused.value.smtp_code == code
    send(box, letter())
    assert order(box)["tried"] == 2
    assert order(box)["kept"] == 1


def test_cut_and_taken_then_cut(box: Running) -> None:
    for mode, kept in (("cut", 0), ("take_then_cut", 1)):
        box.order(mode=mode, count=1)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(box, letter())
        assert box.store.count() == kept


def test_hang_outlasts_the_sender(box: Running) -> None:
    box.order(mode="hang", seconds=2, count=1)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(box, letter(), timeout=0.2)
    assert box.mails() == []


def test_unknown_orders_and_pages(box: Running) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        order(box, mode="explode")
    assert refused.value.code == 400
    with pytest.raises(urllib.error.HTTPError) as unknown:
        get(box, "/m/99")
    assert unknown.value.code == 404


def test_only_the_last_are_kept_and_survive_a_restart(tmp_path: Path) -> None:
    with serve(data=tmp_path / "mail.db", most=3) as box:
        for number in range(5):
            send(box, letter(subject=f"n{number}"))
    with serve(data=tmp_path / "mail.db", most=3) as again:
        assert [one["subject"] for one in again.mails()] == ["n4", "n3", "n2"]
        assert order(again, empty=True)["kept"] == 0


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b".",
        b"Subject: x\r\n\r\n.\r\n..\r\n.a\r\n a.\r\nb.\r\n\r\n.",
        b"no end of line",
        b"x" * 3_000_000,
        ("é.\r\n" * 9).encode(),
    ],
)
def test_a_mail_is_kept_as_it_was_sent(box: Running, said: bytes) -> None:
    """Lone dots, none at all, one long line: the end is never taken for a part, nor a part for the end."""
    with smtplib.SMTP("127.0.0.1", box.smtp_port, timeout=20) as line:
        for _ in range(2):  # the second finds the line as the first should leave it
            assert line.sendmail("billets@example.org", ["zoe@example.org"], said) == {}
        assert line.docmd("DATA")[0] == 503, "without a recipient"
    kept = box.store.newest(limit=2)
    assert [each.raw.removesuffix(b"\r\n") for each in kept] == [said.removesuffix(b"\r\n")] * 2
