"""An installed copy, away from this checkout, has everything that the program reads."""

from __future__ import annotations

import fnmatch
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("bot", "dialogs", "knowledge", "storage")


def test_every_file_of_a_package_is_installed_with_it() -> None:
    """Each file beside the code is of a kind that the wheel takes along, and each kind still has a file.

    Folders without code are packages to setuptools too, so that it looks for these kinds in them.
    """
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    files = [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    ]
    left = {path.name for path in files if not any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns)}
    assert left == set()
    assert [pattern for pattern in patterns if not fnmatch.filter([path.name for path in files], pattern)] == []
