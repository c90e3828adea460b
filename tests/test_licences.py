"""Every package we install has a licence that Apache-2.0 software may rest on."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distributions
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"

ALLOWED = frozenset(
    {
        "0BSD", "3-Clause BSD License", "Apache License, Version 2.0", "Apache Software License", "Apache-2.0",
        "BSD License", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "ISC License (ISCL)", "MIT",
        "MIT License", "MIT-0", "MIT-CMU", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)", "PSF-2.0",
        "Python Software Foundation License", "The Unlicense (Unlicense)", "Unlicense", "Zlib",
    }
)  # fmt: skip
"""As packages name them. All allow use in software under another licence."""

BY_NAME = {
    "axe-playwright-python": "MIT, in its LICENSE file; its metadata names none. For tests only.",
    "psycopg": "LGPL-3.0-only: used unchanged, and replaceable",
    "psycopg-binary": "LGPL-3.0-only: used unchanged, and replaceable",
    "python-telegram-bot": "LGPL-3.0-only: used unchanged, and replaceable",
}
"""What is allowed for its own reasons."""


def test_every_dependency_may_be_used() -> None:
    """Each locked package that is installed names only licences of the list, or stands in the list by name."""
    locked = set(re.findall(r"^([a-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    installed = [package for package in distributions() if canonical(package.metadata["Name"]) in locked]
    assert len(installed) > 50
    doubtful = {
        package.metadata["Name"]: sorted(licences(package) - ALLOWED) or "names no licence"
        for package in installed
        if canonical(package.metadata["Name"]) not in BY_NAME
        and (not licences(package) or not licences(package) <= ALLOWED)
    }
    assert doubtful == {}


def licences(package: Distribution) -> set[str]:
    """The names of a package's licences: of its SPDX expression, else its classifiers, else its first line of text."""
    metadata = package.metadata
    classified = [line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier") or [] if "License ::" in line]
    named = [metadata["License-Expression"]] if "License-Expression" in metadata else classified
    named = named or (metadata.get("License") or "").strip().splitlines()[:1]
    return {part.strip("()") if " " not in part else part for name in named for part in re.split(r" (?:AND|OR) ", name)}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
