"""The hosted page: what the payer sees. Works without a script; says in red that no money moves."""

import html
import re

from fakes.bank import sessions
from fakes.bank.core import REDIRECT_WAITS_S, Bank, Json
from fakes.bank.errors import Refused
from fakes.bank.words import WORDS, language, money
from fakes.look import page
from fakes.wire import Reply, Request, redirect

COMPLETED = "checkout.session.completed"
_PATH = re.compile(r"^/c/pay/([A-Za-z0-9_]+)(?:/(pay|decline|secure|abandon|3ds|authorise|refuse))?$")


def answer(bank: Bank, request: Request) -> Reply:
    """Show the page, or do what a button says."""
    match = _PATH.match(request.path)
    if match is None:
        return _simple("en", "unknown", None, status=404)
    ident, verb = match.groups()
    try:
        found = sessions.get(bank, ident)
    except Refused:
        return _simple("en", "unknown", None, status=404)
    if request.method == "POST":
        return _press(bank, request, found, verb or "")
    if verb == "3ds":
        return _challenge(bank, found)
    return _show(bank, request, found)


def _press(bank: Bank, request: Request, found: Json, verb: str) -> Reply:
    ident, here = found["id"], f"/c/pay/{found['id']}"
    if not sessions.payable(bank, found) and verb != "abandon":
        return redirect(here)
    if verb in ("pay", "authorise"):
        paid = _pay(bank, ident, email=request.form("email") or None, secure=verb == "authorise")
        return redirect(_success(paid) if paid["status"] == "complete" else here)
    if verb == "secure":
        sessions.challenge(bank, ident)
        return redirect(f"{here}/3ds")
    if verb in ("decline", "refuse"):
        refused = verb == "refuse"
        sessions.decline(bank, ident, code="authentication_required" if refused else "card_declined")
        return redirect(f"{here}?said={'refused' if refused else 'declined'}")
    if verb == "abandon" and found["cancel_url"]:
        return redirect(found["cancel_url"])
    return redirect(here)


def _pay(bank: Bank, ident: str, *, email: str | None, secure: bool) -> Json:
    """Pay; who has completed the session goes back when the shop has answered the event."""
    with bank.listening(ident) as answered:
        paid = sessions.complete(bank, ident, email=email, secure=secure)
        if paid is None:
            return sessions.get(bank, ident)
        if bank.will_tell(COMPLETED):
            answered.wait(REDIRECT_WAITS_S)
        return paid


def _success(found: Json) -> str:
    return str(found["success_url"]).replace("{CHECKOUT_SESSION_ID}", found["id"])


def _show(bank: Bank, request: Request, found: Json) -> Reply:
    lang = language(found["locale"])
    if found["status"] == "complete":
        return _simple(lang, "paid", _success(found))
    if not sessions.payable(bank, found):
        return _simple(lang, "expired", found["cancel_url"])
    words = WORDS[lang]
    said = request.field("said")
    note = f'<p class="note" role="alert">{words[said]}</p>' if said in ("declined", "refused") else ""
    body = note + _lines(bank, found, lang) + _buttons(found, lang)
    return _page(lang, words["title"], body)


def _lines(bank: Bank, found: Json, lang: str) -> str:
    def row(name: str, quantity: int, cents: int) -> str:
        amount = money(cents, found["currency"], lang)
        return f"<tr><td>{html.escape(name)} × {quantity}</td><td>{amount}</td></tr>"

    items = sessions.items(bank, found["id"])
    rows = "".join(row(item["description"], item["quantity"], item["amount_total"]) for item in items)
    words, total = WORDS[lang], money(found["amount_total"], found["currency"], lang)
    foot = f"<tfoot><tr><th scope='row'>{words['total']}</th><td>{total}</td></tr></tfoot>"
    return f"<h2>{words['order']}</h2><table><tbody>{rows}</tbody>{foot}</table>"


def _buttons(found: Json, lang: str) -> str:
    words, here = WORDS[lang], f"/c/pay/{found['id']}"
    total = money(found["amount_total"], found["currency"], lang)
    email = html.escape(found["customer_email"] or "", quote=True)
    lock = " readonly" if email else ""
    kinds = (("pay", "main"), ("secure", ""), ("decline", ""), ("abandon", "quiet"))
    pressed = "".join(
        f'<button class="{look}" formaction="{here}/{verb}">{words[verb].format(total=total)}</button>'
        for verb, look in kinds
        if verb != "abandon" or found["cancel_url"]
    )
    field = (
        f'<label for="email">{words["email"]}</label>'
        f'<input id="email" name="email" type="email" autocomplete="email" value="{email}"{lock}>'
    )
    return f'<form method="post" action="{here}/pay">{field}<h2>{words["means"]}</h2>{pressed}</form>'


def _challenge(bank: Bank, found: Json) -> Reply:
    lang = language(found["locale"])
    if not sessions.payable(bank, found):
        return redirect(f"/c/pay/{found['id']}")
    words, here = WORDS[lang], f"/c/pay/{found['id']}"
    total = money(found["amount_total"], found["currency"], lang)
    body = (
        f"<p>{words['ask'].format(total=total)}</p><form method='post' action='{here}/authorise'>"
        f'<button class="main">{words["authorise"]}</button>'
        f'<button formaction="{here}/refuse">{words["refuse"]}</button></form>'
    )
    return _page(lang, words["challenge"], body)


def _simple(lang: str, word: str, back: str | None, *, status: int = 200) -> Reply:
    words = WORDS[lang]
    link = f'<p><a href="{html.escape(back, quote=True)}">{words["back"]}</a></p>' if back else ""
    return _page(lang, words["title"], f'<p class="note">{words[word]}</p>{link}', status=status)


def _page(lang: str, title: str, body: str, *, status: int = 200) -> Reply:
    warning = f'<p class="demo" role="note">{WORDS[lang]["demo"]}</p>'
    return Reply(status, page(lang=lang, title=title, body=warning + f"<h1>{title}</h1>{body}"))


def unknown() -> Reply:
    """404 in the bank's look."""
    return _simple("en", "unknown", None, status=404)
