"""VAT inside a price that includes it, shared so that the parts always add up to the whole.

One rule for the whole product: the gross price is what the public sees and never moves; the VAT of all
lines at one rate is rounded once, half up, on their sum; each line then receives its share by largest
remainder. So the sum of the lines is the total, whatever the mix.
"""

from __future__ import annotations

from collections.abc import Sequence

from ouvreuse.kernel.money import Money


def vat_within(gross_cents: int, vat_bp: int) -> int:
    """VAT contained in a gross sum, in cents, rounded half up. `vat_bp` in basis points (550 = 5.5 %)."""
    return Money(gross_cents).vat_part(vat_bp).cents


def share_by_largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` >= 0 in whole units by `weights` >= 0; the parts add up exactly to `total`.

    With weights that are all zero the total must be zero too, else `ValueError`.
    """
    if not total and not any(weights):
        return [0] * len(weights)
    return [part.cents for part in Money(total).split_largest_remainder(weights)]


def share_vat(gross_cents: Sequence[int], vat_bp: int) -> list[int]:
    """VAT of each gross sum at one rate, in cents: rounded once on the total, then shared."""
    return share_by_largest_remainder(vat_within(sum(gross_cents), vat_bp), gross_cents)
