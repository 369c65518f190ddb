from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern

from ouvreuse.storefront.addresses import page
from ouvreuse.storefront.checkout import views


def _order(english: str, french: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    return page(f"order/<str:token>/{english}", f"commande/<str:token>/{french}", view, name=name)


urlpatterns = [
    *_order("", "", views.order, "order"),
    *_order("pay/", "payer/", views.pay, "pay"),
    *_order("bank/", "banque/", views.bank, "bank"),
    *_order("extend/", "prolonger/", views.extend, "extend"),
    *_order("give-up/", "abandonner/", views.give_up, "give_up"),
]
