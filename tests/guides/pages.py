"""What a page offers to press and to fill, read as a browser without scripts reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSEEN = {"script", "style", "svg", "head", "template"}
VOID = {"input", "img", "br", "meta", "link", "hr", "source", "path", "circle", "rect", "use"}


def plain(text: str) -> str:
    """Spaces of every kind become one."""
    return " ".join(text.split())


@dataclass
class Link:
    """A link and its words."""

    href: str
    words: str = ""


@dataclass
class Button:
    """A button and its words."""

    attributes: dict[str, str]
    words: str = ""


@dataclass
class Form:
    """A form: what it sends unless told otherwise, and every value it may send."""

    action: str
    method: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, set[str] | None] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def add(self, name: str, value: str, *, sent: bool, choice: bool) -> None:
        """A field; a choice may only send the values it offers."""
        if choice:
            known = self.offered.setdefault(name, set())
            assert known is not None
            known.add(value)
        else:
            self.offered[name] = None
        if sent:
            self.sent.setdefault(name, []).append(value)


class Page(HTMLParser):
    """A parsed page: its words, links and forms."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.forms: list[Form] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self._named: list[Link | Button] = []
        self._select: tuple[str, bool] | None = None
        self._area = ""
        self.feed(source)

    @property
    def words(self) -> str:
        """All that can be read."""
        return plain(" ".join(self._words))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what can be pressed or filled."""
        facts = {name: value or "" for name, value in attributes}
        if tag not in VOID:
            self._open.append(tag)
        if tag == "a":
            self.links.append(Link(facts.get("href", "")))
            self._named.append(self.links[-1])
        elif tag == "form":
            self.forms.append(Form(facts.get("action", ""), facts.get("method", "get").lower()))
        elif tag == "button" and self.forms:
            self.forms[-1].buttons.append(Button(facts))
            self._named.append(self.forms[-1].buttons[-1])
        elif self.forms and facts.get("name"):
            self._field(tag, facts)
        elif tag == "option" and self._select and self.forms:
            name, first = self._select
            self.forms[-1].offered.setdefault(name, set())
            if "selected" in facts:
                self.forms[-1].sent[name] = []
            self.forms[-1].add(name, facts.get("value", ""), sent=first or "selected" in facts, choice=True)
            self._select = (name, False)

    def _field(self, tag: str, facts: dict[str, str]) -> None:
        form, name, kind = self.forms[-1], facts["name"], facts.get("type", "text")
        if "disabled" in facts:
            return
        if tag == "select":
            self._select = (name, True)
        elif tag == "textarea" or (tag == "input" and kind not in ("checkbox", "radio", "submit", "file")):
            form.add(name, facts.get("value", ""), sent=True, choice=False)
            self._area = name if tag == "textarea" else ""
        elif tag == "input" and kind in ("checkbox", "radio"):
            form.add(name, facts.get("value", "on"), sent="checked" in facts, choice=True)

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        while self._open and self._open.pop() != tag:
            pass
        if tag in ("a", "button") and self._named:
            done = self._named.pop()
            done.words = plain(done.words)
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        """Words, of the page and of what is pressed; or what stands in a field of several lines."""
        if self._area:
            typed = self.forms[-1].sent[self._area]
            typed[-1] += data if typed[-1] else data.removeprefix("\n")
        if UNSEEN.isdisjoint(self._open):
            self._words.append(data)
            for each in self._named:
                each.words += data
