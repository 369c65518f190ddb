"""Reads of the operators' accounts at the provider: whose they are, and their secrets opened."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from ouvreuse.kernel import prepared
from ouvreuse.kernel.sealed import CannotOpen, unseal
from ouvreuse.payments.errors import AccountMissing, KeyRefused, PaymentUnknown, ProviderMisconfigured
from ouvreuse.payments.rules import Credentials, check_credentials

PURPOSE = "payments"


ACCOUNT_OF_CINEMA = """
SELECT a.id, clock() FROM venues_cinema c JOIN payments_provideraccount a ON a.operator_id = c.operator_id
 WHERE c.id = %s AND a.active ORDER BY a.id DESC LIMIT 1
"""


def account_of_cinema(cinema: int) -> tuple[int, datetime]:
    """The active account of a cinema's operator, and the clock. Raises ``AccountMissing``."""
    row = prepared.row(ACCOUNT_OF_CINEMA, [cinema])
    if row is None:
        raise AccountMissing(cinema=cinema)
    return row[0], row[1]


def credentials(account: int | None) -> Credentials:
    """The opened key and address of an account, fit for these data. Raises ``ProviderMisconfigured``."""
    row = prepared.row("SELECT secret_key, api_base FROM payments_provideraccount WHERE id = %s", [account])
    if row is None:
        raise AccountMissing
    return opened_credentials(*row)


def opened_credentials(sealed: str, base: str) -> Credentials:
    """An account's sealed key and its address ('' for the usual one), opened. Raises ``ProviderMisconfigured``."""
    base = base or ("" if settings.KIND == "LIVE" else settings.BANK_URL)
    return check_credentials(Credentials(_open(sealed), base), kind=settings.KIND)


def fit_for_these_data(secret_key: str) -> Credentials:
    """Credentials of a key as staff typed it. Raises ``KeyRefused`` for one of the other kind of data."""
    base = "" if settings.KIND == "LIVE" else settings.BANK_URL
    try:
        return check_credentials(Credentials(secret_key, base), kind=settings.KIND)
    except ProviderMisconfigured as problem:
        raise KeyRefused(problem.reason) from problem


@dataclass(frozen=True)
class AccountSettings:
    """What may be shown of an operator's account: never its secrets, only when they were given."""

    id: int
    changed_at: datetime | None
    checked_at: datetime | None
    can_charge: bool
    said: str
    has_key: bool
    has_webhook: bool
    heard_at: datetime | None


ACCOUNT_SETTINGS = """
SELECT a.id, a.changed_at, a.checked_at, a.can_charge, a.said, a.secret_key <> '', a.webhook_secret <> '',
       (SELECT max(e.received_at) FROM payments_providerevent e WHERE e.account_id = a.id)
  FROM payments_provideraccount a WHERE a.operator_id = %s AND a.active ORDER BY a.id DESC LIMIT 1
"""


def account_settings(operator: int) -> AccountSettings | None:
    """The operator's account as staff set it; None while nobody has."""
    row = prepared.row(ACCOUNT_SETTINGS, [operator])
    return AccountSettings(*row) if row else None


def webhook_secrets(account: int | None) -> dict[int, tuple[str, ...]]:
    """The secrets that may sign the events of this account, or of each one in use: two during a rotation.

    Raises ``PaymentUnknown`` when there is no such account.
    """
    rows = prepared.rows(SECRETS, {"account": account})
    if account is not None and not rows:
        raise PaymentUnknown
    return {found: tuple(_open(sealed) for sealed in both if sealed) for found, *both in rows}


SECRETS = """
SELECT id, webhook_secret, old_webhook_secret FROM payments_provideraccount
 WHERE CASE WHEN %(account)s::bigint IS NULL THEN active ELSE id = %(account)s::bigint END
 ORDER BY id
"""


@functools.lru_cache(maxsize=64)
def _open(sealed: str) -> str:
    try:
        return unseal(sealed, key=settings.SECRET_KEY, purpose=PURPOSE)
    except CannotOpen as problem:
        raise ProviderMisconfigured("cannot_open") from problem
