"""What came too early is held for a while, within bounds, and for its own conversation alone."""

from __future__ import annotations

from bot.adapters.slack.early import LASTS, MOST, Early
from bot.message import Inbound, Place

HERE = Place("slack", "T1:C1", "1.1/U1")
MENTION = Inbound(HERE, "E1", "C1:1.1", "our reef")


def line(number: int, at: float = 0.0, place: Place = HERE) -> Inbound:
    return Inbound(place, f"E{number}", f"C1:2.{number}", str(number), at=at)


def test_what_was_said_after_it_follows_in_its_order() -> None:
    """Told twice is one; held until it is let go, so that a failure between loses nothing."""
    early = Early()
    for number in (1, 2, 1):
        early.hold(line(number), "C1:1.1", 0.0)
    assert early.following(MENTION) == early.following(MENTION) == [line(1), line(2)]
    early.let_go(line(1))
    assert early.following(MENTION) == [line(2)]


def test_another_message_and_another_person_have_none_of_it() -> None:
    early = Early()
    early.hold(line(1), "C1:1.1", 0.0)
    assert early.following(Inbound(HERE, "E2", "C1:1.2")) == []
    assert early.following(Inbound(Place("slack", "T1:C1", "1.1/U2"), "E1", "C1:1.1")) == []


def test_nothing_is_held_for_ever() -> None:
    """Not beyond Slack's last repetition, and not more than there is room for."""
    early = Early()
    early.hold(line(1, at=0.0), "C1:1.1", 0.0)
    early.hold(line(2, at=LASTS + 1), "C1:1.1", LASTS + 1)
    assert early.following(MENTION) == [line(2, at=LASTS + 1)]
    for number in range(3, MOST + 10):
        early.hold(line(number, at=LASTS + 1), "C1:1.1", LASTS + 1)
    assert 0 < len(early.following(MENTION)) <= MOST
