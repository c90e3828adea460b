"""Thinking that as a rule waits for nothing: a generator that says what it must wait for, and goes on with that.

A turn is thought in a plain loop, many in a row, which is several times cheaper than a task for each. Only one that
asks the index or a language model leaves the loop: what it waits for is awaited in a task of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Generator
from typing import TypeAlias, TypeVar, cast

T = TypeVar("T")

Thinking: TypeAlias = Generator[Awaitable[object], object, T]
"""Gives what is to be awaited, is sent what came of it (or has its exception thrown in), and returns its result."""


def wait(promise: Awaitable[T]) -> Thinking[T]:
    """What comes of a promise: `found = yield from wait(search(...))`."""
    return cast("T", (yield promise))  # Whoever drives the generator sends what this very promise gave.


async def finish(thinking: Thinking[T], promise: Awaitable[object]) -> T:
    """Await what is waited for, the promise first, until there is a result.

    Raises:
        Whatever the thinking raises, or does not catch of what was awaited.
    """
    try:
        while True:
            try:
                result = await promise
            except Exception as error:
                promise = thinking.throw(error)
            else:
                promise = thinking.send(result)
    except StopIteration as end:
        return cast("T", end.value)
