"""Tests marked ``browser`` need Chromium: without one they skip with one loud line, and fail where CI=true."""

from __future__ import annotations

import os
import shutil

import pytest

from ouvreuse.project.cli import CHROMIUM

MISSING = "NO CHROMIUM HERE"


def chromium() -> str | None:
    """Where Chromium is, if it is."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture starts a server."""
    if item.get_closest_marker("browser") is None or chromium():
        return
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{MISSING}, and CI=true: browser tests must run", pytrace=False)
    pytest.skip(MISSING)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line and a count instead of a line for each."""
    skipped = terminalreporter.stats.get("skipped", [])
    missing = [report for report in skipped if MISSING in str(report.longrepr)]
    if not missing:
        return
    terminalreporter.stats["skipped"] = [report for report in skipped if report not in missing]
    terminalreporter.stats["skipped for want of a browser"] = missing
    line = f"{MISSING}: {len(missing)} browser tests were SKIPPED (install chromium to run them)"
    terminalreporter.write_line(line, red=True, bold=True)
