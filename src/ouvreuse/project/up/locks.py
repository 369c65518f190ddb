"""Who uses a data folder. The kernel frees these locks when their holder dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.cluster import Cluster
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.system_user import ServiceUser


@contextmanager
def only_one_up(data: Path, *, user: ServiceUser) -> Iterator[None]:
    """Hold the data folder for this `up`. Raises Refusal when another one holds it."""
    with _open(data, "up", user=user) as file:
        if not _take(file, fcntl.LOCK_EX | fcntl.LOCK_NB):
            pid = file.read().strip()
            raise Refusal(
                bilingual(
                    fr=f"un autre `up` (processus {pid}) tourne déjà sur {data} : "
                    f"arrêtez-le, ou choisissez un autre --data",
                    en=f"another `up` (process {pid}) already runs on {data}: stop it, or choose another --data",
                )
            )
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


@contextmanager
def cluster_in_use(cluster: Cluster, *, user: ServiceUser) -> Iterator[None]:
    """Have the cluster running: start it if nobody has, stop it at the end if nobody else needs it."""
    with (
        _open(cluster.data, "cluster-start", user=user) as starting,
        _open(cluster.data, "cluster-users", user=user) as users,
    ):
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            cluster.initialise()
            cluster.start()
            fcntl.flock(starting, fcntl.LOCK_UN)
            yield
        finally:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if _take(users, fcntl.LOCK_EX | fcntl.LOCK_NB):
                cluster.stop()


def _open(data: Path, name: str, *, user: ServiceUser) -> IO[str]:
    folder = user.make_folder(data / "locks")
    file = open(folder / f"{name}.lock", "a+", encoding="ascii")  # noqa: SIM115 - held by the caller's `with`
    user.owns(folder / f"{name}.lock")
    file.seek(0)
    return file


def _take(file: IO[str], how: int) -> bool:
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        return False
    return True
