"""What can be asked of a database thread: a function over everything of one sort that waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from storage.connection import Connection
from storage.points import Kind

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True, eq=False)
class Work(Generic[Item, Outcome]):
    """A way to do many items in one transaction."""

    kind: Kind | None
    """What its commit is called among the points; None for work that only reads."""
    act: Callable[[Connection, Sequence[Item]], Sequence[Outcome | Exception]]
    """One outcome per item, in order. An exception in the sequence is that item's own and changes nothing for others;
    an exception raised means that all of them are rolled back and tried one by one."""


def together(
    kind: Kind | None,
) -> Callable[[Callable[[Connection, Sequence[Item]], Sequence[Outcome | Exception]]], Work[Item, Outcome]]:
    """Make work of a function over many items."""
    return lambda act: Work(kind, act)


def alone(kind: Kind | None) -> Callable[[Callable[[Connection, Item], Outcome]], Work[Item, Outcome]]:
    """Make work of a function over one item."""

    def decorate(act: Callable[[Connection, Item], Outcome]) -> Work[Item, Outcome]:
        return Work(kind, lambda db, items: [act(db, item) for item in items])

    return decorate
