"""The few strokes all compositions are made of, in the 400 by 600 drawing."""

from __future__ import annotations

from collections.abc import Iterable


def rect(x: float, y: float, width: float, height: float, fill: str, *, more: str = "") -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"{_more(more)}/>'


def circle(x: float, y: float, radius: float, fill: str, *, more: str = "") -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"{_more(more)}/>'


def polygon(points: Iterable[tuple[float, float]], fill: str, *, more: str = "") -> str:
    listed = " ".join(f"{round(x, 1):g},{round(y, 1):g}" for x, y in points)
    return f'<polygon points="{listed}" fill="{fill}"{_more(more)}/>'


def path(steps: str, fill: str, *, more: str = "") -> str:
    return f'<path d="{steps}" fill="{fill}"{_more(more)}/>'


def stroke(steps: str, ink: str, width: float, *, more: str = "") -> str:
    return f'<path d="{steps}" fill="none" stroke="{ink}" stroke-width="{width:g}"{_more(more)}/>'


def backdrop(fill: str) -> str:
    return rect(0, 0, 400, 600, fill)


def figure(x: float, foot: float, height: float, ink: str) -> str:
    """Someone seen from afar, in a long coat, standing at `foot`."""
    head, wide = height * 0.13, height * 0.17
    return circle(x, foot - height + head, head, ink) + path(
        f"M{x - wide * 0.55:.1f} {foot - height * 0.7:.1f}Q{x:.1f} {foot - height * 0.82:.1f} "
        f"{x + wide * 0.55:.1f} {foot - height * 0.7:.1f}L{x + wide:.1f} {foot:.1f}H{x - wide:.1f}Z",
        ink,
    )


def _more(more: str) -> str:
    return f" {more}" if more else ""
