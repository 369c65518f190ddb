"""Writes of the room: who may enter, by which link, and the trail of what was done."""

from .links import ask_new_password, mail_new_password, make_setup_link, set_password, use_setup_link
from .people import (
    admit_person,
    change_password,
    create_user,
    deactivate,
    edit_self,
)
from .signing_in import MOST_PER_ACCOUNT, MOST_PER_ADDRESS, authenticate
from .trail import record, record_each, seal_trail

__all__ = [
    "MOST_PER_ACCOUNT",
    "MOST_PER_ADDRESS",
    "admit_person",
    "ask_new_password",
    "authenticate",
    "change_password",
    "create_user",
    "deactivate",
    "edit_self",
    "mail_new_password",
    "make_setup_link",
    "record",
    "record_each",
    "seal_trail",
    "set_password",
    "use_setup_link",
]
