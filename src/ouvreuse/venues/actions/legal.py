"""The texts the law asks for, as the operator words them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.venues.models import LegalText


@transaction.atomic
def write_legal_texts(
    operator: int, *, texts: Mapping[tuple[str, str], str], actor: int
) -> frozenset[tuple[str, str]]:
    """Keep each text of ``(kind, language)``; an empty one gives ours back. Returns those that changed."""
    rows = {
        (row.kind, row.language): row
        for row in LegalText.objects.select_for_update().filter(operator=operator)
    }
    before = {key: row.body for key, row in rows.items()}
    changed = {key for key, body in texts.items() if before.get(key, "") != body.strip()}
    for kind, language in sorted(changed):
        if body := texts[kind, language].strip():
            LegalText.objects.update_or_create(
                operator_id=operator, kind=kind, language=language, defaults={"body": body}
            )
        else:
            rows[kind, language].delete()
    if changed:
        names = {f"{kind}_{language}": (kind, language) for kind, language in sorted(changed)}
        accounts.record(
            "edit_legal_texts", subject=f"operator:{operator}", actor=actor, actor_label="staff",
            facts={
                "before": {name: before.get(key, "") for name, key in names.items()},
                "after": {name: texts[key].strip() for name, key in names.items()},
            },
        )  # fmt: skip
    return frozenset(changed)
