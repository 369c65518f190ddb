"""Pages for machines."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ouvreuse.ops.health import look


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while pages can be served, 503 when the database is away."""
    health = look()
    return JsonResponse(health.to_json(), status=200 if health.database else 503)
