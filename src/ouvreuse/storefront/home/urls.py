from django.urls import path

from ouvreuse.storefront.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("cinema/<slug:slug>/", views.cinema, name="cinema"),
]
