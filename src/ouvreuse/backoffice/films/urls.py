from django.urls import URLPattern, path

from ouvreuse.backoffice.films.views import (
    deals,
    duplicates,
    films,
    here,
    pictures,
    series,
    sheets,
    tmdb,
    versions,
)

urlpatterns: list[URLPattern] = [
    path("films/", films.film_index, name="films"),
    path("films/new/", films.film_new, name="film_new"),
    path("films/contracts/", deals.contracts, name="film_contracts"),
    path("films/contracts/<int:contract>/", deals.contract_edit, name="film_contract"),
    path("films/contracts/<int:contract>/delete/", deals.contract_delete, name="film_contract_delete"),
    path("films/distributors/", deals.distributors, name="distributors"),
    path("films/distributors/<int:distributor>/", deals.distributor, name="distributor"),
    path("films/cycles/", series.series_index, name="film_series"),
    path("films/cycles/new/", series.series_new, name="film_series_new"),
    path("films/cycles/<int:series>/", series.series_edit, name="film_series_edit"),
    path("films/cycles/<int:series>/evenings/", series.series_evenings, name="film_evenings"),
    path("films/duplicates/", duplicates.duplicate_index, name="film_duplicates"),
    path("films/import/", sheets.film_import, name="film_import"),
    path("films/tmdb/", tmdb.tmdb_search, name="film_tmdb"),
    path("films/tmdb/key/", tmdb.tmdb_key, name="film_tmdb_key"),
    path("films/tmdb/<int:tmdb>/", tmdb.tmdb_fill, name="film_tmdb_fill"),
    path("films/<int:film>/", films.film_page, name="film"),
    path("cinema/<slug:cinema>/films/<int:film>/", here.film_here, name="film_here"),
    path("films/<int:film>/edit/", films.film_edit, name="film_edit"),
    path("films/<int:film>/merge/", duplicates.merge, name="film_merge"),
    path("films/<int:film>/pictures/", pictures.pictures, name="film_pictures"),
    path("films/<int:film>/pictures/poster/remove/", pictures.poster_remove, name="film_poster_remove"),
    path("films/<int:film>/pictures/<int:still>/remove/", pictures.still_remove, name="film_still_remove"),
    path("films/<int:film>/contracts/new/", deals.contract_new, name="film_contract_new"),
    path("films/<int:film>/versions/new/", versions.version_new, name="film_version_new"),
    path("films/<int:film>/versions/<int:version>/", versions.version_edit, name="film_version"),
    path(
        "films/<int:film>/versions/<int:version>/retire/", versions.version_retire, name="film_version_retire"
    ),
    path(
        "films/<int:film>/versions/<int:version>/delete/", versions.version_delete, name="film_version_delete"
    ),
]
