"""Structured logs: one JSON object a line, with the correlation id, secrets and personal data redacted by type."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import structlog

from ouvreuse.kernel import trace

REDACTIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[email]"),
    (re.compile(r"\b[sr]k_(live|test)_\w+|\bwhsec_\w+"), "[key]"),
    (re.compile(r"\b\d(?:[ -]?\d){12,18}\b"), "[digits]"),
    (re.compile(r"(/(?:order|commande|ticket)s?/)[\w-]{16,}"), r"\1[link]"),
    (re.compile(r"(/staff/(?:first|password|invitation)/)[\w-]{16,}"), r"\1[link]"),
    (re.compile(r"(?i)\b(authorization|cookie)\b(['\"]?\s*[:=]\s*)[^\r\n]+"), r"\1\2[hidden]"),
    (
        re.compile(r"(?i)\b(password|secret|token)\b(['\"]?\s*[:=]\s*)\S+"),
        r"\1\2[hidden]",
    ),
)
SECRET_NAMES = re.compile(r"(?i)password|secret|token|authorization|cookie|email|address$")


def redact(value: Any) -> Any:
    """The value without e-mails, keys, card-like digits and link tokens, at any depth."""
    if isinstance(value, str):
        for pattern, replacement in REDACTIONS:
            value = pattern.sub(replacement, value)
        return value
    if isinstance(value, dict):
        return {
            key: "[hidden]" if SECRET_NAMES.search(str(key)) else redact(item) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [redact(item) for item in value]
    return value


def _redact_event(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    redacted: MutableMapping[str, Any] = redact(dict(event))
    return redacted


def _correlate(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.setdefault("request", trace.correlation_id())
    return event


SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _correlate,
    structlog.processors.format_exc_info,
    _redact_event,
]


def configure(options: dict[str, object]) -> None:
    """Send every log line, ours and the libraries', through the same redaction to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(str(options.get("level", "INFO")))
    for noisy in ("procrastinate", "stripe", "django.server", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def access(**facts: str | int | float | None) -> None:
    """The one line of a request. Its facts are patterns, words of ours and numbers: nothing is there to redact.

    Written without the chain above, which costs as much as a simple page. The machine's time stamps it, as any log.
    """
    if _web.isEnabledFor(logging.INFO):
        stamp = {
            "timestamp": datetime.fromtimestamp(time.time(), UTC).isoformat(),
            "request": trace.correlation_id(),
        }
        line = json.dumps({**facts, "event": "request", "level": "info", "logger": "web", **stamp}) + "\n"
        with suppress(OSError):  # a log that nobody reads any more costs no visitor the page
            sys.stderr.write(line)


_web = logging.getLogger("web")
