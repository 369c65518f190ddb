"""Changes of a screening people have tickets for: moved, altered in place, cancelled; and what buyers answer."""

from .altering import alter_screening
from .answering import exchange_after_change, keep_after_change, refund_after_change
from .cancelling import cancel_screening
from .moving import Moved, move_screening

__all__ = [
    "Moved",
    "alter_screening",
    "cancel_screening",
    "exchange_after_change",
    "keep_after_change",
    "move_screening",
    "refund_after_change",
]
