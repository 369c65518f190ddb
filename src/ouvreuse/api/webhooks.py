"""The provider's events: verified, stored once, answered at once; what asks the bank is a job's (PAY-03, PAY-19)."""

from __future__ import annotations

import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ouvreuse.booking import flows
from ouvreuse.kernel.fault import fault
from ouvreuse.payments import actions
from ouvreuse.payments.errors import PaymentError

log = structlog.get_logger("webhook")
LARGEST = 512 * 1024


@csrf_exempt
@require_POST
def receive(request: HttpRequest, account: int | None = None) -> HttpResponse:
    """200 once stored; 400 for a wrong or old signature: nothing is stored (T-15); 404 for no account.

    503 when the database is too busy to store it: the provider sends it again.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return JsonResponse({"error": "too_large"}, status=413)
    try:
        account, event = actions.verify_event(
            account, body=request.body, signature=request.headers.get("Stripe-Signature", "")
        )
        new = flows.hear(account, event=event)
        fault("P7")
    except PaymentError as refused:
        log.warning("webhook refused", account=account, code=refused.code, reason=refused.reason)
        return JsonResponse({"error": refused.code}, status=refused.status)
    except OperationalError as busy:
        log.warning("webhook not stored", account=account, problem=str(busy))
        return JsonResponse({"error": "busy"}, status=503)
    return JsonResponse({"received": True, "new": new})
