"""How the tests are run: which parts need something of the machine, and when a skip counts as a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.built import built, data_folder, one_model, own_log  # noqa: F401 - fixtures for all tests
from tests.elsewhere import ELSEWHERE, needed_by

STRICT = os.environ.get("NEEDS_NO_SKIPS") == "1"
"""Set by .ci/run: there, whatever a test needs is installed, so a skipped test is a failed one."""

PROGRAMS = {"browser": "chromium", "nginx": "nginx", "systemd": "systemd-analyze"}
"""Which of the system's programs the tests with a marker run; without it they are left out."""

_left_out: dict[str, None] = {}
"""A line for each group of tests that this machine lacks something for; of all processes that run tests."""

LONG = ("tests/survival/", "tests/day/")
"""Whose tests take minutes: begun first, or the other processes would wait for them at the end."""

LEFT_OUT = "needs_left_out"
"""Under which a process hands these lines on to the one that reports."""


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
    _left_out[f"No {wanted.named}: {wanted.tests} was left out."] = None
    return True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose program is not there, and say so in one line for each at the end; the longest first."""
    for marker, name in PROGRAMS.items():
        if not program(name) and (without := [item for item in items if item.get_closest_marker(marker)]):
            _left_out[f"No {name} on the PATH: {len(without)} {marker} tests were left out."] = None
            config.hook.pytest_deselected(items=without)
            items[:] = [item for item in items if item not in without]
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if (handed := getattr(session.config, "workeroutput", None)) is not None:
        handed[LEFT_OUT] = list(_left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """One of several processes that ran tests side by side has ended."""
    _left_out.update(dict.fromkeys(getattr(node, "workeroutput", {}).get(LEFT_OUT, ())))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in _left_out:
        terminalreporter.write_line(line)


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
