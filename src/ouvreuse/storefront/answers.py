"""Answers of the public doors."""

from __future__ import annotations

from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """303: what was sent is done, look there. A reload never sends it again."""

    status_code = 303
