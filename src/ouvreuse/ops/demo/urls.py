"""The tour of the demonstration; these addresses exist in a DEMO installation only."""

from django.urls import path

from ouvreuse.ops.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.tour, name="tour"),
    path("try/<slug:thing>/", views.attempt, name="attempt"),
    path("sign-in/<slug:role>/", views.sign_in_as, name="sign_in"),
]
