"""Who may enter, and how guessing slows down."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction

from ouvreuse.accounts.actions.trail import record
from ouvreuse.accounts.errors import TooManyAttempts, WrongCredentials
from ouvreuse.accounts.models import SignInAttempt, User
from ouvreuse.kernel import clock, text

WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 60


def authenticate(email: str, *, password: str, address: str) -> User:
    """The user of an address and password, in the same time for known and unknown ones.

    Two independent buckets slow guessing down: the account and the network. Raises ``WrongCredentials`` and
    ``TooManyAttempts``.
    """
    try:
        canonical = text.canonical_email(email)
    except ValueError:
        canonical = email.strip().casefold()[:254]
    buckets = (_bucket("account", canonical), _bucket("address", address))
    _refuse_if_slowed(buckets)
    user = User.objects.filter(email=canonical, is_active=True).first()
    if user is None:
        make_password(password)
        matches = False
    else:
        matches = check_password(password, user.password)
    if user is None or not matches:
        _count_failure(buckets)
        raise WrongCredentials
    SignInAttempt.objects.filter(bucket=buckets[0][0]).delete()
    record("sign_in", subject=f"user:{user.pk}", actor=int(user.pk), actor_label="staff")
    return user


def _bucket(kind: str, value: str) -> tuple[str, int]:
    most = MOST_PER_ACCOUNT if kind == "account" else MOST_PER_ADDRESS
    return f"{kind}:{hashlib.sha256(value.encode()).hexdigest()[:32]}", most


def _refuse_if_slowed(buckets: tuple[tuple[str, int], ...]) -> None:
    now = clock.now()
    for name, most in buckets:
        if SignInAttempt.objects.filter(bucket=name, failures__gte=most, window_ends_at__gt=now).exists():
            raise TooManyAttempts(minutes=int(WINDOW.total_seconds() // 60))


COUNT = """
INSERT INTO accounts_signinattempt AS a (bucket, failures, window_ends_at)
    VALUES (%s, 1, clock() + make_interval(secs => %s))
ON CONFLICT (bucket) DO UPDATE SET
    failures = CASE WHEN a.window_ends_at > clock() THEN a.failures + 1 ELSE 1 END,
    window_ends_at = CASE WHEN a.window_ends_at > clock() THEN a.window_ends_at ELSE excluded.window_ends_at END
"""


def _count_failure(buckets: tuple[tuple[str, int], ...]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name, _ in sorted(buckets):
            cursor.execute(COUNT, [name, WINDOW.total_seconds()])
