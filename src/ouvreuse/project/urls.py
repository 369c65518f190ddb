"""Every way in. Pages carry their language in the address; machines do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(
        path("staff/", include("ouvreuse.backoffice.urls")),
        path("", include("ouvreuse.counter.urls")),
        path("", include("ouvreuse.storefront.urls")),
    ),
    path("api/", include("ouvreuse.api.urls")),
    path("", include("ouvreuse.ops.urls")),
    path("", include("ouvreuse.storefront.media_urls")),
]
if settings.KIND == "DEMO":
    urlpatterns.insert(0, path("demo/", include("ouvreuse.ops.demo.urls")))

handler400 = "ouvreuse.project.error_pages.bad_request"
handler403 = "ouvreuse.project.error_pages.forbidden"
handler404 = "ouvreuse.project.error_pages.not_found"
handler500 = "ouvreuse.project.error_pages.server_error"
