from django.urls import path

from ouvreuse.storefront.addresses import either
from ouvreuse.storefront.checkout import views

ORDER = ("order/<str:token>/", "commande/<str:token>/")


def _under(english: str, french: str) -> str:
    return either(ORDER[0] + english, ORDER[1] + french)


urlpatterns = [
    path(either(*ORDER), views.order, name="order"),
    path(_under("pay/", "payer/"), views.pay, name="pay"),
    path(_under("bank/", "banque/"), views.bank, name="bank"),
    path(_under("return/", "retour/"), views.back, name="back"),
    path(_under("extend/", "prolonger/"), views.extend, name="extend"),
    path(_under("give-up/", "abandonner/"), views.give_up, name="give_up"),
]
