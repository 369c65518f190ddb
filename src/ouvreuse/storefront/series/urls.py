from ouvreuse.storefront.addresses import page
from ouvreuse.storefront.series import views

urlpatterns = page("series/<slug:slug>/", "cycle/<slug:slug>/", views.series, name="series")
