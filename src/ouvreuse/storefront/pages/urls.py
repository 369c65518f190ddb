from ouvreuse.storefront.addresses import page
from ouvreuse.storefront.pages import views

urlpatterns = [
    *page("legal/", "mentions-legales/", views.legal, name="legal"),
    *page("terms/", "conditions-de-vente/", views.terms, name="terms"),
    *page("accessibility/", "accessibilite/", views.accessibility, name="accessibility"),
]
