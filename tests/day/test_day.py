"""A short day: six people over three channels, an officer at the console's forms, one in Slack, two moments of both."""

from __future__ import annotations

import random
from pathlib import Path

from tests.day.ledger import Ledger, Reply, Word, account
from tests.day.people import Tempo
from tests.day.play import Plan, play
from tests.day.stories import stories
from tests.day.table import table


async def test_nothing_is_lost_in_a_day(tmp_path: Path) -> None:
    """Every reply arrives once at its person, every word stands once in case and thread, in order; whoever answers past
    a colleague is told; everybody's case is closed at the end."""
    chance = random.Random(1)
    tempo = Tempo(chance, 0.12, again=False)
    plan = Plan(stories(6, None, chance, 1), tempo, ("Ben",), chromium=False, paced=False, every=3, patience=60.0)
    day = await play(tmp_path, plan)
    assert day.figures.sound, table(day)
    assert (day.refused, day.faults) == ([], [])
    assert len(day.owners) == 6
    met = [sorted(meeting.sent.values()) for meeting in day.meetings.all if len(meeting.sent) == 2]
    assert met
    assert met == [[False, True]] * len(met), table(day)
    assert table(day).endswith("not closed: 0")


def test_the_account_finds_what_goes_wrong() -> None:
    """A word lost, one twice, one in somebody else's case, two out of order, a reply past an unseen one."""
    ledger = Ledger({f"w-00{n}": Word(1, last=False) for n in (0, 1, 2)}, channels={1: "web", 2: "web"})
    ledger.words["w-003"] = Word(2, last=False)
    ledger.replies = {
        "r-000": Reply("Ben", "KUMA-4827", frozenset({"w-000"}), 1.0),
        "r-001": Reply("Ana", "KUMA-4827", frozenset({"w-000"}), 2.0),
        "r-002": Reply("Ana", "KUMA-4827", frozenset({"w-000"})),
    }
    said = ["w-000", "w-001", "w-002"]
    whole = ["w-000", "r-000", "r-001", "w-001", "w-002"]
    sound, _ = account(ledger, {1: ["r-000", "r-001"]}, {"KUMA-4827": whole}, {"KUMA-4827": whole})
    assert (sound.lost, sound.twice, sound.astray, sound.disorder) == ([], [], [], [])
    assert sound.unseen == ["r-001 of Ana past r-000"]
    whole = ["w-000", "w-001", "r-000", "r-001", "w-002"]
    for told, untold in (("r-000", []), ("r-001", ["r-000 crossed w-001"])):
        crossed, _ = account(ledger, {1: ["r-000", "r-001"]}, {"KUMA-4827": whole}, {"KUMA-4827": whole}, {told})
        assert [one for one in crossed.untold if one.startswith("r-000")] == untold
    broken, _ = account(
        ledger,
        {1: ["r-001", "r-001", "r-002"]},
        {"KUMA-4827": [*said, "w-003", "r-000", "r-001"]},
        {"KUMA-4827": ["w-001", "w-000", "r-000", "r-001"]},
    )
    assert broken.lost == ["r-000 on the screen of 1 (web)", "w-002 in the thread of 1"]
    assert broken.twice == ["r-001 on the screen of 1 (web)"]
    assert broken.astray == ["r-002 on the screen of 1 (web)", "w-003 in the case of 1"]
    assert broken.disorder == ["case and screen of 1 differ", "in the thread of 1: w-001 w-000"]
