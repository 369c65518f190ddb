from ouvreuse.storefront.addresses import page
from ouvreuse.storefront.tickets import views

urlpatterns = [
    *page("order/<str:token>/tickets.pdf", "commande/<str:token>/billets.pdf", views.pdf, name="pdf"),
    *page("order/<str:token>/send/", "commande/<str:token>/renvoyer/", views.send_again, name="send_again"),
    *page("order/<str:token>/address/", "commande/<str:token>/adresse/", views.address, name="address"),
    *page("order/<str:token>/answer/", "commande/<str:token>/repondre/", views.answer, name="answer"),
    *page("lost-tickets/", "billets-perdus/", views.lost, name="lost_tickets"),
]
