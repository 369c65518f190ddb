"""Addresses of the setup."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.setup import chain, house, letters, money

HOUSE = "cinema/<slug:cinema>/settings/"

urlpatterns: list[URLPattern] = [
    path("setup/", chain.overview, name="setup"),
    path("setup/operator/", chain.operator, name="setup_operator"),
    path("setup/cinema/", house.new_cinema, name="setup_cinema"),
    path("setup/mail/", letters.mail, name="setup_mail"),
    path("setup/payment/", money.payment, name="setup_payment"),
    path("setup/payment/check/", money.check, name="check_payment"),
    path("setup/legal/", chain.legal, name="setup_legal"),
    path("setup/texts/", chain.texts, name="setup_texts"),
    path(HOUSE, house.settings_of_cinema, name="settings"),
    path(f"{HOUSE}screens/", house.screens, name="setup_screens"),
    path(f"{HOUSE}rates/", house.rates, name="setup_rates"),
]
