"""Words as people write them: cut without breaking a letter, cleaned of tricks, sorted as in French."""

from __future__ import annotations

import re
import unicodedata

ZERO_WIDTH_JOINER = "\u200d"
ELLIPSIS = "…"
_KEPT_CONTROLS = frozenset("\n\t")
# Joiners and plain marks shape letters. Overrides and isolates go: a name must not reorder a page.
_KEPT_FORMATS = frozenset("\u200c\u200d\u200e\u200f\u00ad")
_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
_LEADING_ARTICLES = re.compile(r"^(?:l['’]|(?:les|le|la|un|une|des|the|an|a)\s+)", re.IGNORECASE)
_VARIATIONS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0xE0020, 0xE007F), (0x1F3FB, 0x1F3FF))
_HANGUL = {"L": (0x1100, 0x115F), "V": (0x1160, 0x11A7), "T": (0x11A8, 0x11FF), "S": (0xAC00, 0xD7A3)}
_HANGUL_FOLLOWERS = {
    "L": ("L", "V", "LV", "LVT"),
    "V": ("V", "T"),
    "LV": ("V", "T"),
    "T": ("T",),
    "LVT": ("T",),
}


def graphemes(text: str) -> list[str]:
    """The letters as a reader counts them: accents, emoji families, flags and Hangul syllables stay whole.

    A close reading of UAX 29's extended clusters with the character data of Python itself.
    """
    clusters: list[str] = []
    for character in text:
        if clusters and _joins(clusters[-1], character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def cut(text: str, *, length: int) -> str:
    """At most ``length`` letters; a longer text ends with an ellipsis, which counts as one of them.

    Raises ``ValueError`` for a length under one.
    """
    if length < 1:
        raise ValueError("a text is cut to one letter at least")
    clusters = graphemes(text)
    if len(clusters) <= length:
        return text
    return "".join(clusters[: length - 1]).rstrip() + ELLIPSIS


def clean(text: str) -> str:
    """Normalised (NFC), trimmed, without control (line feed and tab stay) or bidirectional characters."""
    kept = "".join(character for character in text if _visible(character))
    return unicodedata.normalize("NFC", kept).strip()


def one_line(text: str) -> str:
    """Clean, with each run of white space turned into one space: names, subjects, headers."""
    return " ".join(clean(text).split())


def unaccent(text: str) -> str:
    """Without accents and with ligatures opened: œuvre is oeuvre."""
    opened = unicodedata.normalize("NFD", text.translate(_LIGATURES))
    return unicodedata.normalize("NFC", "".join(c for c in opened if not unicodedata.combining(c)))


def sort_key(text: str) -> str:
    """What to order titles and names by, as French readers expect: no accents, no case, no punctuation.

    Stored beside the text, because no French collation is guaranteed in the database.
    """
    folded = unaccent(one_line(text)).casefold()
    return " ".join(re.sub(r"[^\w\s]", " ", folded).split())


def title_key(title: str) -> str:
    """Like ``sort_key`` without the leading article: « L'Atalante » is found at A."""
    plain = one_line(title)
    return sort_key(_LEADING_ARTICLES.sub("", plain)) or sort_key(plain)


def slug(text: str, *, length: int = 60) -> str:
    """Lower-case ASCII words joined by dashes, for addresses of pages; ``x`` when nothing remains."""
    words = re.findall(r"[a-z0-9]+", unaccent(text).casefold())
    return "-".join(words)[:length].strip("-") or "x"


def canonical_email(address: str) -> str:
    """The form under which two spellings are one address: cleaned, lower case, the domain in ASCII (IDNA).

    The part before @ keeps dots and tags: only its owner's server knows what they mean. Raises ``ValueError``
    when it is not one address.
    """
    local, at, domain = one_line(address).rpartition("@")
    if not (at and local and domain) or " " in local + domain or "@" in local:
        raise ValueError("an e-mail address has one @ between two words")
    try:
        ascii_domain = domain.rstrip(".").casefold().encode("idna").decode("ascii")
    except UnicodeError as problem:
        raise ValueError("the domain of the e-mail address is malformed") from problem
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", ascii_domain):
        raise ValueError("the domain of the e-mail address is malformed")
    return f"{local.casefold()}@{ascii_domain}"


def _visible(character: str) -> bool:
    category = unicodedata.category(character)
    if category in {"Cc", "Cs"}:
        return character in _KEPT_CONTROLS
    if category == "Cf":
        return character in _KEPT_FORMATS or (0xE0020 <= ord(character) <= 0xE007F)
    return True


def _joins(cluster: str, character: str) -> bool:
    last = cluster[-1]
    if last == "\r" and character == "\n":
        return True
    if unicodedata.category(last) in {"Cc", "Zl", "Zp"} or unicodedata.category(character) in {
        "Cc",
        "Zl",
        "Zp",
    }:
        return False
    if _extends(character):
        return True
    if last == ZERO_WIDTH_JOINER:
        return _pictograph(character) and _pictograph(_first_before_joiner(cluster))
    if _is_flag_letter(character) and cluster and all(_is_flag_letter(c) for c in cluster):
        return len(cluster) == 1
    return _hangul(last, character)


def _extends(character: str) -> bool:
    point = ord(character)
    if character in {ZERO_WIDTH_JOINER, "\u200c"}:
        return True
    if any(low <= point <= high for low, high in _VARIATIONS):
        return True
    return unicodedata.category(character) in {"Mn", "Me", "Mc"}


def _first_before_joiner(cluster: str) -> str:
    bare = [c for c in cluster[:-1] if not _extends(c)]
    return bare[-1] if bare else ""


def _pictograph(character: str) -> bool:
    return bool(character) and unicodedata.category(character) == "So"


def _is_flag_letter(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _hangul(last: str, character: str) -> bool:
    return _hangul_kind(character) in _HANGUL_FOLLOWERS.get(_hangul_kind(last), ())


def _hangul_kind(character: str) -> str:
    point = ord(character)
    for kind, (low, high) in _HANGUL.items():
        if low <= point <= high:
            if kind == "S":
                return "LV" if (point - low) % 28 == 0 else "LVT"
            return kind
    return ""
