from django.urls import path

from ouvreuse.storefront.addresses import either
from ouvreuse.storefront.tickets import views

urlpatterns = [
    path(either("order/<str:token>/tickets.pdf", "commande/<str:token>/billets.pdf"), views.pdf, name="pdf"),
    path(either("order/<str:token>/send/", "commande/<str:token>/renvoyer/"), views.send_again, name="send_again"),
    path(either("order/<str:token>/address/", "commande/<str:token>/adresse/"), views.address, name="address"),
    path(either("lost-tickets/", "billets-perdus/"), views.lost, name="lost_tickets"),
]
