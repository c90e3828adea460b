"""Five hundred chats wait, and one of them floods: what the others notice of it, over a simulated clock."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import pairwise

import pytest

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.telegram.draw import LIMITS as TELEGRAM
from bot.channel import Pace
from bot.pace import Line
from tests.bot.test_pace import EPSILON, Day

CHATS = 500
ANSWERS = 3
"""For each of them."""
FLOOD = 1_000
"""Messages to the chat that floods, all queued at the beginning and in front of everybody."""

PACES = [TELEGRAM.pace, SlackAdapter.limits.pace]


@cache
def _day(pace: Pace, flood: int) -> Day:
    """All wait at once; each answer takes 0.1 s to send."""
    queued = {"flood": flood} | {f"chat {n}": ANSWERS for n in range(CHATS)}
    day = Day(Line(pace), queued)
    day.live(1e9)
    return day


def _moments(day: Day) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for at, chat in day.sends:
        found[chat].append(at)
    return found


@pytest.mark.parametrize("pace", PACES)
def test_a_flood_delays_others_by_a_second_at_most(pace: Pace) -> None:
    """95 of 100 answers to the others leave at most a second later than without the thousand messages."""
    with_flood, without = (_moments(_day(pace, flood)) for flood in (FLOOD, 0))
    delays = sorted(
        later - sooner
        for n in range(CHATS)
        for later, sooner in zip(with_flood[f"chat {n}"], without[f"chat {n}"], strict=True)
    )
    assert len(delays) == CHATS * ANSWERS
    assert delays[int(len(delays) * 0.95) - 1] <= 1.0
    assert len(with_flood["flood"]) == FLOOD, "and the flood is answered in the end"


@pytest.mark.parametrize("pace", PACES)
def test_in_every_window_everybody_who_waits_is_served(pace: Pace) -> None:
    """A window long enough for one send to each: whoever waits all through it is written to in it; the flood as well,
    and it never twice while another waits."""
    day = _day(pace, FLOOD)
    window = (CHATS + 1) / pace.everywhere + EPSILON
    for chat, moments in _moments(day).items():
        assert all(later - earlier <= window for earlier, later in pairwise([0.0, *moments])), chat
    turns = [at for at, (_, chat) in enumerate(day.sends) if chat == "flood"][:ANSWERS]
    between = [later - earlier - 1 for earlier, later in pairwise(turns)]
    assert min(between) >= CHATS, "everybody else was served between two messages of the flood"
