"""The report of a shift: on the page and on the roll."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ouvreuse.counter.place import Desk
from ouvreuse.kernel.ids import show_code
from ouvreuse.payments.queries.drawer import MovementView, ShiftView, Takings, movements_of, takings_of
from ouvreuse.ui.templatetags.ui_tags import local_time, money, short_day

MEANS = {"cash": gettext_lazy("Cash"), "terminal": gettext_lazy("Terminal")}
KINDS = {
    "float": gettext_lazy("Float"),
    "drop": gettext_lazy("Taken out"),
    "addition": gettext_lazy("Put in"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """``sums``: whether the person may see them; an open drawer is counted blind."""

    shift: ShiftView
    sums: bool
    takings: tuple[tuple[str, Takings], ...]
    movements: tuple[tuple[str, MovementView], ...]

    @property
    def expected(self) -> int:
        """Cents that should lie in the drawer now, or did at the closing."""
        if self.shift.expected is not None:
            return self.shift.expected
        cash = sum(each.net for _name, each in self.takings if each.means == "cash")
        return cash + sum(each.amount for _name, each in self.movements)


def report_of(shift: ShiftView, *, sums: bool) -> Report:
    """The report of a shift; two statements."""
    takings = tuple((str(MEANS.get(t.means, t.means)), t) for t in takings_of(shift.id)) if sums else ()
    movements = tuple((str(KINDS[m.kind]), m) for m in movements_of(shift.id))
    return Report(shift, sums, takings, movements)


def report_lines(report: Report, desk: Desk) -> tuple[list[str], str]:
    """The report as plain lines for the roll, and its title."""
    shift, zone = report.shift, desk.cinema.zone
    title = _("Report of the till") if shift.closed_at else _("Till, not closed yet")
    lines = [
        f"{desk.cinema.name}, {desk.cinema.town}",
        _("Till %(name)s, %(person)s") % {"name": shift.till.name, "person": shift.name},
        _("Opened %(day)s %(time)s")
        % {"day": short_day(shift.opened_at, zone), "time": local_time(shift.opened_at, zone)},
    ]
    if shift.closed_at is not None:
        facts = {"day": short_day(shift.closed_at, zone), "time": local_time(shift.closed_at, zone)}
        lines.append(_("Closed %(day)s %(time)s") % facts + f", {shift.closed_by}")
    lines.append("")
    for name, movement in report.movements:
        lines.append(f"{name} {money(movement.amount)} {movement.reason}".strip())
    for name, each in report.takings:
        lines.append(f"{name}: {money(each.net)}")
        lines.append("  " + _("%(number)s sales %(sum)s") % {"number": each.sales, "sum": money(each.sold)})
        if each.refunds:
            facts = {"number": str(each.refunds), "sum": money(each.refunded)}
            lines.append("  " + _("%(number)s refunds %(sum)s") % facts)
    lines += _ending(report)
    return lines, title


def _ending(report: Report) -> list[str]:
    shift = report.shift
    if not report.sums:
        return []
    lines = ["", f"{_('Should be in the drawer')}: {money(report.expected)}"]
    if shift.counted is not None and shift.difference is not None:
        lines += [f"{number} x {money(value)}" for value, number in shift.counts]
        lines.append(f"{_('Counted')}: {money(shift.counted)}")
        lines.append(f"{pgettext('cash', 'Difference')}: {money(shift.difference)}")
    if shift.note:
        lines.append(shift.note)
    return [*lines, show_code(shift.id.hex[-8:].upper())]
