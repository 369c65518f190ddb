"""The next version of a list: every rule through its form, for one person and for two."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from tests.cast import Chain

from ouvreuse.backoffice.prices.tests.staff import (
    DRAFT,
    PRICES,
    begin,
    fields,
    publish,
    serving,
    words,
    write,
)
from ouvreuse.pricing.actions import publish_price_list
from ouvreuse.pricing.models import PriceListDraft, PriceListVersion
from ouvreuse.pricing.rules import french_defaults
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration


def test_a_form_sent_back_untouched_changes_no_rule(chain: Chain, paul: Client) -> None:
    """Every field of every rate, supplement and fee survives its own form."""
    content = french_defaults(0, online_fee_cents=50)
    publish_price_list("normal", cinema=chain.cinema, name="Grille", content=content)
    begin(paul)
    for rate in content.rates:
        assert write(paul, "rate", rate.code).status_code == 303, rate.code
    for item in content.supplements:
        assert write(paul, "supplement", item.code).status_code == 303
    assert write(paul, "fee", "FRAISWEB").status_code == 303
    assert "Rien encore." in words(paul.get(DRAFT)), words(paul.get(DRAFT))
    assert PriceListDraft.objects.get().counter == 1


def test_a_rate_with_every_rule_is_written_and_read_back(chain: Chain, paul: Client) -> None:
    paul.post(f"{PRICES}holidays/", {"lines": "B; Toussaint; 17/10/2026; 01/11/2026"})
    begin(paul)
    typed = {
        "code": "jeune", "label_fr": "Jeune", "label_en": "Youth", "family": "autre", "amount": "5", "vat": "5,5",
        "channels": ["web", "counter"], "windows-0-day": ["0", "1", "2"], "windows-0-from": "14h",
        "windows-0-to": "19:30", "windows-1-day": ["6"], "windows-1-to": "12", "first_on": "2026-10-01",
        "last_on": "2027-06-30", "except_on": "25/12/2026 1/1/2027", "holidays": "during", "only_formats": "2D, 3D",
        "only_films": "Le Gardien\n#Opéra", "min_age": "14", "max_age": "25", "proof_fr": "Carte d'étudiant",
        "proof_en": "Student card", "min_quantity": "1", "max_quantity": "4", "priority": "35",
        "alone": "on", "supplements_included": "on",
    }  # fmt: skip
    written = paul.post(f"{DRAFT}rate/new/", typed)
    assert written.status_code == 303, words(written)
    before = PriceListDraft.objects.get().content
    assert write(paul, "rate", "JEUNE").status_code == 303
    assert PriceListDraft.objects.get().content == before, "sent back untouched it says the same"
    said = words(paul.get(DRAFT))
    for part in (
        "lun.–mer. de 14:00 à 19:30 ; dim. avant 12:00", "du 1er octobre 2026 au 30 juin 2027",
        "sauf 25 décembre 2026, 1er janvier 2027", "seulement pendant les vacances scolaires", "seulement en 2D, 3D",
        "seulement pour Le Gardien, #opera", "de 14 à 25 ans", "jusqu’à 4 places par commande",
        "seul dans une commande", "Nouveau tarif : Jeune, 5,00 €", "suppléments compris",
    ):  # fmt: skip
        assert part in said, part
    publish(paul)
    rate = serving().version.rate("JEUNE")
    assert (rate.only_films, rate.windows[1].to_minute, rate.alone) == (("le-gardien", "#opera"), 720, True)


WRONG = [
    ("amount", "-1", "Un prix n’est jamais inférieur à zéro."),
    ("amount", "0", "Seule la famille « gratuit » ne coûte rien"),
    ("amount", "", "Donnez un prix."),
    ("amount", "1000000", "Un prix ne dépasse pas 1000,00"),
    ("amount", "neuf", "« neuf » n’est pas un prix"),
    ("amount", "9,999", "n’est pas un prix"),
    ("vat", "x", "n’est pas un taux de TVA"),
    ("reference", "5", "Seule une carte illimitée a un prix de référence."),
    ("windows-0-from", "25:00", "n’est pas une heure"),
    ("windows-0-from", "19:61", "n’est pas une heure"),
    ("except_on", "31/02/2026", "n’est pas un jour"),
    ("only_films", "Un film inconnu", "Aucun film ne s’appelle « Un film inconnu »."),
    ("min_age", "-3", "min_age"),
    ("holidays", "during", "Aucunes vacances scolaires"),
    ("label_en", "", "label_en"),
    ("family", "gratuit", "Un tarif gratuit ne coûte jamais rien"),
    ("family", "illimite", "Une carte illimitée est déclarée à un prix de référence"),
    ("paid_per_companion", "10", "Un accompagnateur est gratuit"),
]


def test_what_cannot_be_is_said_and_nothing_typed_is_lost(chain: Chain, paul: Client) -> None:
    begin(paul)
    for field, typed, told in WRONG:
        answer = write(paul, "rate", "PLEIN", **{"label_fr": "Tarif très normal", field: typed})
        html = unescape(answer.content.decode())
        assert answer.status_code == 422, (field, typed)
        assert told in words(answer) or f'id="id_{told}_error"' in html, words(answer)
        assert "Tarif très normal" in html
        assert field == "family" or typed in html
    assert PriceListDraft.objects.get().counter == 1


def test_a_price_is_understood_as_people_write_it(chain: Chain, paul: Client) -> None:
    begin(paul)
    for typed in ["9.80", "9,80", "9,80 €", "€9.80", " 9,8 ", "9,80 EUR"]:
        write(paul, "rate", "PLEIN", amount="5")
        assert write(paul, "rate", "PLEIN", amount=typed).status_code == 303
        assert PriceListDraft.objects.get().content["rates"][0]["amount_cents"] == 980, typed


def test_an_unlimited_pass_has_a_reference_price(chain: Chain, paul: Client) -> None:
    begin(paul)
    new = {
        "code": "ILLIM",
        "label_fr": "Illimité",
        "label_en": "Unlimited",
        "family": "illimite",
        "reference": "5,10",
    }
    usual = {"vat": "5,5", "channels": "counter", "min_quantity": "1", "priority": "50", "holidays": "any"}
    assert paul.post(f"{DRAFT}rate/new/", new | usual).status_code == 303
    assert paul.post(f"{DRAFT}rate/new/", new | usual).status_code == 422, "the code is taken"
    publish(paul)
    rate = serving().version.rate("ILLIM")
    assert (rate.amount_cents, rate.due_cents) == (510, 0)


def test_supplements_and_fees(chain: Chain, paul: Client) -> None:
    begin(paul)
    balcony = {
        "code": "BALCON",
        "label_fr": "Balcon",
        "label_en": "Balcony",
        "amount": "3",
        "vat": "5.5",
        "zones": "balcon",
    }
    fee = {
        "code": "WEB",
        "label_fr": "Frais",
        "label_en": "Fee",
        "amount": "0,50",
        "vat": "20",
        "channels": "web",
        "in_tsa_base": "on",
    }
    assert paul.post(f"{DRAFT}supplement/new/", balcony).status_code == 303
    assert paul.post(f"{DRAFT}fee/new/", fee).status_code == 303
    assert paul.post(f"{DRAFT}fee/new/", fee | {"code": "NUL", "amount": "0"}).status_code == 422
    publish(paul)
    version = serving().version
    assert version.supplement("BALCON").zones == ("balcon",)
    assert (version.fees[0].amount_cents, version.fees[0].vat_bp, version.fees[0].in_tsa_base) == (
        50,
        2000,
        True,
    )


def test_an_item_is_taken_out_and_put_back(chain: Chain, paul: Client) -> None:
    begin(paul)
    assert paul.post(f"{DRAFT}rate/GROUPE/remove/").status_code == 303
    page = paul.get(DRAFT)
    assert "« Accompagnateur de groupe » accompagne" not in words(page)
    assert "« ACCOMP » accompagne ce tarif" in words(page)
    paul.post(f"{DRAFT}rate/MATIN/remove/")
    page = paul.get(DRAFT)
    assert "Tarif retiré : Séance du matin, 6,50 €" in words(page)
    undo = unescape(re.search(r'name="item" value="([^"]*)"', page.content.decode())[1])  # type: ignore[index]
    paul.post(f"{DRAFT}rate/back/", {"item": undo})
    assert "Rien encore." in words(paul.get(DRAFT))
    for bad in ("", "{", '{"code": 1}', "[]"):
        assert paul.post(f"{DRAFT}rate/back/", {"item": bad}).status_code == 303
    for code in ("PLEIN", "REDUIT", "MOINS14", "MATIN", "EXO", "CE", "ACCOMP", "SCOL", "GROUPE"):
        paul.post(f"{DRAFT}rate/{code}/remove/")
    assert "Une grille a au moins un tarif." in words(paul.get(DRAFT))


def test_two_colleagues_write_one_draft(chain: Chain, paul: Client) -> None:
    """BO-03 for a document: what only the colleague changed stays, what both changed is shown once."""
    odile = browser(member("odile", cinema=chain.cinema, role="owner"))
    begin(paul)
    path = f"{DRAFT}rate/PLEIN/"
    mine = fields(paul.get(path).content.decode())
    write(odile, "rate", "PLEIN", amount="9,90", label_en="Full")
    assert paul.post(path, mine | {"priority": ["11"]}).status_code == 303
    rate = PriceListDraft.objects.get().content["rates"][0]
    assert (rate["amount_cents"], rate["label"]["en"], rate["priority"]) == (990, "Full", 11)
    refused = paul.post(path, mine | {"amount": ["9,70"]})
    assert refused.status_code == 409
    assert "9,90" in words(refused)
    assert 'value="9,70"' in refused.content.decode()
    again = fields(refused.content.decode())
    assert paul.post(path, again).status_code == 303
    assert PriceListDraft.objects.get().content["rates"][0]["amount_cents"] == 970


def test_a_rate_a_colleague_took_out_is_not_written_back_unawares(chain: Chain, paul: Client) -> None:
    begin(paul)
    path = f"{DRAFT}rate/MATIN/"
    mine = fields(paul.get(path).content.decode()) | {"amount": "6,40"}
    paul.post(f"{path}remove/")
    refused = paul.post(path, mine)
    assert refused.status_code == 409
    assert "Un ou une collègue l’a retiré entre-temps" in words(refused)
    assert 'value="6,40"' in refused.content.decode()
    back = paul.post(f"{DRAFT}rate/new/", fields(refused.content.decode()))
    assert back.status_code == 303, words(back)
    assert any(rate["code"] == "MATIN" for rate in PriceListDraft.objects.get().content["rates"])


def test_a_draft_that_moved_is_not_published_unread(chain: Chain, paul: Client) -> None:
    begin(paul)
    write(paul, "rate", "PLEIN", amount="9,80")
    for action in ("publish", "discard"):
        refused = paul.post(f"{DRAFT}{action}/", {"counter": "1", "when": "now"})
        assert refused.status_code == 409
        assert "Un ou une collègue a changé la préparation" in words(refused)
    assert PriceListVersion.objects.count() == 1
    assert paul.post(f"{DRAFT}discard/", {"counter": "2"}).status_code == 303
    assert not PriceListDraft.objects.exists()
    for path in (DRAFT, f"{DRAFT}rate/PLEIN/"):
        assert paul.get(path).status_code == 303
    for path in (f"{DRAFT}rate/PLEIN/", f"{DRAFT}rate/PLEIN/remove/", f"{DRAFT}publish/", f"{DRAFT}discard/"):
        assert paul.post(path, {"counter": "2", "when": "now"}).status_code == 303
