from ouvreuse.storefront.addresses import page
from ouvreuse.storefront.screening import views

urlpatterns = [  # what a rush asks for most comes first
    *page("screening/<int:screening>/hold/", "seance/<int:screening>/garder/", views.hold, name="hold"),
    *page("screening/<int:screening>/", "seance/<int:screening>/", views.screening, name="screening"),
    *page("screening/<int:screening>/seats/", "seance/<int:screening>/places/", views.seats, name="seats"),
    *page(
        "screening/<int:screening>/seats.json",
        "seance/<int:screening>/places.json",
        views.taken,
        name="taken",
    ),
]
