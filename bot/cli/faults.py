"""Faults an operator can do something about: said in one sentence, without a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from knowledge.port import KnowledgeUnavailable
from storage.port import FolderInUse, StorageUnavailable


class Fault(Exception):
    """A command cannot go on; the message says why and what to do."""


@contextmanager
def explained() -> Iterator[None]:
    """Turn faults of our ports into a sentence on stderr and exit code 1; anything else is a bug and shows itself."""
    try:
        yield
    except (Fault, StorageUnavailable, FolderInUse, KnowledgeUnavailable) as fault:
        print(f"needs: {fault}", file=sys.stderr)
        sys.exit(1)
