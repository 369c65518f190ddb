from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouvreuse.kernel.sealed import CannotOpen, seal, unseal

pytestmark = pytest.mark.unit


@given(st.text(), st.text(min_size=1))
def test_a_sealed_secret_opens_for_its_key_and_purpose_only(secret: str, key: str) -> None:
    sealed = seal(secret, key=key, purpose="bank")
    assert unseal(sealed, key=key, purpose="bank") == secret
    for wrong_key, purpose, text in (
        (key + "x", "bank", sealed),
        (key, "mail", sealed),
        (key, "bank", sealed[4:]),
    ):
        with pytest.raises(CannotOpen):
            unseal(text, key=wrong_key, purpose=purpose)


def test_the_same_secret_never_looks_the_same() -> None:
    assert seal("s", key="k", purpose="p") != seal("s", key="k", purpose="p")
