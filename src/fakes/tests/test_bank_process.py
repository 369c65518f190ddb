"""The bank as a process: started as the demonstration starts it, killed, started again."""

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import stripe

from fakes.bank.__main__ import SUBSCRIBED
from fakes.tests.bank_kit import SECRET, basket, shop, until


@contextlib.contextmanager
def process(data: Path, *more: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    command = [sys.executable, "-m", "fakes.bank", "--data", str(data), "--median-ms", "0", *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            found = re.search(r"http://\S+", running.stdout.readline())
            assert found is not None
            yield running, found[0]
        finally:
            running.kill()


def test_a_kill_loses_nothing_it_has_answered(tmp_path: Path) -> None:
    key = {"idempotency_key": "checkout:1"}
    with process(tmp_path / "bank.db") as (running, url):
        made = stripe.StripeClient("sk_test_1", base_addresses={"api": url}).v1.checkout.sessions.create(
            params=basket(), options=key
        )
        running.kill()
        running.wait(10)
    with process(tmp_path / "bank.db", "--public-url", "http://bank.example:1") as (_, url):
        v1 = stripe.StripeClient("sk_test_1", base_addresses={"api": url}).v1
        assert v1.checkout.sessions.create(params=basket(), options=key).id == made.id
        assert v1.checkout.sessions.retrieve(made.id).status == "open"
        fresh = v1.checkout.sessions.create(params=basket())
        assert str(fresh.url).startswith("http://bank.example:1/c/pay/")


def test_only_subscribed_events_are_sent(tmp_path: Path) -> None:
    with shop() as (taken, hook):
        told = ("--webhook", hook, "--webhook-secret", SECRET)
        with process(tmp_path / "bank.db", *told) as (_, url):
            v1 = stripe.StripeClient("sk_test_1", base_addresses={"api": url}).v1
            v1.checkout.sessions.expire(v1.checkout.sessions.create(params=basket()).id)
            until(lambda: len(taken.got) == 1)
        assert [event.type for event in taken.events()] == ["checkout.session.expired"]
        assert "payment_intent.created" not in SUBSCRIBED
