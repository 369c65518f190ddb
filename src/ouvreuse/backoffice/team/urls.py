"""Addresses of the team."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.team import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("cinema/<slug:cinema>/", views.cinema_home, name="cinema"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
