"""Addresses of the planning."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.planning import (
    changing,
    copying,
    draft,
    habits,
    importing,
    keys,
    printing,
    publishing,
    repeating,
    views,
)

HERE = "cinema/<slug:cinema>/planning/"
urlpatterns: list[URLPattern] = [
    path(HERE, views.planning, name="planning"),
    path(f"{HERE}add/", changing.add, name="plan_add"),
    path(f"{HERE}move/", changing.move, name="plan_move"),
    path(f"{HERE}remove/", changing.remove, name="plan_remove"),
    path(f"{HERE}undo/", changing.undo, name="plan_undo"),
    path(f"{HERE}redo/", changing.redo, name="plan_redo"),
    path(f"{HERE}publication/", publishing.publication, name="plan_publication"),
    path(f"{HERE}draft/<int:draft>/", draft.draft, name="plan_draft"),
    path(f"{HERE}copy/", copying.copy, name="plan_copy"),
    path(f"{HERE}series/", repeating.series, name="plan_series"),
    path(f"{HERE}sheet/", importing.sheet, name="plan_sheet"),
    path(f"{HERE}sheet/take/", importing.take, name="plan_take"),
    path(f"{HERE}print/<slug:sheet>.pdf", printing.paper, name="plan_print"),
    path(f"{HERE}habits/", habits.habits, name="plan_habits"),
    path(f"{HERE}keys/", keys.keys, name="plan_keys"),
    path(f"{HERE}keys/forget/", keys.forget_key, name="plan_key_forget"),
    path(f"{HERE}publish/", publishing.publish, name="plan_publish"),
    path(f"{HERE}unpublish/", publishing.unpublish, name="plan_unpublish"),
]
