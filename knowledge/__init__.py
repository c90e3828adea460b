"""Past requests and good practices, found while people talk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.embed import Embedder
    from knowledge.index import Index
    from knowledge.port import Allowed


def open_knowledge(folder: Path, embedder: Embedder | None = None, allowed: Allowed | None = None) -> Index:
    """The knowledge base in a folder; nothing is read, loaded or checked before it is first used.

    `embedder` is the bundled model unless given. `allowed` is asked with what was found just before it is returned;
    without it the visibility written in the index decides alone.
    """
    # numpy reads this once, when it is first imported. On a busy machine of two cores, two threads of its own embedded
    # the library half as fast as one (2.7 s and 1.3 s): they wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    from knowledge.embed import open_embedder
    from knowledge.index import Index

    return Index(folder, embedder or open_embedder(), allowed)
