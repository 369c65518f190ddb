"""How the commands say no."""

import errno
from typing import Final

from ouvreuse.kernel.system_error import reason
from ouvreuse.kernel.terminal import bilingual

FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class Refusal(Exception):
    """Something on this machine stands in the way. The message is one clear line for people."""


def of_the_system(error: OSError) -> str:
    """What the operating system refused, in one line: a full disk by its name."""
    colon = bilingual(fr=" : ", en=": ")
    where = f"{colon}{error.filename}" if error.filename else ""
    if error.errno in FULL:
        return bilingual(
            fr=f"le disque est plein{where} ; libérez de la place et recommencez",
            en=f"the disk is full{where}; free some space and start again",
        )
    return f"{reason(error)}{where}"
