"""The pages of the mailbox, and JSON for tests. They say that this is the demonstration's mailbox."""

import email
import html
import json
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

from fakes.look import page
from fakes.mailbox.store import Kept, Store
from fakes.mailbox.taker import Mode
from fakes.wire import Reply, Request, as_json

PAGE = 50
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")
_ROUTE = re.compile(r"^/m/(\d+)(?:/(html|raw|part/(\d+)))?$")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_INSIDE = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'"
_SAFE = f"{_INSIDE}; frame-src 'self'; form-action 'self'"
_NOTE = (
    '<p class="demo" role="note">DEMO · <span lang="fr">Boîte aux lettres de démonstration : '
    "aucun de ces messages n’a été envoyé à personne.</span> "
    '<span lang="en">The demonstration’s mailbox: none of these mails was sent to anybody.</span></p>'
)


def answer(store: Store, mode: Mode, request: Request) -> Reply:
    """Which page answers."""
    if request.path == "/_control":
        return _control(store, mode, request)
    if request.path == "/healthz":
        return as_json({"status": "ok"})
    if request.path == "/messages.json":
        kept = store.newest(limit=int(request.field("limit", "200") or 200), to=request.field("to"))
        return as_json({"messages": [as_dict(one) for one in kept]})
    if request.path == "/":
        return _list(store, request)
    return _one(store, request)


def _one(store: Store, request: Request) -> Reply:
    match = _ROUTE.match(request.path)
    found = store.get(int(match[1])) if match else None
    if match is None or found is None:
        gone = "<p>Ce message n’existe pas. · This message does not exist.</p>"
        return _page("404", gone, status=404)
    if match[3] is not None:
        return _part(found, int(match[3]))
    if match[2] == "html":
        return _html(found)
    if match[2] == "raw":
        return Reply(200, found.raw, "text/plain; charset=utf-8")
    return _show(found)


def parsed(kept: Kept) -> EmailMessage:
    """The message, parsed by the modern policy."""
    return email.message_from_bytes(kept.raw, policy=default)


def as_dict(kept: Kept) -> dict[str, Any]:
    """A mail as tests read it: `text`, `html`, `attachments` (inline images too), headers."""
    mail = parsed(kept)
    return {
        "id": kept.id,
        "taken_at": _instant(kept),
        "from": kept.sender,
        "to": list(kept.recipients),
        "subject": str(mail["subject"] or ""),
        "message_id": str(mail["message-id"] or ""),
        "headers": {name: str(value) for name, value in mail.items()},
        "text": _body(mail, "plain"),
        "html": _body(mail, "html"),
        "attachments": [
            {
                "name": part.get_filename() or "",
                "type": part.get_content_type(),
                "size": len(_bytes(part)),
                "cid": _cid(part),
                "path": f"/m/{kept.id}/part/{number}",
            }
            for number, part in _files(mail)
        ],
    }


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _files(mail: EmailMessage) -> list[tuple[int, EmailMessage]]:
    """Everything that is neither the text nor the HTML, numbered by place."""
    bodies = [mail.get_body(preferencelist=(kind,)) for kind in ("plain", "html")]
    parts = [part for part in mail.walk() if not part.is_multipart()]
    return [(n, part) for n, part in enumerate(parts) if not any(part is body for body in bodies)]


def _cid(part: EmailMessage) -> str:
    return str(part["content-id"] or "").strip("<> ")


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _instant(kept: Kept) -> str:
    return datetime.fromtimestamp(kept.taken_at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _list(store: Store, request: Request) -> Reply:
    to, before = request.field("to"), request.field("before")
    kept = store.newest(limit=PAGE + 1, to=to, before=int(before) if before.isdigit() else None)
    rows = "".join(_row(one) for one in kept[:PAGE])
    empty = '<p class="note">Aucun message. · No mail.</p>' if not kept else ""
    older = ""
    if len(kept) > PAGE:
        query = f"?before={kept[PAGE - 1].id}&amp;to={html.escape(to, quote=True)}"
        older = f'<p><a href="/{query}">Plus anciens · Older</a></p>'
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("À · To", "Objet · Subject", "Reçu · Taken"))
    heads = f"<tr>{heads}</tr>"
    table = f'<table class="list"><thead>{heads}</thead><tbody>{rows}</tbody></table>' if kept else ""
    search = (
        '<form><label for="to">Destinataire · Recipient</label>'
        f'<input id="to" name="to" type="email" value="{html.escape(to, quote=True)}">'
        "<button>Filtrer · Filter</button></form>"
    )
    title = "Courrier de démonstration · Demonstration mail"
    return _page(title, f"{search}{empty}{table}{older}")


def _row(kept: Kept) -> str:
    subject = html.escape(str(parsed(kept)["subject"] or "(—)"))
    to = html.escape(", ".join(kept.recipients))
    return f'<tr><td>{to}</td><td><a href="/m/{kept.id}">{subject}</a></td><td>{_instant(kept)}</td></tr>'


def _show(kept: Kept) -> Reply:
    shown = as_dict(kept)
    facts = "".join(
        f"<tr><th scope='row'>{name}</th><td>{html.escape(value)}</td></tr>"
        for name, value in (
            ("De · From", str(shown["headers"].get("From", kept.sender))),
            ("À · To", ", ".join(kept.recipients)),
            ("Reçu · Taken", shown["taken_at"]),
            ("Message-ID", shown["message_id"]),
        )
    )
    frame = f'<h2>HTML</h2><iframe title="HTML" sandbox="{_SANDBOX}" src="/m/{kept.id}/html"></iframe>'
    body = f'<p><a href="/">← Courrier · Mail</a></p><table class="list"><tbody>{facts}</tbody></table>'
    body += _attached(shown) + (frame if shown["html"] else "")
    if shown["text"]:
        body += f"<h2>Texte · Text</h2><pre>{_linked(shown['text'])}</pre>"
    return _page(shown["subject"] or "(—)", body + f'<p><a href="/m/{kept.id}/raw">Source</a></p>')


_SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


def _attached(shown: dict[str, Any]) -> str:
    if not shown["attachments"]:
        return ""
    entries = "".join(
        f'<li><a href="{one["path"]}">{html.escape(one["name"] or one["cid"] or one["type"])}</a>'
        f' <span class="soft">{html.escape(one["type"])}, {one["size"]} o</span></li>'
        for one in shown["attachments"]
    )
    return f"<h2>Pièces jointes · Attachments</h2><ul>{entries}</ul>"


def _linked(text: str) -> str:
    def link(match: re.Match[str]) -> str:
        return f'<a href="{match[0]}">{match[0]}</a>'

    return _LINK.sub(link, html.escape(text, quote=False))


def _html(kept: Kept) -> Reply:
    """The HTML part alone, its inline images found again; scripts and foreign content stay out."""
    mail = parsed(kept)
    text = _body(mail, "html")
    for number, part in _files(mail):
        if _cid(part):
            text = text.replace(f"cid:{_cid(part)}", f"/m/{kept.id}/part/{number}")
    policy = f"{_INSIDE}; sandbox {_SANDBOX}"
    base = '<base target="_top">'
    return Reply(200, (base + text).encode(), headers={"Content-Security-Policy": policy})


def _part(kept: Kept, number: int) -> Reply:
    found = dict(_files(parsed(kept))).get(number)
    if found is None:
        return _page("Not found", "", status=404)
    kind = found.get_content_type()
    name = re.sub(r"[^A-Za-z0-9._-]", "_", found.get_filename() or "part")
    how = "inline" if kind in _SHOWN else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    return Reply(200, _bytes(found), kind if kind in _SHOWN else "application/octet-stream", headers)


def _control(store: Store, mode: Mode, request: Request) -> Reply:
    """GET: mode and counts. POST JSON: {"mode": ..., "count": n, "seconds": s} or {"empty": true}."""
    if request.method == "POST":
        if not request.headers.get("content-type", "").startswith("application/json"):
            return as_json({"error": "send application/json"}, status=415)
        try:
            orders = json.loads(request.body)
            if orders.pop("empty", False):
                store.empty()
            if orders:
                mode.set(**orders)
        except (ValueError, TypeError, AttributeError) as problem:
            return as_json({"error": str(problem)}, status=400)
    return as_json(mode.state() | {"kept": store.count()})


def _page(title: str, body: str, *, status: int = 200) -> Reply:
    text = page(lang="fr", title=title, body=f"{_NOTE}<h1>{html.escape(title)}</h1>{body}")
    return Reply(status, text, headers={"Content-Security-Policy": _SAFE})
