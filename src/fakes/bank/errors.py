"""What the fake answers when it refuses, in Stripe's own shape."""

from typing import Any


class Refused(Exception):
    """An API error; `stored`: an idempotency key keeps this answer, as Stripe does once work began."""

    def __init__(
        self,
        *,
        message: str,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        stored: bool = False,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.stored = stored
        body: dict[str, Any] = {"message": message, "type": kind}
        if code:
            body |= {"code": code, "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"}
        if param:
            body["param"] = param
        self.body: dict[str, Any] = {"error": body | (extra or {})}


def missing(*, what: str, ident: str, param: str) -> Refused:
    """404: no such object."""
    return Refused(status=404, code="resource_missing", param=param, message=f"No such {what}: '{ident}'")
