"""The table of faults can fail: for each of these products, broken on purpose, the row that should notice does."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from telegram.error import Forbidden, RetryAfter, TelegramError

from bot.adapters.payload import Malformed
from bot.adapters.telegram import adapter, faults, line, parse, polling, reception
from bot.adapters.telegram.polling import Poller
from bot.adapters.telegram.reception import Reception
from bot.channel import NotConnected, TooFast, Uncertain
from storage.port import StorageUnavailable
from tests.bot.adapters.telegram.desk import open_desk
from tests.bot.adapters.telegram.test_faults import ROWS

Patch = pytest.MonkeyPatch


def repeats_what_may_have_arrived(patch: Patch) -> None:
    patch.setattr(line, "meaning", lambda error: _changed(error, Uncertain, NotConnected("again")))


def forgets_how_long_to_wait(patch: Patch) -> None:
    patch.setattr(line, "meaning", lambda error: TooFast(0) if isinstance(error, RetryAfter) else faults.meaning(error))


def writes_on_to_who_blocked_us(patch: Patch) -> None:
    meant = Uncertain("who knows")
    patch.setattr(line, "meaning", lambda error: meant if isinstance(error, Forbidden) else faults.meaning(error))


def believes_every_proxy(patch: Patch) -> None:
    patch.setattr(faults, "_is_telegrams", lambda error: True)


def sends_one_after_the_other(patch: Patch) -> None:
    patch.setattr(line, "AT_ONCE", 1)


def begins_anew_after_an_interruption(patch: Patch) -> None:
    class Forgetful(dict[int, list[int]]):
        def setdefault(self, key: int, default: Any = None) -> Any:
            self[key] = default
            return default

    made = adapter.TelegramAdapter.__init__

    def init(self: adapter.TelegramAdapter, *given: Any, **named: Any) -> None:
        made(self, *given, **named)
        self._sent = Forgetful()

    patch.setattr(adapter.TelegramAdapter, "__init__", init)


def acknowledges_what_was_not_saved(patch: Patch) -> None:
    save = Reception._save

    async def lax(self: Reception, *given: Any) -> None:
        try:
            await save(self, *given)
        except StorageUnavailable:
            return

    patch.setattr(Reception, "_save", lax)


def moves_the_offset_only_up(patch: Patch) -> None:
    take = Poller._take

    async def upward(self: Poller, updates: Any) -> None:
        before = self._offset
        await take(self, updates)
        self._offset = max(before, self._offset)

    patch.setattr(Poller, "_take", upward)


def knows_a_delivery_by_its_number_alone(patch: Patch) -> None:
    patch.setattr(parse, "_delivery", lambda update, message: update)


def takes_every_delivery_for_new(patch: Patch) -> None:
    numbers = itertools.count()
    read = parse.parse

    def anew(update: object, at: float) -> Any:
        found = read(update, at)
        if not isinstance(found, parse.Heard):
            return found
        fresh = str(next(numbers))
        return replace(found, inbound=replace(found.inbound, delivery_id=fresh, message_id=fresh))

    patch.setattr(reception, "parse", anew)


def chokes_on_what_it_cannot_read(patch: Patch) -> None:
    async def choke(self: Reception, body: bytes, why: str) -> None:
        raise Malformed(why)

    patch.setattr(Reception, "_aside", choke)


def believes_the_clock_of_others(patch: Patch) -> None:
    read = parse.parse

    def dated(update: Any, at: float) -> Any:
        return read(update, float(update["message"]["date"]))

    patch.setattr(reception, "parse", dated)


def keeps_trouble_to_itself(patch: Patch) -> None:
    class Silent:
        def error(self, *words: object, **more: object) -> None:
            return None

        warning = info = exception = error

    for module in (polling, adapter, reception):
        patch.setattr(module, "log", Silent())


def _changed(error: TelegramError, kind: type[Exception], other: Exception) -> Exception:
    meant = faults.meaning(error)
    return other if isinstance(meant, kind) else meant


@dataclass(frozen=True, slots=True)
class Broken:
    product: Callable[[Patch], None]
    row: str
    """The fault that shows it."""


BROKEN = (
    Broken(repeats_what_may_have_arrived, "reset"),
    Broken(repeats_what_may_have_arrived, "half an answer"),
    Broken(forgets_how_long_to_wait, "too fast"),
    Broken(writes_on_to_who_blocked_us, "blocked"),
    Broken(believes_every_proxy, "forbidden, says a proxy"),
    Broken(believes_every_proxy, "fetching: not found, says a proxy"),
    Broken(sends_one_after_the_other, "one chat hangs"),
    Broken(begins_anew_after_an_interruption, "too fast in the middle"),
    Broken(acknowledges_what_was_not_saved, "database away"),
    Broken(acknowledges_what_was_not_saved, "database away, by webhook"),
    Broken(moves_the_offset_only_up, "numbers jump back"),
    Broken(knows_a_delivery_by_its_number_alone, "numbers jump back, by webhook"),
    Broken(takes_every_delivery_for_new, "shuffled and repeated"),
    Broken(takes_every_delivery_for_new, "a day again"),
    Broken(chokes_on_what_it_cannot_read, "poisoned"),
    Broken(believes_the_clock_of_others, "clock skew"),
    Broken(keeps_trouble_to_itself, "two fetch"),
)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: f"{broken.product.__name__}-{broken.row}")
async def test_a_broken_product_is_noticed(tmp_path: Path, monkeypatch: Patch, broken: Broken) -> None:
    """The row passes with the product as it is (`test_faults`), and fails with this one."""
    broken.product(monkeypatch)
    row = ROWS[broken.row]
    async with open_desk(row, tmp_path / "data") as desk:
        monkeypatch.setattr("tests.bot.adapters.telegram.conftest.SOON", 2.0)
        with pytest.raises((AssertionError, TimeoutError)):
            await row.check(desk)


def test_every_promise_is_broken_by_one() -> None:
    """Among them is one at least for each promise of the table."""
    assert {ROWS[broken.row].promise for broken in BROKEN} == {row.promise for row in ROWS.values()}
