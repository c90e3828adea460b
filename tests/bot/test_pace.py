"""The promises of a line in front of a channel, for every window of a simulated day, whatever the load."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channel import Pace
from bot.pace import Line

TELEGRAM = Pace(everywhere=30, place=1)
SLACK = Pace(everywhere=20, place=1)
EPSILON = 1e-6
"""Seconds; sums of floating point numbers are compared."""


@dataclass
class Day:
    """A clock of its own, a line, and chats with so many messages each; sends take a time of their own."""

    line: Line[str]
    queued: dict[str, int] = field(default_factory=dict)
    takes: dict[str, float] = field(default_factory=dict)
    """Seconds a send to a chat takes, 0.1 where nothing is said."""
    now: float = 0.0
    sends: list[tuple[float, str]] = field(default_factory=list)
    _ends: dict[str, float] = field(default_factory=dict)

    def live(self, until: float, arrivals: dict[float, str] | None = None) -> None:
        """Go from moment to moment until then, each new arrival being one more message of a chat."""
        coming = sorted((arrivals or {}).items())
        while self.now <= until:
            while coming and coming[0][0] <= self.now:
                _, new = coming.pop(0)
                self.queued[new] = self.queued.get(new, 0) + 1
            for ended in [chat for chat, at in self._ends.items() if at <= self.now]:
                del self._ends[ended]
                self.line.ended(ended)
            self.line.wait([chat for chat, left in self.queued.items() if left and chat not in self._ends], self.now)
            while (chat := self.line.next(self.now)) is not None:
                assert chat not in self._ends, "two sends to one chat at once"
                self.sends.append((self.now, chat))
                self.queued[chat] -= 1
                self._ends[chat] = self.now + self.takes.get(chat, 0.1)
            moments = [*self._ends.values(), *(at for at, _ in coming[:1])]
            if (wakes := self.line.wakes()) is not None:
                assert wakes > self.now, "next() gave nobody though somebody may be written to"
                moments.append(wakes)
            if not moments:
                return
            self.now = max(min(moments), self.now)

    def most_in_a_window(self, seconds: float, chat: str | None = None) -> int:
        """The most sends in any closed window of a length; the fullest begins with a send."""
        moments = [at for at, to in self.sends if chat in (None, to)]
        return max(
            (bisect_right(moments, at + seconds - EPSILON) - first for first, at in enumerate(moments)), default=0
        )


loads = st.dictionaries(st.sampled_from([f"chat {n}" for n in range(60)]), st.integers(1, 12), min_size=1)
paces = st.sampled_from([TELEGRAM, SLACK, Pace(5, 1), Pace(1, 0.5), Pace(100, 3), Pace(0.5, 2)])
durations = st.dictionaries(st.sampled_from([f"chat {n}" for n in range(60)]), st.floats(0.001, 5))
comings = st.dictionaries(st.floats(0, 20), st.sampled_from([f"chat {n}" for n in range(60)]), max_size=80)


@settings(max_examples=150, deadline=None)
@given(load=loads, pace=paces, takes=durations, comings=comings, in_flight=st.sampled_from([1, 3, 64]))
def test_no_window_holds_more_than_the_pace(
    load: dict[str, int], pace: Pace, takes: dict[str, float], comings: dict[float, str], in_flight: int
) -> None:
    """In every window of T seconds: at most everywhere x T + burst sends, place x T + 1 to one chat; all are sent."""
    day = Day(Line(pace, in_flight), dict(load), takes)
    day.live(1e9, comings)
    assert len(day.sends) == sum(load.values()) + len(comings)
    for seconds in (0.05, 0.3, 1.0, 2.5, 10.0, 60.0):
        assert day.most_in_a_window(seconds) <= pace.everywhere * seconds + day.line.burst + EPSILON
        for chat in {chat for _, chat in day.sends}:
            assert day.most_in_a_window(seconds, chat) <= pace.place * seconds + 1 + EPSILON


@settings(max_examples=100, deadline=None)
@given(load=loads, pace=paces, takes=durations)
def test_nobody_is_served_twice_before_another_once(load: dict[str, int], pace: Pace, takes: dict[str, float]) -> None:
    """Chats that all wait from the beginning: each has its first message before any has a second one."""
    day = Day(Line(pace), dict(load), takes)
    day.live(1e9)
    first_round = [chat for _, chat in day.sends[: len(load)]]
    assert sorted(first_round) == sorted(load)
    assert first_round == list(load), "and the first round is in the order in which they came to wait"


def test_five_hundred_wait_and_none_starves() -> None:
    """Of 500 chats with three messages each, every one is served within 500 turns of the channel, time after time."""
    day = Day(Line(TELEGRAM), {f"chat {n}": 3 for n in range(500)})
    day.live(1e9)
    served: dict[str, list[float]] = defaultdict(list)
    for at, chat in day.sends:
        served[chat].append(at)
    bound = 500 / TELEGRAM.everywhere + 1
    for moments in served.values():
        assert len(moments) == 3
        assert all(later - earlier <= bound for earlier, later in zip([0.0, *moments], moments, strict=False))
    assert day.now <= 1_500 / TELEGRAM.everywhere + 1, "and the channel is used to the full"


def test_one_chat_with_a_thousand_queued_takes_its_share_only() -> None:
    """Beside it 200 people get one answer each, at any time of the flood, as if it were one person more."""
    arrivals = {0.5 + n * 0.1: f"person {n}" for n in range(200)}
    day = Day(Line(TELEGRAM), {"flood": 1_000})
    day.live(120, arrivals)
    asked = {chat: at for at, chat in arrivals.items()}
    waited = sorted(at - asked[chat] for at, chat in day.sends if chat != "flood")
    assert len(waited) == 200
    assert waited[-1] <= 2 / TELEGRAM.everywhere + EPSILON
    assert Counter(chat for _, chat in day.sends)["flood"] == pytest.approx(120, abs=1)


def test_a_send_that_hangs_holds_up_its_own_chat_only() -> None:
    """Ten calls never come back; all other chats are served in their time, and those ten are left alone."""
    day = Day(Line(TELEGRAM), {f"chat {n}": 2 for n in range(100)}, {f"chat {n}": 1e9 for n in range(10)})
    day.live(30)
    counts = Counter(chat for _, chat in day.sends)
    assert [counts[f"chat {n}"] for n in range(10)] == [1] * 10
    assert [counts[f"chat {n}"] for n in range(10, 100)] == [2] * 90


def test_no_more_are_under_way_than_may_be() -> None:
    """When as many as allowed hang, nobody else is begun, and nothing is said of when; one end lets one in."""
    line: Line[int] = Line(None, in_flight=3)
    line.wait(range(5), 0.0)
    assert [line.next(0.0) for _ in range(4)] == [0, 1, 2, None]
    assert line.wakes() is None
    line.ended(1)
    assert [line.next(0.0), line.next(0.0)] == [3, None]


def test_a_place_that_rests_is_passed_over_and_keeps_its_turn() -> None:
    """Asked to wait for 7 seconds, one chat is left alone for exactly that long, and is then the first again."""
    line: Line[str] = Line(Pace(10, 1))
    line.wait(["a", "b"], 0.0)
    line.rest("a", 7.0)
    assert [line.next(0.0), line.next(0.0)] == ["b", None]
    assert line.wakes() == 7.0
    assert not line.idle(0.0), "b is under way"
    line.ended("b")
    assert line.idle(6.9)
    line.wait(["a", "b"], 6.9)
    assert not line.idle(7.0)
    assert line.next(7.0) == "a"


def test_who_no_longer_waits_is_not_served() -> None:
    """Taken over by the desk, erased, blocked: what is not due any more leaves the line."""
    line: Line[str] = Line(None)
    line.wait(["a", "b"], 0.0)
    line.wait(["b"], 0.0)
    assert [line.next(0.0), line.next(0.0)] == ["b", None]


def test_places_are_forgotten() -> None:
    """After 20,000 sends to as many chats only those are remembered that the pace still concerns."""
    line: Line[int] = Line(Pace(everywhere=1_000, place=10))
    for number in range(20_000):
        now = number / 1_000
        line.wait([number], now)
        assert line.next(now) == number
        line.ended(number)
    assert len(line) <= 300
