"""A real browser on the whole product."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browsers import chromium
from tests.cast import Chain
from tests.journeys.stack import WEBHOOK_SECRET, Stack, running
from tests.journeys.window import Watch

PASSWORD = "la-ronde-de-nuit"
FAKE_CAMERA = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--use-file-for-fake-video-capture={film}",
)


@pytest.fixture(scope="package")
def stack(prepared_database: str) -> Iterator[Stack]:
    """The running product, on a copy of the tests' database."""
    from django.db import connection

    from ouvreuse.project import frontend
    from ouvreuse.project.cluster import Cluster

    frontend.build()
    cluster = Cluster(Path(os.environ["OUVREUSE_TEST_CLUSTER"]) / "data")
    connection.close()
    prepared = str(connection.settings_dict["NAME"])
    name = f"journeys_{prepared}"
    cluster.drop_database(name)
    with cluster.connect("superuser", "postgres") as superuser:  # a copy is made of a database nobody uses
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [prepared]
        )
    cluster.create_database(name, template=prepared)
    connection.settings_dict["NAME"] = name
    try:
        with running(cluster, database=name) as stack:
            yield stack
    finally:
        connection.close()
        connection.settings_dict["NAME"] = prepared
        cluster.drop_database(name)


@pytest.fixture
def database(request: pytest.FixtureRequest, stack: Stack) -> Iterator[None]:
    """The journeys' own database, emptied; when the worker has done its jobs every invariant must hold."""
    from django.db import connections

    from ouvreuse.ops.audit import run
    from tests.plugin import _forget_caches

    stack.empty()
    _forget_caches()
    for connection in connections.all(initialized_only=True):
        connection.close()  # a browser test before may have left one open to the database that was copied
    said = {name: stack.log(name).stat().st_size for name in stack.programs}
    yield
    stack.rest()
    broken = run()
    connections["default"].close()
    assert not broken, broken
    if request.node.get_closest_marker("breaks_invariants"):
        return
    errors = [line for name, size in said.items() for line in stack.errors(name, after=size)]
    assert not errors, "\n\n".join(errors)


@pytest.fixture(scope="package")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the camera sees: a test writes it before the camera starts."""
    return tmp_path_factory.mktemp("camera") / "seen.mjpeg"


@pytest.fixture(scope="package")
def browser(stack: Stack, film: Path) -> Iterator[Browser]:
    """One Chromium for all journeys, with no network but this machine."""
    kept = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps an event loop in this thread
    arguments = [argument.format(film=film) for argument in FAKE_CAMERA]
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-dev-shm-usage"]
    try:
        expect.set_options(timeout=20_000)
        with sync_playwright() as playwright:
            launched = playwright.chromium.launch(executable_path=chromium(), args=arguments)
            yield launched
            launched.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
        if kept is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = kept


Open = Callable[..., Page]


@pytest.fixture
def watch(stack: Stack) -> Watch:
    """What the browser complains about; a journey may expect some of it."""
    return Watch(stack.url)


@pytest.fixture
def window(browser: Browser, stack: Stack, watch: Watch) -> Iterator[Open]:
    """``window(width=390)``: a page of a new person's browser; ``js=False`` without scripts, ``dark=True``.

    A page that fails on our side, a script that breaks and a refused resource fail the test.
    """
    opened: list[BrowserContext] = []

    def open_one(*, width: int = 1280, js: bool = True, dark: bool = False, **options: Any) -> Page:
        context = browser.new_context(
            base_url=stack.url, viewport={"width": width, "height": 844 if width < 600 else 800},
            java_script_enabled=js, color_scheme="dark" if dark else "light", **options,
        )  # fmt: skip
        context.set_default_timeout(20_000)
        opened.append(context)
        watch.over(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()
    assert not watch.faults


@pytest.fixture
def cinema(chain: Chain, stack: Stack) -> Chain:
    """The chain of the tests, its bank account turned to the running bank, which tells the site what happens."""
    from ouvreuse.payments.models import ProviderAccount

    ProviderAccount.objects.filter(id=chain.account).update(api_base=stack.bank.url)
    told = {"url": f"{stack.url}/api/webhooks/stripe/{chain.account}", "secret": WEBHOOK_SECRET, "events": []}
    stack.bank.order(webhook=told)
    return chain


@pytest.fixture
def usher(cinema: Chain) -> str:
    """The usher's address; the usher of one cinema."""
    from ouvreuse.accounts.actions import create_user
    from ouvreuse.venues.actions import grant_role

    user = create_user("ursule@example.org", name="Ursule Petit", password=PASSWORD)
    grant_role(user, cinema=cinema.cinema, role="usher")
    return "ursule@example.org"
