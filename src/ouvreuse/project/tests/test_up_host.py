"""`up --host ADDRESS`: who listens on one address is heard there only, by our own programs too."""

from __future__ import annotations

import smtplib
import subprocess
import time
import urllib.request
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ouvreuse.project.command_line import Up
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.system_user import ServiceUser
from ouvreuse.project.tests.test_up import clean_environment, free_port
from ouvreuse.project.up import addresses, keys, plan, programs
from ouvreuse.project.up.site import Site, environment

ONE = "127.0.0.2"


def _told(data: Path, host: str) -> Up:
    return Up(port=free_port(), host=host, data=data, demo=True, https=False)


def _listen(data: Path, host: str, *, user: ServiceUser, kind: str = "DEMO") -> Site:
    return plan.listen(_told(data, host), kind=kind, outside=False, user=user)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("host", "inner"), [(addresses.EVERYWHERE[0], "127.0.0.1"), (ONE, ONE), ("localhost", "127.0.0.1")]
)
def test_the_site_is_asked_where_it_listens(data: Path, user: ServiceUser, host: str, inner: str) -> None:
    site = _listen(data, host, user=user)
    assert site.inner_url == f"http://{inner}:{site.port}"
    told = environment(site, data=data, cluster=None)
    assert told["OUVREUSE_BANK_URL"] == f"http://{inner}:{site.bank_port}"
    assert told["OUVREUSE_SMTP_URL"] == f"smtp://{inner}:{site.smtp_port}"
    behind = replace(site, proxied=True, web_port=81)
    assert behind.inner_url == "http://127.0.0.1:81"


@pytest.mark.unit
def test_people_are_given_an_address_that_is_listened_on(data: Path, user: ServiceUser) -> None:
    site = _listen(data, ONE, user=user)
    assert urlsplit(site.base_url).hostname == urlsplit(site.bank_url).hostname == ONE
    assert ONE in site.hosts.split(",")
    by_name = _listen(data, "localhost", user=user)
    assert (by_name.host, urlsplit(by_name.base_url).hostname) == ("127.0.0.1", "localhost")


@pytest.mark.unit
def test_the_bank_calls_the_site_where_it_listens(data: Path, user: ServiceUser) -> None:
    keys.make_secrets(data, user=user)
    site = _listen(data, ONE, user=user)
    bank, _ = programs.before_the_site(site, data=data, env={}, run_as={})
    assert f"http://{ONE}:{site.port}{programs.WEBHOOK}" in bank.command


@pytest.mark.unit
@pytest.mark.parametrize("host", ["::1", "::"])
def test_the_demo_does_not_listen_on_ipv6(data: Path, user: ServiceUser, host: str) -> None:
    with pytest.raises(Refusal, match=f"do not speak IPv6: choose an IPv4 address instead of --host {host}"):
        _listen(data, host, user=user)


@pytest.mark.unit
def test_a_real_cinema_may(data: Path, user: ServiceUser) -> None:
    try:
        addresses.need_port(free_port(), host="::1", user=user)
    except Refusal:
        pytest.skip("NO IPV6 on this machine")
    site = _listen(data, "::1", user=user, kind="LIVE")
    assert site.inner_url == f"http://[::1]:{site.port}"


@pytest.mark.unit
def test_a_name_that_is_no_address_is_refused_in_one_line() -> None:
    with pytest.raises(Refusal, match=r"--host no\.\.where: there is no such address"):
        addresses.numeric("no..where")


@pytest.mark.integration
def test_bank_and_mailbox_answer_where_the_site_looks_for_them(data: Path, user: ServiceUser) -> None:
    keys.make_secrets(data, user=user)
    site = _listen(data, ONE, user=user)
    env = {**clean_environment(), **environment(site, data=data, cluster=None)}
    run_as = plan.web_runs_as(user, env=env) or {}
    wanted = list(programs.before_the_site(site, data=data, env=env, run_as=run_as))
    running = [subprocess.Popen(each.command, env=each.env, cwd="/", **each.run_as) for each in wanted]
    try:
        assert _answer(f"{env['OUVREUSE_BANK_URL']}/healthz") == 200
        assert _answer(env["OUVREUSE_MAILBOX_URL"]) == 200
        mail = urlsplit(env["OUVREUSE_SMTP_URL"])
        with smtplib.SMTP(str(mail.hostname), int(mail.port or 0), timeout=10) as line:
            assert line.noop()[0] == 250
    finally:
        for process in running:
            process.terminate()
            process.wait(20)


def _answer(url: str) -> int:
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
                return int(answer.status)
        except OSError:
            assert time.monotonic() < until, url
            time.sleep(0.05)
