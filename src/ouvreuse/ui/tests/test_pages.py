from __future__ import annotations

import re

import pytest
from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils import translation

from ouvreuse.kernel import trace

pytestmark = pytest.mark.unit


class Urls:
    """Addresses of these tests."""

    urlpatterns = i18n_patterns(path("error", lambda request: None), path("films/", lambda request: None))


class Booking(forms.Form):
    email = forms.EmailField(help_text="For <your> tickets")
    name = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("full", "Full"), ("child", "Child")], widget=forms.RadioSelect)


def request(path: str, *, method: str = "GET") -> HttpRequest:
    made = RequestFactory().generic(method, path)
    made.resolver_match = None
    return made


def error_page(path: str = "/en/films/?day=1&x=2", *, method: str = "GET") -> str:
    facts = {"title": "A <title>", "text": "Words", "notices": [{"kind": "bad", "text": "<No>"}]}
    return render_to_string("ui/error.html", facts, request=request(path, method=method))


@override_settings(ROOT_URLCONF=Urls)
@translation.override("en")
def test_a_page_leads_to_itself_in_the_other_language() -> None:
    assert '<a href="/fr/films/?day=1&amp;x=2" lang="fr"' in error_page()
    assert '<a href="/fr/films/" lang="fr"' in error_page(method="POST")
    assert 'lang="fr"' not in error_page("/healthz")
    assert '<a href="/fr/no/such/page/" lang="fr"' in error_page("/en/no/such/page/")


@override_settings(ROOT_URLCONF=Urls)
@translation.override("en")
def test_a_page_says_demo_only_in_the_demo() -> None:
    assert "DEMO" not in error_page()
    with override_settings(KIND="DEMO"):
        assert "DEMO" in error_page()


@override_settings(ROOT_URLCONF=Urls)
@translation.override("en")
def test_a_page_is_safe_and_whole() -> None:
    with trace.use_correlation_id("abc123"):
        page = error_page()
    assert "<title>A &lt;title&gt;</title>" in page
    assert 'role="alert"' in page
    assert "&lt;No&gt;" in page
    assert "abc123" in page
    assert "not homologated by the CNC" in page
    assert 'href="#content"' in page
    assert not re.search(r"<style|<script>|style=|onclick", page)


@override_settings(ROOT_URLCONF=Urls)
def test_french_comes_with_its_words() -> None:
    page = error_page("/fr/films/")
    assert "n’est pas homologué par le CNC" in page
    assert '<html lang="fr">' in page


@translation.override("en")
def test_fields_tie_label_hint_and_error_to_their_control() -> None:
    form = Booking({"email": "not an address"}).as_div()
    assert '<label for="id_email">' in form
    assert 'aria-describedby="id_email_helptext id_email_error"' in form
    assert 'id="id_email_helptext">For &lt;your&gt; tickets' in form
    assert 'id="id_email_error"><li>Enter a valid email address.' in form
    assert 'aria-invalid="true"' in form
    assert form.count("(optional)") == 1
    assert form.count('class="chip"') == 2
    assert "<legend>Kind" in form


@translation.override("en")
def test_errors_of_the_whole_form_are_announced() -> None:
    form = Booking({"email": "a@b.fr", "kind": "full"})
    form.add_error(None, "Sold out")
    assert '<ul class="errorlist nonfield" role="alert"><li>Sold out</li></ul>' in form.as_div()
