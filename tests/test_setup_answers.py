"""Answers of the setup that reach beyond the back office: the mail server and the public legal pages."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from fakes import mailbox
from ouvreuse.accounts.models import AuditEntry
from ouvreuse.notifications.models import MailServer
from ouvreuse.storefront import caching
from ouvreuse.venues.models import LegalText
from ouvreuse.venues.tests.factories import browser, member
from tests.cast import Chain

pytestmark = pytest.mark.integration
SETUP = "/fr/staff/setup/"


@pytest.fixture
def boss(chain: Chain) -> Client:
    return browser(member("bea", operator=True))


def test_mail_is_kept_then_tried_and_its_password_never_shown(chain: Chain, boss: Client) -> None:
    with mailbox.serve() as post:
        asked = {
            "host": "127.0.0.1", "port": "1", "security": "none", "user": "", "password": "s3cr3t-words",
            "sender": "Billets@Phare.example", "sender_name": "Le Phare",
        }  # fmt: skip
        refused = boss.post(f"{SETUP}mail/", asked)
        assert refused.status_code == 422
        assert "Ce serveur ne répond pas" in refused.content.decode()
        row = MailServer.objects.get()
        assert (row.checked_at, row.sender) == (None, "billets@phare.example")
        assert "s3cr3t" not in row.password
        assert "s3cr3t" not in str(list(AuditEntry.objects.values()))
        page = boss.get(f"{SETUP}mail/").content.decode()
        assert "s3cr3t" not in page
        assert "mot de passe a été donné" in page
        good = asked | {"port": str(post.smtp_port), "password": ""}
        assert boss.post(f"{SETUP}mail/", good).status_code == 303
        kept = MailServer.objects.get()
        assert kept.checked_at is not None
        assert kept.password == row.password, "an empty field keeps it"
        assert [letter.sender for letter in post.store.newest(limit=9)] == ["billets@phare.example"]
        boss.post(f"{SETUP}mail/", good | {"host": "localhost", "port": "1"})
        assert MailServer.objects.get().checked_at is None, "another way is to be tried again"


def test_legal_answers_and_texts_stand_on_the_site(chain: Chain, boss: Client) -> None:
    answers = {"publisher": "Odile Marchand", "host": "OVH, Roubaix", "mediator": "CM2C, <b>Paris</b>"}
    assert boss.post(f"{SETUP}legal/", answers).status_code == 303
    caching.forget()
    page = browser().get("/fr/mentions-legales/").content.decode()
    assert "Odile Marchand" in page
    assert "OVH, Roubaix" in page
    assert "CM2C, &lt;b&gt;Paris" in browser().get("/fr/conditions-de-vente/").content.decode()
    fields = re.findall(
        r'<textarea name="(\w+)".*?>(.*?)</textarea>', boss.get(f"{SETUP}texts/").content.decode(), re.S
    )
    ours = {name: html.unescape(text).strip() for name, text in fields}
    assert len(ours) == 4
    boss.post(f"{SETUP}texts/", ours)
    assert not LegalText.objects.exists(), "our own wording is not kept: it follows the answers"
    boss.post(f"{SETUP}texts/", ours | {"terms_fr": "# Ici\nOn rend l’argent.\n<script>alert(1)</script>"})
    caching.forget()
    page = browser().get("/fr/conditions-de-vente/").content.decode()
    assert "<h2>Ici</h2>" in page
    assert "<script>alert" not in page
    assert "L221-28" not in page
    assert "L221-28" in browser().get("/en/terms/").content.decode()
