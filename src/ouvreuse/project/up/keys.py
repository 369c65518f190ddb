"""The secrets of a data folder: made once, at random, readable by the service user only."""

import os
import secrets
from pathlib import Path
from typing import Final

from ouvreuse.project.system_user import ServiceUser

# The file of each secret and its length (random bytes; letters where people type it). The programs are told
# each by OUVREUSE_<NAME>_FILE.
# The keys that sign tickets live in the database, sealed with the secret key: without it they are lost.
SECRETS: Final = {"secret-key": 48, "bank-webhook-secret": 24, "demo-password": 12}


def make_secrets(data: Path, *, user: ServiceUser) -> None:
    """Make the secrets that are missing; those that exist never change."""
    folder = user.make_folder(data / "secrets")
    for name, size in SECRETS.items():
        path = folder / name
        if path.exists():
            continue
        text = _typeable(size) if name == "demo-password" else secrets.token_urlsafe(size)
        half = folder / f".{name}.{os.getpid()}"  # renamed when whole: a cut start leaves no empty secret
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(f"whsec_{text}" if name == "bank-webhook-secret" else text)
            file.flush()
            os.fsync(file.fileno())
        user.owns(half)
        half.rename(path)


def _typeable(length: int) -> str:
    """Letters and digits that nobody mistakes for each other, easy on a phone."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(length))


def read_secret(data: Path, name: str) -> str:
    """The text of one secret."""
    return (data / "secrets" / name).read_text(encoding="ascii").strip()


def secret_files(data: Path) -> dict[str, str]:
    """The environment that tells the programs where their secrets are."""
    names = {name: f"OUVREUSE_{name.upper().replace('-', '_')}_FILE" for name in SECRETS}
    return {variable: str(data / "secrets" / name) for name, variable in names.items()}
