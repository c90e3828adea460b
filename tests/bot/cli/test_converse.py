"""The scripted person: what is said when, and where a conversation ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.converse import MOST_TURNS, SHAPE, Ends, Player, Says, Script, converse, script
from bot.cli.lines import BadLine
from bot.cli.stage import talk
from bot.message import Outbound
from bot.settings import Settings
from bot.wiring import open_service
from dialogs.forms.request import REQUEST
from dialogs.state import Phase, State

ASKING = State(1, phase=Phase.ASKING, asked="country")
NOON = 1_795_262_400.0


def words(player: Player, state: State) -> str:
    said = player.next(state)
    assert isinstance(said, Says)
    return said.words


def test_what_is_said_follows_what_is_asked() -> None:
    """First words first, then the turn for the question, one after the other; then the default."""
    player = Player(
        Script("a", (("first", "hi"), ("country", "Samoa"), ("country", "WS"), ("budget_band", "5k USD")), "eh")
    )
    assert [words(player, ASKING) for _ in range(4)] == ["hi", "Samoa", "WS", "eh"]
    assert words(player, replace(ASKING, asked="budget")) == "5k USD"


def test_any_time_words_come_from_the_third_turn_on_one_a_turn() -> None:
    """They go before the answer to the open question, which is given when it is asked again."""
    player = Player(Script("a", (("any-time", "one"), ("any-time", "two"), ("country", "Samoa"))))
    assert [words(player, ASKING) for _ in range(4)] == ["Samoa", "I don't know", "one", "two"]


@pytest.mark.parametrize(("language", "expected"), [("fr", "je ne sais pas"), ("zh", "不知道"), ("ar", "لا أعرف")])
def test_not_knowing_is_said_in_the_persons_language(language: str, expected: str) -> None:
    """A question without a turn and a script without a default."""
    assert words(Player(Script("a", (), language=language)), ASKING) == expected


@pytest.mark.parametrize(
    ("state", "agrees", "end"),
    [
        (replace(ASKING, asked="review"), False, "confirm"),
        (replace(ASKING, marked=True), True, "human"),
        (replace(ASKING, phase=Phase.CANCELLED), True, "cancelled"),
        (replace(ASKING, paused=True), True, "paused"),
        (replace(ASKING, phase=Phase.SENT, asked="lesson"), True, "submitted"),
    ],
)
def test_where_a_conversation_ends(state: State, agrees: bool, end: str) -> None:
    """Each end is seen in the state alone."""
    assert Player(Script("a", (), agrees=agrees)).next(state) == Ends(end)  # type: ignore[arg-type]  # one of the ends


def test_at_the_card_its_turns_come_first_then_agreement() -> None:
    """ "agree" says yes in the person's language once nothing else is left to say there."""
    review = replace(ASKING, asked="review")
    player = Player(Script("a", (("at-confirm", "change the budget"),), language="fr", agrees=True))
    assert [words(player, review), words(player, review)] == ["change the budget", "oui"]


def test_words_after_sending_are_said_before_the_end() -> None:
    """ "after-submit" turns one by one, then the conversation is over."""
    sent = replace(ASKING, phase=Phase.SENT, asked="lesson")
    player = Player(Script("a", (("after-submit", "thanks"),)))
    assert words(player, sent) == "thanks"
    assert player.next(sent) == Ends("submitted")


class Deaf:
    """An assistant that asks the same for ever."""

    async def open(self) -> Sequence[Outbound]:
        return ()

    async def say(self, text: str) -> Sequence[Outbound]:
        return (Outbound("Which country?"),)

    async def state(self) -> State:
        return ASKING


async def test_a_conversation_that_leads_nowhere_is_stuck() -> None:
    """After 80 turns it is given up, and said so."""
    found = await converse(Script("a", ()), Deaf(), REQUEST)
    assert (found["end"], found["turns"]) == ("stuck", MOST_TURNS)


@pytest.mark.parametrize(
    ("turns", "advice"),
    [
        ([{"when": "never", "user": "x"}], "turn 1: no moment or question 'never'"),
        ([{"when": "first", "user": "x"}, {"user": "x"}], "turn 2 is"),
        (["hi"], "turn 1 is 'hi'"),
    ],
)
def test_a_bad_turn_is_named(turns: list[object], advice: str) -> None:
    """The error counts the turns and says what one looks like."""
    with pytest.raises(BadLine, match=advice):
        script(SHAPE.read(json.dumps({"id": "a", "turns": turns}).encode()), REQUEST)


ROW: dict[str, object] = {
    "id": "islands",
    "lang": "en",
    "at_review": "agree",
    "turns": [
        {"when": "first", "user": "Dogs dig up turtle nests in Samoa and our 12 wardens come too late"},
        {"when": "consent", "user": "yes"},
        {
            "when": "problem_statement",
            "user": "In 2025 dogs dug up 41 of 60 nests in Savaii, says our 12 wardens' log.",
        },
        {"when": "any-time", "user": "sorry not 12, it is 15 wardens"},
        {"when": "contact_name", "user": "Sina Leota"},
        {"when": "contact_channel", "user": "sina@example.org"},
    ],
}


async def held(folder: Path, row: dict[str, object], chat: str) -> dict[str, object]:
    """The row as the command plays it."""
    async with open_service(Settings(data_dir=folder)) as service:
        played = script(SHAPE.read(json.dumps(row).encode()), service.mind.form)
        async with talk(service, played, chat, NOON) as conversation:
            return dict(await converse(played, conversation, service.mind.form))


async def test_labels_change_nothing(data_folder: Path) -> None:
    """The same row with and without `expect`, `must_end` and the like gives the same line, transcript included."""
    labels = {"expect": {"country": ["FJ"]}, "must_end": "human", "note": "n", "expect_if_asked": {"budget": 1}}
    plain = await held(data_folder, ROW, "a")
    labelled = await held(data_folder, {**ROW, **labels}, "b")
    assert plain == labelled
    assert plain["end"] == "submitted"
    answers = plain["answers"]
    assert isinstance(answers, dict)
    assert answers["country"] == ["WS"]
    assert answers["contact_channel"] == "sina@example.org"
