"""Addresses of the team."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.team import first, mine, people, views

TEAM = "cinema/<slug:cinema>/team/"

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("cinema/<slug:cinema>/", views.cinema_home, name="cinema"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("first/<str:token>/", first.first, name="first"),
    path("me/", mine.me, name="me"),
    path("forgotten/", mine.forgotten, name="forgotten"),
    path("password/<str:token>/", mine.new_password, name="new_password"),
    path("invitation/<str:token>/", mine.invitation, name="invitation"),
    path(TEAM, people.team, name="team"),
    path(f"{TEAM}<int:person>/", people.person, name="person"),
    path(f"{TEAM}invitations/<int:invitation>/resend/", people.resend, name="resend_invitation"),
    path(f"{TEAM}invitations/<int:invitation>/withdraw/", people.withdraw, name="withdraw_invitation"),
    path(f"{TEAM}<int:person>/leave/", people.leave, name="leave"),
]
