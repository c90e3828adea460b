"""Whatever a provider does, a question ends in an answer of the shape or in `Unanswered`, in time and in budget."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest

from bot.models.breaker import FAILURES, REST
from bot.models.budget import estimate
from bot.models.langchain import LangChainModel, Misnamed, Named
from bot.models.port import Prompt, Reason, Request, Shape, Unanswered
from bot.models.recent import LASTS
from tests.bot.models.conftest import Desk
from tests.bot.models.openai import FAILING, TOKENS, Manner, broken, refuses, says, slow


class Colour(Shape):
    colour: str


def request(text: str = "The reef is white", payer: str = "conversation 1") -> Request:
    return Request(Prompt("Say which colour.", json.dumps({"message": text})), payer)


async def reason(desk: Desk, asked: Request, **limits: float) -> Reason:
    with pytest.raises(Unanswered) as unanswered:
        await desk.model(**limits).ask(asked, Colour)  # type: ignore[arg-type]  # whole numbers where they must be
    return unanswered.value.reason


async def test_an_answer_has_the_shape_and_is_paid_for(desk: Desk) -> None:
    """Through the provider's package: instructions and data go apart, with no tool, and what it took is counted."""
    desk.server.manner = says(colour="white")
    assert await desk.model().ask(request(), Colour) == Colour(colour="white")
    (asked,) = desk.server.asked
    assert (asked.instructions, asked.data) == ("Say which colour.", {"message": "The reef is white"})
    assert "tools" not in asked.body
    assert asked.body["response_format"]["json_schema"]["schema"]["additionalProperties"] is False
    assert await desk.storage.spent("2026-11-21", "conversation 1") == TOKENS


@pytest.mark.parametrize(
    ("manner", "expected"),
    [
        *((FAILING[name], "shape") for name in ("cut short", "wrong shape", "no JSON", "nothing")),
        (FAILING["refuses"], "refused"),
        *((FAILING[name], "failed") for name in ("429", "500")),
    ],
    ids=list(FAILING),
)
async def test_every_failure_has_its_reason(desk: Desk, manner: Manner, expected: Reason) -> None:
    """Nothing else is ever raised, and nobody asks twice by himself."""
    desk.server.manner = manner
    assert await reason(desk, request()) == expected
    assert len(desk.server.asked) == 1


async def test_a_slow_answer_is_not_waited_for(desk: Desk) -> None:
    """After its seconds the caller goes on; the tokens stay counted, since the provider counts them too."""
    desk.server.manner = slow(desk.server)
    assert await reason(desk, request(), seconds=0.3) in ("late", "failed")
    assert await desk.storage.spent("2026-11-21", "conversation 1") == estimate(request().prompt)


async def test_nobody_there(desk: Desk) -> None:
    """No server at the address is a failure like others."""
    desk.server.url = "http://127.0.0.1:9/v1"
    assert await reason(desk, request()) == "failed"


async def test_a_turn_thought_again_asks_once(desk: Desk) -> None:
    """The same question of the same payer is answered from memory for two minutes, failures too; another's is not."""
    desk.server.manner = says(colour="white")
    model = desk.model()
    for _ in range(3):
        await model.ask(request(), Colour)
    assert len(desk.server.asked) == 1
    await model.ask(request(payer="conversation 2"), Colour)
    assert len(desk.server.asked) == 2
    desk.clock.now += LASTS + 1
    await model.ask(request(), Colour)
    assert len(desk.server.asked) == 3
    desk.server.manner = refuses
    for _ in range(3):
        with pytest.raises(Unanswered):
            await model.ask(request("other words"), Colour)
    assert len(desk.server.asked) == 4


async def test_a_person_has_so_much_a_day(desk: Desk) -> None:
    """Once it is used up the model is not asked; the next day it is again, and others were never stopped."""
    desk.server.manner = says(colour="white")
    most = estimate(request().prompt) + TOKENS
    model = desk.model(of_person=most)
    await model.ask(request("The reef is one"), Colour)
    await model.ask(request("The reef is two"), Colour)
    with pytest.raises(Unanswered, match="budget"):
        await model.ask(request("The reef is six"), Colour)
    assert len(desk.server.asked) == 2
    await model.ask(request("The reef is six", "conversation 2"), Colour)
    desk.clock.now += 24 * 3600
    await model.ask(request("The reef is six"), Colour)


async def test_questions_at_once_stay_within_the_day(desk: Desk) -> None:
    """Counted before they are asked: of twenty at the same moment only as many are asked as fit."""
    desk.server.manner = says(colour="white")
    model = desk.model(of_all=3 * estimate(request().prompt) + 50)
    asked = [model.ask(request(f"The reef is {n:02}", f"conversation {n}"), Colour) for n in range(20)]
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(one, Colour) or (isinstance(one, Unanswered) and one.reason == "budget") for one in told)
    assert 3 <= len(desk.server.asked) < 20
    assert await desk.storage.spent("2026-11-21") == TOKENS * len(desk.server.asked)


async def test_a_ledger_that_cannot_be_written_stops_the_questions(desk: Desk) -> None:
    """What cannot be counted must not be spent."""
    model = desk.model()
    await desk.storage.close()
    with pytest.raises(Unanswered, match="budget"):
        await model.ask(request(), Colour)
    assert desk.server.asked == []


async def test_a_failing_model_is_left_alone_for_a_while(desk: Desk) -> None:
    """After failures in a row it rests; then one question is tried, and the others wait for how that ends."""
    desk.server.manner = broken
    model = desk.model()

    async def ask(n: int) -> Reason | None:
        try:
            await model.ask(request(f"message {n}"), Colour)
        except Unanswered as unanswered:
            return unanswered.reason
        return None

    assert [await ask(n) for n in range(FAILURES + 2)] == ["failed"] * FAILURES + ["resting"] * 2
    desk.clock.now += REST + 1
    assert [await ask(n) for n in (10, 11)] == ["failed", "resting"]
    desk.clock.now += REST + 1
    desk.server.manner = says(colour="white")
    assert [await ask(n) for n in (12, 13)] == [None, None]
    assert len(desk.server.asked) == FAILURES + 3


async def test_odd_messages_do_not_take_the_model_from_everybody(desk: Desk) -> None:
    """A model that declines, or writes something else, works: the next person is answered."""
    model = desk.model()
    for manner in (FAILING["refuses"], FAILING["wrong shape"], FAILING["cut short"]) * 3:
        desk.server.manner = manner
        with pytest.raises(Unanswered):
            await model.ask(request(f"message {len(desk.server.asked)}"), Colour)
    desk.server.manner = says(colour="white")
    assert await model.ask(request(), Colour) == Colour(colour="white")


async def test_nobody_else_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tracing that somebody switched on for another program of theirs does not get what people write."""
    from langsmith.utils import tracing_is_enabled

    seen: list[object] = []
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setattr("langsmith.client.Client.create_run", lambda *args, **named: seen.append(named))
    desk.server.manner = says(colour="white")
    await desk.model().ask(request(), Colour)
    assert seen == []
    assert tracing_is_enabled()


@pytest.mark.parametrize("name", ["nobody:model", "fireworks:model"])
def test_a_name_that_cannot_be_opened_says_what_to_do(name: str) -> None:
    """An unknown provider, and one whose package is not installed; the key stands nowhere."""
    with pytest.raises(Misnamed, match=r"NEEDS_MODEL") as wrong:
        LangChainModel(Named(name, "sk-secret")).load()
    assert "sk-secret" not in f"{wrong.value} {Named(name, 'sk-secret')!r}"


def test_nothing_is_loaded_while_it_is_off() -> None:
    """Neither the bot's turn nor its wiring imports LangChain or a provider's package."""
    program = (
        "import sys, bot.wiring, bot.turn, bot.understanding.literal, bot.understanding.model, bot.models.guarded\n"
        "print(sorted({'langchain', 'langchain_core', 'langchain_openai', 'openai', 'langsmith'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
