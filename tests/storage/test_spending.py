"""What a language model used is counted before it is asked, by payer and day, and never past a limit."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from storage.port import Share, Storage
from tests.storage.conftest import Opener

NOW = 1_795_269_900.0
"""2026-11-21, 14:05 UTC."""

ADA = Share("2026-11-21", "person 1", 400)
BO = replace(ADA, payer="conversation 2")


async def test_a_payer_has_so_much_a_day(storage: Storage) -> None:
    """Two of three wishes fit; the third is refused and counts for nobody; the next day begins at nothing."""
    assert [await storage.spend(ADA, 1_000, 10_000) for _ in range(3)] == [True, True, False]
    assert await storage.spent(ADA.day, ADA.payer) == await storage.spent(ADA.day) == 800
    assert await storage.spend(replace(ADA, day="2026-11-22"), 1_000, 10_000)


async def test_everybody_together_has_so_much_a_day(storage: Storage) -> None:
    """What one used is missing for the others."""
    assert await storage.spend(ADA, 1_000, 700)
    assert not await storage.spend(BO, 1_000, 700)
    assert await storage.spent(BO.day, BO.payer) == 0
    assert await storage.spent(ADA.day) == 400


async def test_one_wish_beyond_the_limit_is_refused(storage: Storage) -> None:
    """Also when nothing was used yet."""
    assert not await storage.spend(ADA, 399, 10_000)
    assert await storage.spent(ADA.day) == 0


async def test_wishes_at_once_do_not_pass_the_limit(storage: Storage) -> None:
    """Twenty at the same moment, room for five."""
    told = await asyncio.gather(*(storage.spend(ADA, 2_000, 10_000) for _ in range(20)))
    assert sum(told) == 5
    assert await storage.spent(ADA.day, ADA.payer) == 2_000


async def test_the_difference_is_settled(storage: Storage) -> None:
    """Less or more than was thought; never below nothing; on both accounts."""
    await storage.spend(ADA, 1_000, 10_000)
    await storage.settle(replace(ADA, tokens=-150))
    assert (await storage.spent(ADA.day, ADA.payer), await storage.spent(ADA.day)) == (250, 250)
    await storage.settle(replace(ADA, tokens=-9_000))
    assert (await storage.spent(ADA.day, ADA.payer), await storage.spent(ADA.day)) == (0, 0)


async def test_counts_outlive_the_process_and_go_after_two_days(opener: Opener) -> None:
    """A restart forgets nothing of today; what is older decides about nothing and goes."""
    before = await opener()
    await before.spend(ADA, 1_000, 10_000)
    await before.spend(replace(ADA, day="2026-11-19"), 1_000, 10_000)
    await before.close()
    after = await opener()
    await after.expire(NOW)
    assert (await after.spent("2026-11-21", ADA.payer), await after.spent("2026-11-19")) == (400, 0)
    await after.close()
