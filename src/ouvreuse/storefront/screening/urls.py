from django.urls import path

from ouvreuse.storefront.addresses import either
from ouvreuse.storefront.screening import views

urlpatterns = [
    path(either("screening/<int:screening>/", "seance/<int:screening>/"), views.screening, name="screening"),
    path(either("screening/<int:screening>/seats/", "seance/<int:screening>/places/"), views.seats, name="seats"),
    path(either("screening/<int:screening>/hold/", "seance/<int:screening>/garder/"), views.hold, name="hold"),
    path(
        either("screening/<int:screening>/seats.json", "seance/<int:screening>/places.json"),
        views.taken,
        name="taken",
    ),
]
