"""Files of the public site that have no language."""

from __future__ import annotations

from django.urls import path

from ouvreuse.storefront.pages import pictures
from ouvreuse.storefront.pages import views as pages
from ouvreuse.storefront.screening import views as screening

app_name = "media"
urlpatterns = [
    path("media/poster/<int:seed>-<slug:slug>.svg", pages.poster, name="poster"),
    path("media/picture/<slug:digest>-<int:width>.<slug:format>", pictures.picture, name="picture"),
    path("media/plan/<int:seat_map>.css", screening.plan_css, name="plan"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
]
