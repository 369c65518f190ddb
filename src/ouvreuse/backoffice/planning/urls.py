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
    path(f"{HERE}add/", changing.add, name="planning_add"),
    path(f"{HERE}move/", changing.move, name="planning_move"),
    path(f"{HERE}remove/", changing.remove, name="planning_remove"),
    path(f"{HERE}undo/", changing.undo, name="planning_undo"),
    path(f"{HERE}redo/", changing.redo, name="planning_redo"),
    path(f"{HERE}publication/", publishing.publication, name="planning_publication"),
    path(f"{HERE}draft/<int:draft>/", draft.draft, name="planning_draft"),
    path(f"{HERE}copy/", copying.copy, name="planning_copy"),
    path(f"{HERE}series/", repeating.series, name="planning_series"),
    path(f"{HERE}sheet/", importing.sheet, name="planning_sheet"),
    path(f"{HERE}sheet/take/", importing.take, name="planning_take"),
    path(f"{HERE}print/<slug:sheet>.pdf", printing.paper, name="planning_print"),
    path(f"{HERE}habits/", habits.habits, name="planning_habits"),
    path(f"{HERE}keys/", keys.keys, name="planning_keys"),
    path(f"{HERE}keys/forget/", keys.forget_key, name="planning_key_forget"),
    path(f"{HERE}publish/", publishing.publish, name="planning_publish"),
    path(f"{HERE}unpublish/", publishing.unpublish, name="planning_unpublish"),
]
