"""Addresses of the screens of a cinema."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.venues.views import blocks, faults, plans, screens, versions

SCREENS = "cinema/<slug:cinema>/screens/"
SCREEN = f"{SCREENS}<int:screen>/"
VERSION = f"{SCREEN}plans/<int:edition>/"
OFF_SALE = f"{SCREEN}off-sale/"
FAULTS = "cinema/<slug:cinema>/faults/"

urlpatterns: list[URLPattern] = [
    path(SCREENS, screens.screens, name="venue"),
    path(f"{SCREENS}new/", screens.new_screen, name="screen_new"),
    path(SCREEN, screens.screen, name="screen"),
    path(f"{SCREEN}edit/", screens.edit_screen, name="screen_edit"),
    path(f"{SCREEN}end/", screens.end_screen, name="screen_end"),
    path(f"{SCREEN}plan/", plans.plan, name="plan"),
    path(f"{SCREEN}plan/publish/", plans.publish, name="plan_publish"),
    path(f"{SCREEN}plan/drawing.css", plans.drawing_css, name="plan_drawing"),
    path(VERSION, versions.version, name="plan_version"),
    path(f"{VERSION}screenings/", versions.give, name="plan_give"),
    path(f"{VERSION}export/<slug:file>/", versions.export, name="plan_export"),
    path(OFF_SALE, blocks.blocks, name="off_sale"),
    path(f"{OFF_SALE}new/", blocks.new_block, name="block_new"),
    path(f"{OFF_SALE}<int:block>/", blocks.block, name="block"),
    path(f"{OFF_SALE}<int:block>/end/", blocks.end, name="block_end"),
    path(f"{OFF_SALE}<int:block>/hand-back/", blocks.give_back, name="block_hand_back"),
    path(FAULTS, faults.faults, name="faults"),
    path(f"{FAULTS}<int:fault>/close/", faults.close, name="fault_close"),
]
