"""What `ouvreuse` can be told. Standard library only: the launcher reads it before anything is installed."""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

BENCHES: Final = ("onsale", "purchase", "door", "pages", "programme", "memory")
COMMANDS: Final = {
    "up": "start everything: database, site, worker; in the demo a fake bank and a mailbox",
    "test": "run the tests; --deep runs the long ones too; other arguments go to pytest",
    "check": "run every static check of the house: style, types, layers, templates, words",
    "audit": "say whether every invariant of the data holds",
    "import": "import programme FILE: publish a week from .csv, .xlsx or .json (--dry-run shows it first)",
    "bench": f"bench {'|'.join(BENCHES)}: measure this machine (--json for the figures)",
    "fiscal": "fiscal verify: check the book of sales, entry by entry",
    "manage": "manage COMMAND: any other command for operators (manage help lists them)",
}
NEEDS_A_WORD: Final = {"import": "programme FILE", "bench": "onsale", "fiscal": "verify", "manage": "help"}


@dataclass(frozen=True, kw_only=True)
class Up:
    """How `up` was asked to start."""

    port: int
    host: str
    data: Path
    demo: bool
    https: bool


@dataclass(frozen=True, kw_only=True)
class Command:
    """Any other command: its name, its data folder, the words that follow."""

    name: str
    data: Path
    words: tuple[str, ...]


def data_folder() -> Path:
    """Where data live unless `--data` or OUVREUSE_DATA says otherwise.

    Never in the clone: no git command may delete a cinema. Not in root's home either, which the user that
    runs the services can't enter. A plain user runs all as himself, so his private home is fine.
    """
    if named := os.environ.get("OUVREUSE_DATA"):
        return Path(named).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/ouvreuse")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share").absolute() / "ouvreuse"


def read(arguments: list[str]) -> Up | Command:
    """Understand the command line; on `--help` or a mistake print what is wanted and exit."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(_help())
        sys.exit(0 if arguments else 2)
    name, *rest = arguments
    if name == "up":
        return _up(rest)
    if name not in COMMANDS:
        _refuse(f"there is no command {name!r}; ouvreuse --help lists them")
    data, words = _take_data(rest)
    if name in NEEDS_A_WORD and (not words or words[0] in ("-h", "--help")):
        sys.stdout.write(f"{COMMANDS[name]}\nFor example: ouvreuse {name} {NEEDS_A_WORD[name]}\n")
        sys.exit(0 if words else 2)
    if name == "bench" and words[0] not in BENCHES:
        _refuse(f"there is no bench {words[0]!r}; there are {', '.join(BENCHES)}")
    return Command(name=name, data=data, words=tuple(words))


def _help() -> str:
    lines = "\n".join(f"  {name:8}{text}" for name, text in COMMANDS.items())
    return (
        "usage: ouvreuse COMMAND [--data DIR] …\n\n"
        "Ouvreuse runs a cinema or a chain of cinemas: programme, seats, tickets, till, door.\n\n"
        f"{lines}\n\n"
        f"Data are in {data_folder()}; --data DIR or OUVREUSE_DATA names another folder.\n"
        "`ouvreuse up --help` tells the options of up.\n"
    )


def _up(arguments: list[str]) -> Up:
    parser = argparse.ArgumentParser(prog="ouvreuse up", description=f"ouvreuse up: {COMMANDS['up']}.")
    parser.add_argument("--port", type=_port, default=8000, help="the site's port (8000)")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen on (127.0.0.1; 0.0.0.0: phones can come too)",
    )
    parser.add_argument("--data", type=Path, default=data_folder(), help="the data folder (%(default)s)")
    parser.add_argument("--no-demo", action="store_true", help="an empty cinema for real use, not the demo")
    parser.add_argument(
        "--https", action="store_true", help="encrypt with our own authority: phones need it for the camera"
    )
    told = parser.parse_args(arguments)
    return Up(
        port=told.port,
        host=told.host,
        data=told.data.absolute(),
        demo=not told.no_demo,
        https=told.https,
    )


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: choose one from 1 to 65535")
    return int(text)


def _take_data(words: list[str]) -> tuple[Path, list[str]]:
    """Take `--data DIR` out of the words, wherever it stands; the rest is the command's own."""
    data, rest = data_folder(), []
    waiting = iter(words)
    for word in waiting:
        if word == "--data":
            data = Path(next(waiting, None) or _refuse("--data needs a folder")).absolute()
        elif word.startswith("--data="):
            data = Path(word.removeprefix("--data=")).absolute()
        else:
            rest.append(word)
    return data, rest


def _refuse(line: str) -> NoReturn:
    sys.stderr.write(f"ouvreuse: {line}\n")
    sys.exit(2)
