"""Where the room speaks to the provider: the intent is committed, the call made, its answer committed.

No flow runs inside a transaction. A process may have two calls under way (``allow_calls``): one more is
refused at once with ``ProviderBusy``, so that a slow bank never takes all threads of the site.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from ouvreuse.kernel import clock
from ouvreuse.payments import actions, queries
from ouvreuse.payments.actions import Opening
from ouvreuse.payments.errors import (
    KeyRefused,
    OutcomeUnknown,
    PaymentEnded,
    PaymentError,
    PrinterMissing,
    ProviderBusy,
    ProviderRefused,
    ProviderUnreachable,
    WrongTransaction,
)
from ouvreuse.payments.providers import printer
from ouvreuse.payments.providers import stripe as bank
from ouvreuse.payments.providers.means import provider_of
from ouvreuse.payments.queries import Call, RefundCall
from ouvreuse.payments.queries.drawer import Printer
from ouvreuse.payments.rules import UNSETTLED, Answer, Balance, Credentials, Owner, RefundAnswer, key_is_fresh

TOO_OLD = "expires_at"
NOT_ENOUGH_IN_THE_TILL = "balance_insufficient"
_calls = threading.BoundedSemaphore(2)


def _refuse_transaction() -> None:
    if connection.in_atomic_block:
        raise WrongTransaction("a flow never runs inside a transaction")


def allow_calls(most: int) -> None:
    """How many calls this process may have under way; for a worker, whose jobs have nothing else to do."""
    global _calls
    _calls = threading.BoundedSemaphore(max(1, most))


@contextlib.contextmanager
def _slot() -> Iterator[None]:
    """One of this process's few calls at the provider. Raises ``ProviderBusy`` at once when all are taken."""
    calls = _calls
    if not calls.acquire(blocking=False):
        raise ProviderBusy
    try:
        yield
    finally:
        calls.release()


def open_checkout_session(payment: UUID) -> str:
    """The address of the bank's page of a payment, opened at the first call and the same ever after.

    Raises ``ProviderBusy``, ``ProviderUnreachable`` (``OutcomeUnknown``: the same key may be tried again),
    ``ProviderRefused``, ``ProviderMisconfigured``, ``PaymentEnded``.
    """
    _refuse_transaction()
    busy = None
    try:
        with _slot():
            opening = actions.begin_opening(payment)
            if opening is not None:
                return _open(opening)
    except ProviderBusy as problem:
        busy = problem
    call = queries.call_of(payment)
    if call.state == "open" and call.url:
        return call.url
    raise busy if busy and call.state in UNSETTLED else PaymentEnded(call.state)


def open_claimed(opening: Opening) -> str:
    """``open_checkout_session`` for a page that was claimed (the worker)."""
    _refuse_transaction()
    with _slot():
        return _open(opening)


def _open(opening: Opening) -> str:
    credentials = queries.opened_credentials(opening.sealed, opening.base)
    found = _search(opening.call, credentials, begun_at=opening.begun_at)
    if found.state != "open" or not found.url:
        raise PaymentEnded(found.state)
    return found.url


@dataclass(frozen=True)
class Found:
    """Where a payment stands once the provider answered; ``url`` and ``ref``: '' when there is no session."""

    state: str
    url: str = ""
    ref: str = ""


def ask(payment: UUID) -> str:
    """Re-read a payment at the provider and write its answer down; returns the state.

    Settled payments are asked about only when a refund or a dispute was heard of. One the provider was never
    told of is left alone. Raises the ``Provider…`` errors; the state then stays, or is ``unknown``.
    """
    _refuse_transaction()
    call = queries.call_of(payment)
    if not provider_of(call.means).remote or not (call.sent or call.ref):
        return call.state
    if call.state == "succeeded" and not queries.awaits_news(payment):
        return call.state
    return _retrieve(call) if call.ref else _find(call).state


def expire(payment: UUID) -> str:
    """Ask the provider to end a payment and write down what it says; returns the state.

    When it says that money is moving or was taken, that is what is written. Raises the ``Provider…`` errors.
    """
    _refuse_transaction()
    call = queries.call_of(payment)
    if call.state not in UNSETTLED:
        return call.state
    provider = provider_of(call.means)
    if not provider.remote:
        return actions.record_answer(payment, answer=provider.expire(None, ref=""))
    if not call.sent and actions.cancel_unsent(payment):
        return "cancelled"
    ref = call.ref
    if not ref:
        found = _find(call, wanted=False)
        if found.state not in UNSETTLED or not found.ref:
            return found.state
        ref = found.ref
    actions.begin_call(payment)
    try:
        with _slot():
            answer = provider.expire(queries.credentials(call.account), ref=ref)
    except ProviderRefused:
        return _retrieve(replace(call, ref=ref))
    return actions.record_answer(payment, answer=answer)


def _retrieve(call: Call) -> str:
    actions.begin_call(call.payment)
    with _slot():
        answer = provider_of(call.means).inquire(queries.credentials(call.account), ref=call.ref)
    state = actions.record_answer(call.payment, answer=answer)
    new = (
        call.state in UNSETTLED and not answer.refunded
    )  # not known as paid until now: nothing was given back
    if state == "succeeded" and not new and queries.refund_news(call.payment, told=answer.refunded):
        ask_refunds(call.payment)
    return state


def _find(call: Call, *, wanted: bool = True) -> Found:
    """The session of a payment whose answer was never written down: same key, same body, or a look-up by id.

    While its body is acceptable, the same key either opens it or returns the one that was opened. Once the
    provider's own expiry is past, no call of ours can open it any more: what is not found does not exist. A
    body refused as too old was never taken: while the page is still ``wanted`` a new one goes out.
    """
    credentials = queries.credentials(call.account)
    with _slot():
        return _search(call, credentials, begun_at=actions.begin_call(call.payment), wanted=wanted)


def _search(call: Call, credentials: Credentials, *, begun_at: datetime, wanted: bool = True) -> Found:
    if begun_at >= call.expires_at:
        found = bank.find_session(credentials, payment=call.payment, expires_at=call.expires_at)
        return _record(call, found)
    try:
        return _create(call, credentials)
    except ProviderRefused as refused:
        if refused.reason != TOO_OLD or not wanted or _too_late(call):
            state = "cancelled" if refused.reason == TOO_OLD else "failed"
            actions.record_end(call.payment, state=state)
            raise
        return _create(actions.renew_request(call.payment, refused=call.key), credentials)


def _create(call: Call, credentials: Credentials) -> Found:
    try:
        return _record(call, provider_of(call.means).open(credentials, key=call.key, request=call.request))
    except OutcomeUnknown:
        actions.record_end(call.payment, state="unknown")
        raise


def _too_late(call: Call) -> bool:
    return call.deadline_at is not None and clock.now() >= call.deadline_at


def _record(call: Call, answer: Answer | None) -> Found:
    if answer is None:
        return Found(actions.record_end(call.payment, state="cancelled"))
    state = actions.record_answer(call.payment, answer=answer, known=(call.state, call.ref))
    return Found(state, answer.url if state == "open" else "", answer.ref)


def send_refund(refund: UUID) -> str:
    """Tell the provider to give money back, once however often called; returns the refund's state.

    Its id is the key; when the key may be forgotten (23 h) the provider's list is read first. Raises
    ``ProviderUnreachable`` (also when the operator's balance there is too low): call again later.
    """
    _refuse_transaction()
    call = queries.refund_call_of(refund)
    if call.state != "requested":
        return call.state
    known = None if key_is_fresh(call.created_at, now=clock.now()) else _known(call)
    try:
        answer = known or _send(call)
    except ProviderRefused as refused:
        if refused.reason == NOT_ENOUGH_IN_THE_TILL:
            actions.note_refund_trouble(refund, error=refused.reason)
            raise ProviderUnreachable(refused.reason) from refused
        answer = RefundAnswer("failed", "", call.amount, refund, error=refused.reason)
    except ProviderUnreachable as problem:
        actions.note_refund_trouble(refund, error=problem.reason or problem.code)
        raise
    return actions.record_refund(refund, answer=answer)


def _send(call: RefundCall) -> RefundAnswer:
    with _slot():
        return provider_of(call.means).refund(
            queries.credentials(call.account), refund=call.refund, intent=call.intent, amount=call.amount
        )


def _known(call: RefundCall) -> RefundAnswer | None:
    with _slot():
        told = bank.list_refunds(queries.credentials(call.account), intent=call.intent)
    return next((answer for answer in told if answer.refund == call.refund), None)


def ask_refunds(payment: UUID) -> None:
    """Write down what the provider says of a payment's refunds, its dashboard's included (PAY-09, PAY-15)."""
    _refuse_transaction()
    call = queries.call_of(payment)
    if not call.intent:
        return
    with _slot():
        told = bank.list_refunds(queries.credentials(call.account), intent=call.intent)
    for answer in told:
        if answer.refund is not None and queries.is_refund_of(answer.refund, payment=payment):
            actions.record_refund(answer.refund, answer=answer)
        else:
            actions.record_foreign_refund(payment, answer=answer)


def ask_pending_refunds(*, older_than: timedelta) -> int:
    """Ask how refunds ended whose news never came (PAY-15, PAY-21); returns of how many payments it was asked."""
    found = queries.payments_with_pending_refunds(older_than=older_than)
    for payment in found:
        with contextlib.suppress(PaymentError):
            ask_refunds(payment)
    return len(found)


def mark_processed(event: int) -> None:
    """The hint of a stored event was followed to its end."""
    actions.mark_processed(event)


def balance_of(account: int, *, currency: str = "EUR") -> Balance | None:
    """What the provider holds for an account now, out of which it pays refunds; None when it does not say.

    It never raises the ``Provider…`` errors: nobody's work hangs on this answer. A restricted key may not know.
    """
    _refuse_transaction()
    try:
        with _slot():
            return provider_of("card").balance(queries.credentials(account), currency=currency)
    except PaymentError:
        return None


def print_at(till: Printer, *, data: bytes) -> None:
    """Send bytes to a till's printer. Raises ``PrinterMissing``, ``PrinterUnreachable``, ``PrinterSilent``."""
    _refuse_transaction()
    if not till.host:
        raise PrinterMissing
    printer.send(till.host, port=till.port, data=data)


def set_account(operator: int, *, secret_key: str = "", webhook_secret: str = "", actor: int) -> Owner | None:
    """Ask the provider whose key this is, then keep the secrets. Returns the owner, None when it did not answer.

    A key that the provider refuses, or that is not of these data's kind, is not kept. Raises ``KeyRefused``.
    """
    _refuse_transaction()
    owner = _owner(queries.fit_for_these_data(secret_key)) if secret_key else None
    account = actions.set_provider_account(
        operator, secret_key=secret_key, webhook_secret=webhook_secret, owner=owner, actor=actor
    )
    return owner if secret_key else check_account(account)


def check_account(account: int) -> Owner | None:
    """Ask the provider whose key the account has, and write it down. Raises ``KeyRefused``."""
    _refuse_transaction()
    try:
        owner = _owner(queries.credentials(account))
    except KeyRefused:
        actions.record_account_check(account, owner=None)
        raise
    actions.record_account_check(account, owner=owner)
    return owner


def _owner(credentials: Credentials) -> Owner | None:
    try:
        with _slot():
            return bank.who_is(credentials)
    except (OutcomeUnknown, ProviderBusy):
        return None
    except (ProviderUnreachable, ProviderRefused) as problem:
        raise KeyRefused("refused") from problem
