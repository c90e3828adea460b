"""The command `needs` on a disk with no room beyond the pages the database has now: `python -m … serve`."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from bot.cli import main
from storage import opening, sqlite

if __name__ == "__main__":
    with closing(sqlite3.connect(Path(os.environ["NEEDS_DATA_DIR"]) / sqlite.FILE)) as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
    opening.open_storage = partial(opening.open_storage, limits=sqlite.Limits(max_pages=pages))
    main()
