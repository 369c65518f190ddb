"""Jobs of accounts."""

from __future__ import annotations

from procrastinate.contrib.django import app

from ouvreuse.accounts import actions


@app.task(name="accounts.mail_new_password", queue="mail")
def mail_new_password(email: str, language: str, path: str) -> None:
    """Mail the link for a new password, if the address is of the staff."""
    actions.mail_new_password(email, language=language, path=path)


@app.periodic(cron="* * * * *")
@app.task(name="accounts.seal_trail", queue="housekeeping", pass_context=False)
def seal_trail(timestamp: int) -> None:
    """Every minute: what was done is chained."""
    actions.seal_trail()
