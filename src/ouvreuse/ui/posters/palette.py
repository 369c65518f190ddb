"""Eight sets of five inks that sit well together, on one wall as on one poster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """`night` and `light` are the two that text may trust: each reads on the other, `light` on `deep` too,
    `night` on `accent` too. `second` only ever decorates.
    """

    night: str
    deep: str
    accent: str
    light: str
    second: str


PALETTES = (
    Palette("#14213d", "#28456e", "#fca311", "#f2e8cf", "#e5533d"),
    Palette("#1d1a2f", "#4a3b6b", "#f0807a", "#ffdfb8", "#7fb7be"),
    Palette("#0b2f3a", "#12606c", "#f5b841", "#fbf3e4", "#e4572e"),
    Palette("#2b1b17", "#7a2e2e", "#e6984f", "#f7ecd8", "#4f7d6b"),
    Palette("#182a1f", "#35604a", "#e9c46a", "#f6f0dd", "#d1495b"),
    Palette("#1b1b1e", "#3f4045", "#f25f5c", "#f4f1e8", "#70c1b3"),
    Palette("#22223b", "#4a4e69", "#f2a65a", "#f2e9e4", "#c08497"),
    Palette("#3a0d12", "#8f1d2c", "#f4a259", "#fff1df", "#5b8e7d"),
)
