"""How the tests are run: which parts need something of the machine, and when a skip counts as a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator

import pytest

from tests.built import built, data_folder  # noqa: F401 - fixtures for all tests

STRICT = os.environ.get("NEEDS_NO_SKIPS") == "1"
"""Set by .ci/run: there, whatever a test needs is installed, so a skipped test is a failed one."""

_left_out: list[pytest.Item] = []


def pytest_configure() -> None:
    if not STRICT:
        return
    if not shutil.which("chromium"):
        raise pytest.UsageError("no chromium on the PATH: .ci/run installs it; unset NEEDS_NO_SKIPS to go without")
    if not os.environ.get("NEEDS_TEST_POSTGRES"):
        raise pytest.UsageError("no NEEDS_TEST_POSTGRES: .ci/run starts a server; unset NEEDS_NO_SKIPS to go without")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a browser, leave the browser tests out, and say so in one line at the end."""
    if shutil.which("chromium"):
        return
    _left_out.extend(item for item in items if item.get_closest_marker("browser"))
    config.hook.pytest_deselected(items=_left_out)
    items[:] = [item for item in items if item not in _left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out:
        terminalreporter.write_line(f"No chromium on the PATH: {len(_left_out)} browser tests were left out.")


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
