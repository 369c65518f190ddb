"""Addresses of the groups."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.groups import acts, editing, views

HERE = "cinema/<slug:cinema>/groups/"
ONE = f"{HERE}<int:group>/"
urlpatterns: list[URLPattern] = [
    path(HERE, views.groups, name="groups"),
    path(f"{HERE}new/", editing.group_form, name="group_new"),
    path(ONE, views.group, name="group"),
    path(f"{ONE}edit/", editing.group_form, name="group_edit"),
    path(f"{ONE}option/", acts.option, name="group_option"),
    path(f"{ONE}confirm/", acts.confirm, name="group_confirm"),
    path(f"{ONE}cancel/", acts.cancel, name="group_cancel"),
    path(f"{ONE}count/", acts.count, name="group_count"),
    path(f"{ONE}classes/<int:counted>/take-back/", acts.take_back, name="group_take_back"),
    path(f"{ONE}close/", acts.close, name="group_close"),
    path(f"{ONE}invoice/", acts.invoice, name="group_invoice"),
    path(f"{ONE}mail/", acts.mail, name="group_mail"),
    path(f"{ONE}paper.pdf", views.paper_pdf, name="group_paper"),
]
