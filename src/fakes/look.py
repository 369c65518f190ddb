"""The plain look of the demonstration's own pages, in a light and a dark theme."""

import html
from pathlib import Path

_STYLE = (Path(__file__).parent / "look.css").read_text(encoding="utf-8")


def page(*, lang: str, title: str, body: str) -> bytes:
    """A whole HTML page; `body` is trusted HTML, `title` is text."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{html.escape(title)} · DEMO</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    ).encode()
