"""Addresses of the prices."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.prices.views import board, drafts, holidays, lists, screenings, simulator

HERE = "cinema/<slug:cinema>/prices/"
LIST = f"{HERE}<slug:list>/"
urlpatterns: list[URLPattern] = [
    path(HERE, lists.lists, name="prices"),
    path(f"{HERE}new/", lists.new_list, name="price_new"),
    path(f"{HERE}simulator/", simulator.simulator, name="price_simulator"),
    path(f"{HERE}holidays/", holidays.holidays, name="price_holidays"),
    path(LIST, lists.price_list, name="price_list"),
    path(f"{LIST}name/", lists.rename, name="price_rename"),
    path(f"{LIST}retire/", lists.retire, name="price_retire"),
    path(f"{LIST}board/", board.board, name="price_board"),
    path(f"{LIST}board/<slug:paper>.pdf", board.board_paper, name="price_board_pdf"),
    path(f"{LIST}version/<int:number>/", lists.version, name="price_version"),
    path(f"{LIST}apply/", screenings.apply, name="price_apply"),
    path(f"{LIST}screenings/", screenings.sold, name="price_sold"),
    path(f"{LIST}draft/", drafts.draft, name="price_draft"),
    path(f"{LIST}draft/publish/", drafts.publish, name="price_publish"),
    path(f"{LIST}draft/discard/", drafts.discard, name="price_discard"),
    path(f"{LIST}draft/<slug:kind>/back/", drafts.put_back, name="price_put_back"),
    path(f"{LIST}draft/<slug:kind>/<slug:code>/", drafts.item, name="price_item"),
    path(f"{LIST}draft/<slug:kind>/<slug:code>/remove/", drafts.remove_item, name="price_remove"),
]
