"""Messages as Block Kit: within Slack's limits whatever they hold, nothing of people's interpreted, nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.draw import chosen, draw
from bot.adapters.slack.home import home
from bot.adapters.slack.settings import Sent
from bot.message import Found, Line, Option, Outbound
from tests.bot.adapters.slack.member import shown
from tests.bot.adapters.slack.rules import refusal, walk

HOSTILE = "*bold* <@U1> <!channel> &amp; :fish: `code` http://x.example/?a=1&b=2 \x07"
words = st.text(min_size=1, max_size=120) | st.sampled_from([HOSTILE, "é" * 80, "👩‍👩‍👧‍👦" * 40])
long = st.text(max_size=3_000) | st.sampled_from(["<&>" * 1_000, HOSTILE])
options = st.builds(
    Option,
    words.filter(str.strip),
    st.integers(0, 99).flatmap(lambda n: st.sampled_from([f"{n}|pick|c{n}", f"{n}|do|skip", f"{n}|do|change"])),
    st.booleans(),
)
lines = st.builds(
    Line, words, words, long, st.booleans(), words, st.sampled_from(["", "3|change|title"]), st.booleans()
)
hits = st.builds(Found, words, words, words, words, words, long, st.lists(options, max_size=3).map(tuple))
messages = st.builds(
    Outbound,
    long.map(str.strip),
    st.sampled_from(["say", "ask", "hits", "card", "file", "error"]),
    st.sampled_from(["en", "fr"]),
    st.lists(options, max_size=40).map(tuple),
    st.lists(lines, max_size=40).map(tuple),
    st.lists(hits, max_size=30).map(tuple),
    st.text(max_size=30).map(str.strip),
    several=st.booleans(),
    link=st.sampled_from(["", "/p/secret"]),
)


def drawn(message: Outbound, *, thread: bool = False) -> dict[str, Any]:
    made = draw(message, id=7, site="https://desk.example.org", thread=thread)
    return {"channel": "D1", "text": made.text, "blocks": [json.loads(json.dumps(block)) for block in made.blocks]}


@settings(deadline=None)
@given(messages, st.booleans())
def test_slack_takes_whatever_we_draw(message: Outbound, thread: bool) -> None:
    """Any message at all is within every limit, has a text, and ends with its question's buttons."""
    call = drawn(message, thread=thread)
    assert refusal("chat.postMessage", call) == ""
    kept = {part["value"] for block in call["blocks"] for part in walk(block) if "value" in part}
    asked = {o.tap for o in message.options if not (any(x.change for x in message.lines) and "|do|change" in o.tap)}
    assert asked <= kept or len(message.options) > 100
    assert refusal("chat.update", {**call, "ts": "1.1", "blocks": list(chosen(call["blocks"], "Yes"))}) == ""


def test_nothing_that_people_wrote_is_interpreted() -> None:
    """No text of ours is in Slack's mark-up, and the fallback is guarded against it."""
    line = Line("Need", HOSTILE, HOSTILE, proposed=True, because=HOSTILE, change="3|change|title")
    hit = Found("d", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, (Option(HOSTILE, "3|more|d"),))
    call = drawn(Outbound(HOSTILE, "card", options=(Option(HOSTILE, "3|do|send"),), lines=(line,), found=(hit,)))
    parts = [part for block in call["blocks"] for part in walk(block)]
    assert not [part for part in parts if part.get("type") == "mrkdwn"]
    assert all(part["emoji"] is False for part in parts if part.get("type") == "plain_text")
    assert "<" not in call["text"]
    assert "&lt;!channel&gt;" in call["text"]
    assert "\x07" not in json.dumps(call, ensure_ascii=False)


def test_answers_are_buttons_and_the_rest_stands_below() -> None:
    call = drawn(Outbound("Keep?", "ask", options=(
        Option("Yes", "2|pick|yes", True), Option("No", "2|pick|no"), Option("A person", "2|do|person"))))  # fmt: skip
    assert [block["type"] for block in call["blocks"]] == ["rich_text", "actions", "actions"]
    assert call["blocks"][1]["elements"][0]["style"] == "primary"
    assert shown(call) == "Keep?\nYes · No\nA person"


def test_many_answers_are_a_list() -> None:
    call = drawn(Outbound("Which?", "ask", options=tuple(Option(f"Line {n}", f"2|pick|{n}") for n in range(60))))
    assert call["blocks"][1]["elements"][0]["type"] == "static_select"
    assert len(call["blocks"][1]["elements"][0]["options"]) == 60


@pytest.mark.parametrize(("count", "kind"), [(10, "checkboxes"), (11, "multi_static_select")])
def test_several_answers_are_ticked_and_sent_off(count: int, kind: str) -> None:
    """Boxes while Slack has room for them, else a list of which several lines are taken; "Done" stands below."""
    many = tuple(Option(f"Line {n}", f"2|pick|{n}") for n in range(count))
    call = drawn(Outbound("Which?", "ask", options=(*many, Option("Skip", "2|do|skip")), several=True))
    parts = [part for block in call["blocks"] for part in walk(block)]
    assert [part["type"] for part in parts if part.get("action_id") == "tick"] == [kind]
    assert [part["value"] for part in parts if part.get("type") == "button"] == ["done", "2|do|skip"]


def test_a_card_changes_any_line_from_one_list() -> None:
    """Lines under their headings, proposals marked with their reason; the list stands for the button to change."""
    card = (
        Line("The need", "Title", "Lionfish", True, "lionfish eat", "9|change|title"),
        Line("Where", "Country", "Fiji", change="9|change|country"),
    )
    options = (Option("Send it", "9|do|send", True), Option("Change something", "9|do|change"))
    call = drawn(Outbound("Is this right?", "card", options=options, lines=card))
    assert shown(call).splitlines() == [
        "Is this right?",
        "The needTitle: Lionfish (my proposal, because you wrote “lionfish eat”)",
        "WhereCountry: Fiji",
        "Change something · Title · Country",
        "Send it",
    ]


def test_a_hit_shows_where_it_comes_from() -> None:
    """Its source can be followed, and each hit keeps its own buttons once the question was answered."""
    hit = Found("d1", "Drones", "it names rats", "Fiji, 2019", "SPREP, https://sprep.org/news.", "Bait.", (
        Option("More", "3|more|d1"),))  # fmt: skip
    question = (Option("Yes", "3|pick|yes"),)
    call = drawn(Outbound("", "hits", found=(hit,), options=question))
    assert "Why it fits: it names rats\nSource: SPREP, ." in shown(call)
    assert [part["url"] for block in call["blocks"] for part in walk(block) if part.get("type") == "link"] == [
        "https://sprep.org/news"
    ]
    after = {"blocks": list(chosen(call["blocks"], "Yes"))}
    assert shown(after).splitlines()[-2:] == ["More", "✓ Yes"]


def test_a_thread_says_that_others_read_along() -> None:
    """Under each question of a channel's thread, with the way to a direct message; never in a direct message."""
    asked = Outbound("Which country?", "ask", options=(Option("Skip", "2|do|skip"),))
    assert "Others in this channel can read this thread.\nGo on in a direct message" in shown(drawn(asked, thread=True))
    assert "Others" not in shown(drawn(asked))
    assert "Others" not in shown(drawn(Outbound("Noted."), thread=True))


def test_a_link_needs_a_site() -> None:
    assert "https://desk.example.org/p/x" in shown(drawn(Outbound("Your page", link="/p/x")))
    assert len(draw(Outbound("Your page", link="/p/x"), id=1).blocks) == 1


@pytest.mark.parametrize("count", [0, 1, 60])
def test_home_lists_requests_with_their_state(count: int) -> None:
    """The newest ones, in a view that Slack takes; with none, it says so."""
    sent = [Sent(f"KUMA-{n}", HOSTILE * 20, "sent" if n else "of_next_year") for n in range(count)]
    for language in ("en", "fr"):
        view = json.loads(json.dumps(home(sent, language)))
        assert refusal("views.publish", {"user_id": "U1", "view": view}) == ""
    read = shown(json.loads(json.dumps(home(sent, "en"))))
    assert ("Nothing was sent yet." in read) == (count == 0)
    assert ("KUMA-0 · in progress" in read) == (count > 0)
    assert ("KUMA-1 · sent, waiting for the help desk" in read) == (count > 1)


def test_limits_are_slacks() -> None:
    """What the renderer is told is what Slack takes."""
    assert (SlackAdapter.limits.text, SlackAdapter.limits.label, SlackAdapter.limits.options) == (3_000, 75, 100)
    assert SlackAdapter.limits.pace is not None
    assert SlackAdapter.limits.pace.place == 1.0
