"""How the tests are run: which parts need something of the machine, and when a skip counts as a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.built import built, data_folder, one_model, own_log  # noqa: F401 - fixtures for all tests
from tests.elsewhere import ELSEWHERE, Elsewhere, needed_by

STRICT = os.environ.get("NEEDS_NO_SKIPS") == "1"
"""Set by .ci/run: there, whatever a test needs is installed, so a skipped test is a failed one."""

PROGRAMS = {"browser": "chromium", "nginx": "nginx", "systemd": "systemd-analyze"}
"""Which of the system's programs the tests with a marker run; without it they are left out."""

_left_out: dict[str, list[pytest.Item]] = {}
"""By marker."""

_without: list[Elsewhere] = []
"""What files of tests that were asked for did not find."""


def program(name: str) -> str | None:
    """Where a program is, also one that is for administrators, whose folder is not on everybody's PATH."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def pytest_configure() -> None:
    if not STRICT:
        return
    for name in PROGRAMS.values():
        if not program(name):
            raise pytest.UsageError(f"no {name} on the PATH: .ci/run installs it; unset NEEDS_NO_SKIPS to go without")
    if not os.environ.get("NEEDS_TEST_POSTGRES"):
        raise pytest.UsageError("no NEEDS_TEST_POSTGRES: .ci/run starts a server; unset NEEDS_NO_SKIPS to go without")
    if owed := [one.named for one in ELSEWHERE if one.is_owed()]:
        raise pytest.UsageError(f"no {', '.join(owed)}: .ci/run sees to it; unset NEEDS_NO_SKIPS to go without")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out files whose tests are nothing without what others made, and say so at the end."""
    wanted = needed_by(collection_path)
    if wanted is None or wanted.is_there():
        return None
    _without.append(wanted)
    return True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose program is not there, and say so in one line for each at the end."""
    for marker, name in PROGRAMS.items():
        if not program(name) and (without := [item for item in items if item.get_closest_marker(marker)]):
            _left_out[marker] = without
            config.hook.pytest_deselected(items=without)
            items[:] = [item for item in items if item not in without]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for marker, items in _left_out.items():
        terminalreporter.write_line(f"No {PROGRAMS[marker]} on the PATH: {len(items)} {marker} tests were left out.")
    for one in dict.fromkeys(_without):
        terminalreporter.write_line(f"No {one.named}: {one.tests} was left out.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        _fail(report, item.nodeid)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if STRICT and report.skipped:
        _fail(report, collector.nodeid)
    return report


def _fail(report: pytest.TestReport | pytest.CollectReport, name: str) -> None:
    reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"{name}: no test may be skipped here ({reason})"
