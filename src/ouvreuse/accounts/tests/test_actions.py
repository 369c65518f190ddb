"""Who may enter: the same answer for all who may not, and guessing slows down."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import psycopg
import pytest
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError

from ouvreuse.accounts import actions, errors, words
from ouvreuse.accounts.actions import signing_in
from ouvreuse.accounts.models import AuditEntry, SignInAttempt, User
from ouvreuse.kernel import clock

pytestmark = pytest.mark.integration
PASSWORD = "a long enough password"


@cache
def slow_hash() -> str:
    """The password's hash, made once."""
    return make_password(PASSWORD)


@pytest.fixture
def ada(database: None) -> int:
    user = User(email="ada@example.org", name="Ada", password=slow_hash(), created_at=clock.now())
    user.save()
    return user.id


def enter(email: str = "ada@example.org", password: str = PASSWORD, address: str = "192.0.2.1") -> User:
    return actions.authenticate(email, password=password, address=address)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting needs no costly hashes: a password is right when it is ``PASSWORD``."""
    monkeypatch.setattr(signing_in, "make_password", str)
    monkeypatch.setattr(signing_in, "check_password", lambda given, _kept: given == PASSWORD)


def test_the_right_password_opens_and_leaves_a_trace(ada: int) -> None:
    assert enter(" ADA@example.org ").id == ada
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject, entry.actor_id) == ("sign_in", f"user:{ada}", ada)


def test_a_new_person_has_a_canonical_address_and_an_argon2id_hash(database: None) -> None:
    user = User.objects.get(id=actions.create_user(" Ada@Example.ORG", name="Ada", password=PASSWORD))
    assert (user.email, user.is_operator) == ("ada@example.org", False)
    assert user.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("not an address", PASSWORD),
        ("ada@example.org", PASSWORD + " "),
        ("ada@example.org", ""),
        ("", ""),
    ],
)
def test_unknown_and_wrong_get_one_answer(ada: int, email: str, password: str) -> None:
    with pytest.raises(errors.WrongCredentials):
        enter(email, password)


def test_unknown_people_cost_a_hash_too(ada: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the time tells who works here (ACC-04)."""
    hashed: list[str] = []
    monkeypatch.setattr(signing_in, "make_password", hashed.append)
    with pytest.raises(errors.WrongCredentials):
        enter("nobody@example.org")
    assert hashed == [PASSWORD]


def test_a_person_who_left_stays_out(ada: int) -> None:
    User.objects.filter(id=ada).update(is_active=False)
    with pytest.raises(errors.WrongCredentials):
        enter()


def test_ten_failures_close_the_account_even_from_elsewhere(
    ada: int, quick: None, travel: Callable[..., None]
) -> None:
    for number in range(actions.MOST_PER_ACCOUNT):
        with pytest.raises(errors.WrongCredentials):
            enter(password="wrong", address=f"192.0.2.{number}")
    with pytest.raises(errors.TooManyAttempts) as refused:
        enter(address="198.51.100.7")
    assert refused.value.facts == {"minutes": 15}
    travel(minutes=16)
    assert enter().id == ada


def test_a_success_forgets_the_failures_of_its_account(ada: int, quick: None) -> None:
    for _ in range(3):
        for _ in range(actions.MOST_PER_ACCOUNT - 1):
            with pytest.raises(errors.WrongCredentials):
                enter(password="wrong")
        assert enter().id == ada


def test_one_network_trying_many_accounts_is_slowed_on_its_own(ada: int, quick: None) -> None:
    for number in range(actions.MOST_PER_ADDRESS):
        with pytest.raises(errors.WrongCredentials):
            enter(f"p{number}@example.org", "wrong", "203.0.113.9")
    with pytest.raises(errors.TooManyAttempts):
        enter(address="203.0.113.9")
    assert enter(address="192.0.2.1").id == ada


def test_the_counters_name_nobody(ada: int) -> None:
    with pytest.raises(errors.WrongCredentials):
        enter(password="wrong")
    assert not [b for b in SignInAttempt.objects.values_list("bucket", flat=True) if "ada" in b or "192" in b]


def test_the_trail_cannot_be_rewritten(ada: int, superuser: psycopg.Connection) -> None:
    enter()
    for change in (AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(verb="x")):
        with pytest.raises(DatabaseError, match="permission denied"):
            change()


def test_every_refusal_has_words_in_both_languages() -> None:
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.AccountError)]
    assert {kind.code for kind in kinds} == {key for key in words.WORDS if "." not in key}
    assert words.say(errors.WrongCredentials(), language="fr") != words.say(
        errors.WrongCredentials(), language="en"
    )
