"""How the commands say no."""

import errno

FULL = (errno.ENOSPC, errno.EDQUOT)


class Refusal(Exception):
    """Something on this machine stands in the way. The message is one clear line for people."""


def of_the_system(error: OSError) -> str:
    """What the operating system refused, in one line: a full disk by its name."""
    where = f": {error.filename}" if error.filename else ""
    if error.errno in FULL:
        return f"the disk is full{where}; free some space and start again"
    return f"{error.strerror or error}{where}"
