"""What the book refuses."""

from __future__ import annotations

from typing import ClassVar


class FiscalError(Exception):
    """Root of the room's errors."""

    code: ClassVar[str] = "fiscal"


class OutsideTransaction(FiscalError):
    """An entry was appended without the transaction of the fact it tells."""

    code = "outside_transaction"


class PersonalData(FiscalError):
    """An entry would carry a name or an address: the chained payload holds none (R3.5)."""

    code = "personal_data"


class NotIntegers(FiscalError):
    """An entry would carry a binary float: the book counts in integer cents."""

    code = "not_integers"
