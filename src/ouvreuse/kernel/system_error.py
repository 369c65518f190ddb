"""What the operating system says when it refuses, in the language of the terminal."""

import errno
from typing import Final

from ouvreuse.kernel.terminal import bilingual

# What the system calls its refusals in English only, unless the machine has a catalogue of its own.
FRENCH: Final = {
    errno.EACCES: "permission refusée",
    errno.EADDRINUSE: "adresse déjà prise",
    errno.EADDRNOTAVAIL: "cette adresse n'est pas à cette machine",
    errno.EAGAIN: "ressource indisponible pour l'instant",
    errno.EDQUOT: "quota de disque dépassé",
    errno.EEXIST: "le fichier existe déjà",
    errno.EIO: "erreur de lecture ou d'écriture",
    errno.EISDIR: "c'est un dossier",
    errno.ELOOP: "trop de liens symboliques",
    errno.EMFILE: "trop de fichiers ouverts",
    errno.ENAMETOOLONG: "nom de fichier trop long",
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.ENOEXEC: "ce fichier n'est pas un programme de cette machine",
    errno.ENOMEM: "mémoire insuffisante",
    errno.ENOSPC: "le disque est plein",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.ENOTEMPTY: "le dossier n'est pas vide",
    errno.EPERM: "opération non permise",
    errno.EROFS: "système de fichiers en lecture seule",
}


def reason(error: OSError) -> str:
    """What the operating system says of an error; in French when it is a usual one."""
    said = error.strerror or str(error)
    return bilingual(fr=FRENCH.get(error.errno or 0, said), en=said)
