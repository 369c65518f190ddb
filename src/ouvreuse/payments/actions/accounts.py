"""An operator's account at the provider: its secrets are given, never shown again."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock
from ouvreuse.kernel.sealed import seal
from ouvreuse.payments.models import ProviderAccount
from ouvreuse.payments.rules import Owner

PURPOSE = "payments"


@transaction.atomic
def set_provider_account(
    operator: int, *, secret_key: str = "", webhook_secret: str = "", owner: Owner | None = None, actor: int
) -> int:
    """Give the operator's account its secrets; an empty one stays as it is. Returns the account's id.

    ``owner``: whose key the provider says it is, None when it could not be asked. A key of somebody else begins
    another account: what was paid at the one before is refunded there. A new webhook secret is accepted beside the
    old one until the next.
    """
    row = ProviderAccount.objects.select_for_update().filter(operator_id=operator, active=True).last()
    known = row is not None
    if row is None or _of_another(row, owner):
        row = _succeeding(row, operator)
    if secret_key:
        row.secret_key = _sealed(secret_key)
        _note(row, owner)
    if webhook_secret:
        row.old_webhook_secret, row.webhook_secret = row.webhook_secret, _sealed(webhook_secret)
    given = [name for name, text in (("secret_key", secret_key), ("webhook_secret", webhook_secret)) if text]
    if given:
        row.changed_at = clock.now()
    row.save()
    if given:
        accounts.record(
            "set_provider_account", subject=f"provider_account:{row.id}", actor=actor, actor_label="staff",
            facts={"before": dict.fromkeys(given, "…" if known else ""), "after": dict.fromkeys(given, "…")},
        )  # fmt: skip
    return row.id


def record_account_check(account: int, *, owner: Owner | None) -> None:
    """The provider answered to the account's key (``owner``), or did not (None)."""
    row = ProviderAccount.objects.get(id=account)
    _note(row, owner)
    row.save(update_fields=["checked_at", "can_charge", "said", "ref"])


def _of_another(row: ProviderAccount, owner: Owner | None) -> bool:
    return bool(owner and owner.ref and row.ref and owner.ref != row.ref)


def _succeeding(row: ProviderAccount | None, operator: int) -> ProviderAccount:
    if row is None:
        return ProviderAccount(operator_id=operator, secret_key="", webhook_secret="")
    row.active = False
    row.save(update_fields=["active"])
    return ProviderAccount(operator_id=operator, secret_key="", webhook_secret=row.webhook_secret)


def _note(row: ProviderAccount, owner: Owner | None) -> None:
    row.checked_at = clock.now() if owner else None
    row.can_charge = bool(owner and owner.can_charge)
    row.said = owner.name[:200] if owner else ""
    row.ref = (owner.ref if owner and owner.ref else row.ref)[:60]


def _sealed(secret: str) -> str:
    return seal(secret, key=settings.SECRET_KEY, purpose=PURPOSE)
