"""Which user of the operating system runs PostgreSQL, the web and the worker.

PostgreSQL refuses to run as root, and nothing that speaks to strangers should. Started by a plain user, all
runs as that user. Started by root, all but the supervisor runs as the owner of the data folder: the system
user `ouvreuse` (no shell, no home), made at the first start.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.refusal import Refusal

SYSTEM_USER = "ouvreuse"


class SystemUserError(Refusal):
    """The user that should run a service can't be found, made or used. The message is one line for people."""


class RunAs(TypedDict, total=False):
    """The arguments that make `subprocess` drop its rights; empty when there is nothing to drop."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class ServiceUser:
    """The user that owns the data folder and runs every service."""

    name: str
    uid: int
    gid: int

    @property
    def dropped(self) -> bool:
        """True when we are root and must drop our rights to become this user."""
        return os.geteuid() == 0

    def run_as(self) -> RunAs:
        """What to pass to `subprocess` so that a program runs as this user and nothing more."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.dropped else {}

    def owns(self, path: Path) -> None:
        """Give `path` to this user (only root can and need do so)."""
        if self.dropped:
            os.chown(path, self.uid, self.gid)

    def make_folder(self, path: Path, *, mode: int = 0o700) -> Path:
        """Make a folder of this user's; parents that are missing stay readable for all."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        path.mkdir(exist_ok=True, mode=mode)
        if path.stat().st_uid != self.uid:
            self.owns(path)
        return path

    def unable(self, path: Path) -> str:
        """The words for a data folder that this user can't reach."""
        return bilingual(
            fr=f"l'utilisateur {self.name} ne peut pas atteindre {path} : un dossier au-dessus est privé ; "
            f"choisissez-en un autre avec --data",
            en=f"user {self.name} can't reach {path}: a folder above it is private; choose another with --data",
        )

    def can(self, test: str, path: Path) -> bool:
        """Ask the kernel, as this user, whether `path` can be read (-r), entered (-x) or written (-w)."""
        done = subprocess.run(
            ["/bin/sh", "-c", 'test "$1" "$2"', "sh", test, str(path)], check=False, cwd="/", **self.run_as()
        )
        return done.returncode == 0


def service_user(data: Path) -> ServiceUser:
    """The user for this data folder: ourselves, or as root the folder's owner, else the system user.

    Raises SystemUserError when root can't make the system user.
    """
    if os.geteuid() != 0:
        return _known(os.geteuid())
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return _known(owner)
    return _system_user()


def _known(uid: int) -> ServiceUser:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise SystemUserError(
            bilingual(
                fr=f"l'utilisateur numéro {uid} n'a pas de nom sur cette machine, et PostgreSQL en veut un : "
                f"ajoutez-le à /etc/passwd",
                en=f"user id {uid} has no name on this machine, and PostgreSQL needs one: "
                f"add it to /etc/passwd",
            )
        ) from None
    return ServiceUser(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def _system_user() -> ServiceUser:
    try:
        return _known(pwd.getpwnam(SYSTEM_USER).pw_uid)
    except KeyError:
        _make_system_user()
    return _known(pwd.getpwnam(SYSTEM_USER).pw_uid)


def _make_system_user() -> None:
    program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        raise SystemUserError(
            bilingual(
                fr=f"PostgreSQL refuse de tourner sous root et il n'y a pas de useradd ici : "
                f"créez un utilisateur du système nommé {SYSTEM_USER}, ou démarrez sans être root",
                en=f"PostgreSQL refuses to run as root and there is no useradd here: "
                f"make a system user named {SYSTEM_USER}, or start as a plain user",
            )
        )
    shell = next((s for s in ("/usr/sbin/nologin", "/sbin/nologin") if Path(s).exists()), "/bin/false")
    command = [program, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    done = subprocess.run(
        [*command, "--shell", shell, SYSTEM_USER], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 9):  # 9: somebody else made it meanwhile
        said = done.stderr.strip()
        raise SystemUserError(
            bilingual(
                fr=f"impossible de créer l'utilisateur du système {SYSTEM_USER} : {said}",
                en=f"can't make the system user {SYSTEM_USER}: {said}",
            )
        )
