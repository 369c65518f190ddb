"""What `ouvreuse` can be told. Standard library only: the launcher reads it before anything is installed."""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from ouvreuse.kernel import arguments as parsing
from ouvreuse.kernel.terminal import bilingual

BENCHES: Final = ("onsale", "purchase", "door", "pages", "programme", "move", "memory", "find", "planner")


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


def commands() -> dict[str, str]:
    """Each command and what it is for."""
    return {
        "up": bilingual(
            fr="démarre tout : base, site, ouvrier ; dans la démonstration, une fausse banque et une boîte aux lettres",
            en="start everything: database, site, worker; in the demo a fake bank and a mailbox",
        ),
        "setup": bilingual(
            fr="donne un lien à usage unique pour le premier compte, et dit ce qui manque pour ouvrir",
            en="give a one-time link for the first account, and say what still prevents opening",
        ),
        "test": bilingual(
            fr="lance les tests ; --deep lance aussi les longs ; les autres arguments vont à pytest",
            en="run the tests; --deep runs the long ones too; other arguments go to pytest",
        ),
        "check": bilingual(
            fr="lance les contrôles de la maison : style, types, étages, gabarits, mots",
            en="run every static check of the house: style, types, layers, templates, words",
        ),
        "audit": bilingual(
            fr="dit si tous les invariants des données tiennent",
            en="say whether every invariant of the data holds",
        ),
        "import": bilingual(
            fr="import programme FICHIER : publie une semaine (.csv, .xlsx, .json ; --dry-run la montre d'abord)",
            en="import programme FILE: publish a week from .csv, .xlsx or .json (--dry-run shows it first)",
        ),
        "bench": bilingual(
            fr=f"bench {'|'.join(BENCHES)} : mesure cette machine (--json donne les chiffres)",
            en=f"bench {'|'.join(BENCHES)}: measure this machine (--json for the figures)",
        ),
        "fiscal": bilingual(
            fr="fiscal verify : vérifie le livre des ventes, écriture par écriture",
            en="fiscal verify: check the book of sales, entry by entry",
        ),
        "manage": bilingual(
            fr="manage COMMANDE : toute autre commande d'exploitation (manage help les énumère)",
            en="manage COMMAND: any other command for operators (manage help lists them)",
        ),
    }


def first_words() -> dict[str, str]:
    """For each command that needs a word, what may follow it."""
    file = bilingual(fr="FICHIER", en="FILE")
    return {"import": f"programme {file}", "bench": "onsale", "fiscal": "verify", "manage": "help"}


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
    if name not in commands():
        _refuse(
            bilingual(
                fr=f"il n'y a pas de commande {name!r} ; ouvreuse --help les énumère",
                en=f"there is no command {name!r}; ouvreuse --help lists them",
            )
        )
    data, words = _take_data(rest)
    if name in first_words() and (not words or words[0] in ("-h", "--help")):
        example = bilingual(fr="Par exemple : ", en="For example: ")
        sys.stdout.write(f"{commands()[name]}\n{example}ouvreuse {name} {first_words()[name]}\n")
        sys.exit(0 if words else 2)
    if name == "bench" and words[0] not in BENCHES:
        known = ", ".join(BENCHES)
        _refuse(
            bilingual(
                fr=f"il n'y a pas de mesure {words[0]!r} ; il y a {known}",
                en=f"there is no bench {words[0]!r}; there are {known}",
            )
        )
    return Command(name=name, data=data, words=tuple(words))


def _help() -> str:
    lines = "\n".join(f"  {name:8}{text}" for name, text in commands().items())
    return bilingual(
        fr="usage : ouvreuse COMMANDE [--data DOSSIER] …\n\n"
        "Ouvreuse fait tourner un cinéma ou un réseau de cinémas : programme, places, billets, caisse, entrée.\n\n"
        f"{lines}\n\n"
        f"Les données sont dans {data_folder()} ; --data DOSSIER ou OUVREUSE_DATA en nomme un autre.\n"
        "`ouvreuse up --help` donne les options de up.\n",
        en="usage: ouvreuse COMMAND [--data DIR] …\n\n"
        "Ouvreuse runs a cinema or a chain of cinemas: programme, seats, tickets, till, door.\n\n"
        f"{lines}\n\n"
        f"Data are in {data_folder()}; --data DIR or OUVREUSE_DATA names another folder.\n"
        "`ouvreuse up --help` tells the options of up.\n",
    )


def _up(arguments: list[str]) -> Up:
    told = _parser_of_up().parse_args(arguments)
    return Up(
        port=told.port,
        host=told.host,
        data=told.data.absolute(),
        demo=not told.no_demo,
        https=told.https,
    )


def _parser_of_up() -> argparse.ArgumentParser:
    parsing.speak()
    colon = bilingual(fr=" : ", en=": ")
    parser = argparse.ArgumentParser(prog="ouvreuse up", description=f"ouvreuse up{colon}{commands()['up']}.")
    parser.add_argument(
        "--port",
        type=_port,
        default=8000,
        help=bilingual(fr="le port du site (8000)", en="the site's port (8000)"),
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help=bilingual(
            fr="l'adresse où écouter (127.0.0.1 ; 0.0.0.0 : les téléphones peuvent venir aussi)",
            en="the address to listen on (127.0.0.1; 0.0.0.0: phones can come too)",
        ),
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=data_folder(),
        help=bilingual(fr="le dossier des données (%(default)s)", en="the data folder (%(default)s)"),
    )
    parser.add_argument(
        "--no-demo",
        action="store_true",
        help=bilingual(
            fr="un cinéma vide pour de vrai, pas la démonstration",
            en="an empty cinema for real use, not the demo",
        ),
    )
    parser.add_argument(
        "--https",
        action="store_true",
        help=bilingual(
            fr="chiffrer avec notre propre autorité : les téléphones en ont besoin pour la caméra",
            en="encrypt with our own authority: phones need it for the camera",
        ),
    )
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(
            bilingual(
                fr=f"{text!r} n'est pas un port : choisissez-en un de 1 à 65535",
                en=f"{text!r} is not a port: choose one from 1 to 65535",
            )
        )
    return int(text)


def _take_data(words: list[str]) -> tuple[Path, list[str]]:
    """Take `--data DIR` out of the words, wherever it stands; the rest is the command's own."""
    data, rest = data_folder(), []
    waiting = iter(words)
    for word in waiting:
        if word == "--data":
            data = Path(next(waiting, None) or _no_folder()).absolute()
        elif word.startswith("--data="):
            data = Path(word.removeprefix("--data=")).absolute()
        else:
            rest.append(word)
    return data, rest


def _no_folder() -> NoReturn:
    _refuse(bilingual(fr="--data attend un dossier", en="--data needs a folder"))


def _refuse(line: str) -> NoReturn:
    sys.stderr.write(f"ouvreuse: {line}\n")
    sys.exit(2)
