"""Templates, and the files that stand beside them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

SHARED = Path(__file__).parent / "static"
"""Files that every kind of page has."""
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def direction(language: str) -> Literal["ltr", "rtl"]:
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def templates(folder: Path) -> Environment:
    """Those of a folder: all that is put in is escaped, and a name that is not given is a fault."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def addresses(folder: Path, root: str) -> dict[str, str]:
    """Of the files `Assets` serves at `root`, by name; they change with the content, so that browsers may keep each
    for ever."""
    return {
        file.name: f"{root}/{file.name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"
        for one in (SHARED, folder)
        for file in one.iterdir()
    }


class Assets(StaticFiles):
    """The files of a folder and those every page has; browsers keep them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, packages=[(__package__, SHARED.name)])

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
