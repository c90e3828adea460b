"""What of a long list a page shows: which of its pages, and where the same list, with something changed, is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bot.console.settings import ROOT

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FARTHEST = 10_000
"""Pages; nobody turns so many."""


def page_of(params: QueryParams) -> int:
    """The first one is 1, and stands for what is no page."""
    number = params.get("page", "")
    return min(int(number[:9]), FARTHEST) if number.isascii() and number.isdigit() and int(number[:9]) else 1


def address(place: str, wish: DataclassInstance, usual: DataclassInstance, changed: Mapping[str, str | int]) -> str:
    """Where a wish is seen, below the console's root; `changed` names fields of it, and what is `usual` is left out."""
    wanted = replace(wish, **changed)
    given = {
        one.name: value for one in fields(wanted) if (value := getattr(wanted, one.name)) != getattr(usual, one.name)
    }
    return f"{ROOT}{place}" + (f"?{urlencode(given)}" if given else "")
