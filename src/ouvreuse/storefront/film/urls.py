from django.urls import path

from ouvreuse.storefront.film import views

urlpatterns = [path("film/<slug:slug>/", views.film, name="film")]
