"""What Slack tells, read: recorded payloads in, plain values out, and nothing for what is none of our business."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.payload import Malformed
from bot.adapters.slack.happening import AtHome, Chosen, Private, Said, Spot, Unticked
from bot.adapters.slack.marks import plain
from bot.message import Attachment, Inbound, Place
from tests.bot.adapters.slack.payloads import AT, COMMAND, FILE, MESSAGE, TAP, event, read

DIRECT = Place("slack", "T061EG9R6:U2147483697")


def said(raw: dict[str, Any]) -> Inbound:
    happened = read(raw)
    assert isinstance(happened, Said)
    return happened.inbound


def test_a_message_is_what_was_typed() -> None:
    """Escapes are undone, links and addresses in words, emoji as characters; ids as every event has them."""
    assert said(MESSAGE) == Inbound(
        DIRECT, "Ev0PV52K21", "D024BE91L:1355517523.000005",
        "Lionfish eat our reef 🐠 & <b> see https://example.org/a?b=1&c=2 ana@example.org", at=AT,
    )  # fmt: skip


def test_a_reply_names_what_it_replies_to() -> None:
    """In a direct message a thread is a reply, and the conversation is the same."""
    reply = said(event(thread_ts="1355517500.000001"))
    assert (reply.place, reply.about) == (DIRECT, "D024BE91L:1355517500.000001")
    assert said(event(thread_ts="1355517523.000005")).about == ""


def test_an_edit_names_its_message() -> None:
    """All of the new text, about the id that the message had, under an id of its own for each edit."""
    new = {**MESSAGE["event"], "text": "Lionfish", "edited": {"user": "U2147483697", "ts": "1355517540.000000"}}
    edit = {"subtype": "message_changed", "message": new, "previous_message": MESSAGE["event"], "user": None}
    inbound = said(event(**edit))
    assert (inbound.kind, inbound.text, inbound.about) == ("edit", "Lionfish", "D024BE91L:1355517523.000005")
    assert inbound.message_id == "D024BE91L:1355517523.000005e1355517540.000000"
    assert said(MESSAGE).message_id == inbound.about


def test_a_change_may_leave_out_the_kind_of_its_channel() -> None:
    """As in Slack's documentation: a direct message is known by its id; elsewhere what changed has to be known."""
    new = {**MESSAGE["event"], "text": "Lionfish", "edited": {"user": "U2147483697", "ts": "1355517540.000000"}}
    edit = {"subtype": "message_changed", "message": new, "previous_message": MESSAGE["event"], "channel_type": None}
    assert said(event(**edit)).kind == "edit"
    elsewhere = read(event(**edit, channel="C1"))
    assert isinstance(elsewhere, Said)
    assert elsewhere.after == elsewhere.inbound.about == "C1:1355517523.000005"


def test_a_preview_is_no_edit() -> None:
    """Slack tells of a change when it adds a preview or an answer to a thread; nobody edited anything then."""
    unfurled = {**MESSAGE["event"], "attachments": [{"from_url": "https://example.org"}]}
    assert read(event(subtype="message_changed", message=unfurled, previous_message=MESSAGE["event"])) is None
    edited = {**unfurled, "edited": {"user": "U2147483697", "ts": "1355517540.000000"}}
    assert read(event(subtype="message_changed", message=edited, previous_message=edited)) is None


def test_files_come_along_as_the_platform_names_them() -> None:
    """Names are not trusted and not changed here; a file taken back is left out."""
    gone = {"id": "F1", "mode": "tombstone"}
    inbound = said(event(subtype="file_share", text="our count", files=[FILE, gone]))
    assert inbound.attachments == (Attachment("F0S43P1CZ", FILE["name"], "application/pdf", 178_574),)
    assert (inbound.kind, inbound.text) == ("text", "our count")


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"text": "", "blocks": None, "files": [{**FILE, "mimetype": "audio/mp4"}]}, "unreadable", "audio"),
        ({"text": "", "blocks": None, "files": [{**FILE, "mimetype": "video/mp4"}]}, "unreadable", "video"),
        ({"text": "", "blocks": None, "attachments": [{"is_share": True}]}, "unreadable", "forwarded message"),
        ({"text": "link q7W-abcdefghijklmnop"}, "link", "q7W-abcdefghijklmnop"),
        ({"text": "Link  q7W_abcdefghijklmnop\n"}, "link", "q7W_abcdefghijklmnop"),
        ({"text": "link to the report"}, "text", "link to the report"),
        ({"subtype": "me_message", "text": "waves"}, "text", "waves"),
    ],
)  # fmt: skip
def test_kinds_of_messages(fields: dict[str, Any], kind: str, text: str) -> None:
    inbound = said(event(**fields))
    assert (inbound.kind, inbound.text) == (kind, text)
    assert kind == "text" or inbound.attachments == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1"}},
        {"user": "U0LAN0Z89"},
        {"user": "USLACKBOT"},
        {"user": None},
        {"subtype": "bot_message"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "of_next_year"},
        {"channel_type": "channel"},
        {"channel_type": "mpim"},
        {"type": "reaction_added"},
        {"type": "of_next_year"},
    ],
    ids=str,
)
def test_what_no_person_told_us_is_ignored(fields: dict[str, Any]) -> None:
    """Bots, ourselves, reports, channels and kinds we do not know: silence."""
    assert read(event(**fields)) is None


@pytest.mark.parametrize(
    "fields",
    [{"ts": None}, {"ts": "now"}, {"text": 7}, {"text": "\ud800"}, {"channel": "../x"}, {"files": "all"}],
    ids=str,
)
def test_what_slack_would_not_send_is_refused(fields: dict[str, Any]) -> None:
    """The field is named, its value never."""
    with pytest.raises(Malformed) as refused:
        read(event(**fields))
    assert "all" not in str(refused.value)
    assert "../x" not in str(refused.value)


def test_a_mention_begins_a_thread() -> None:
    """The conversation is the person's in the thread; our own name is no part of what was said; a call opens it."""
    mention = {"type": "app_mention", "channel": "C1", "channel_type": None, "blocks": None}
    inbound = said(event(**mention, text="Hello <@U0LAN0Z89>, lionfish eat <@U99> reefs"))
    assert inbound.place == Place("slack", "T061EG9R6:C1", "1355517523.000005/U2147483697")
    assert inbound.text == "Hello lionfish eat @U99 reefs"
    assert said(event(**mention, thread_ts="1355517500.000001")).place.thread == "1355517500.000001/U2147483697"
    assert said(event(**mention, text="<@U0LAN0Z89>")).kind == "open"
    assert read(event(**{**mention, "channel": "D024BE91L"})) is None
    assert read(event(**mention, bot_id="B1")) is None


def test_home_and_arrival() -> None:
    """Home is drawn at every look; the conversation is opened once, however often it is looked at."""
    opened = {"type": "app_home_opened", "channel_type": None, "ts": None}
    assert read(event(**opened, tab="home")) == AtHome("U2147483697", DIRECT, "D024BE91L")
    arrival = said(event(**opened, tab="messages"))
    assert (arrival.kind, arrival.message_id) == ("open", "D024BE91L:opened")


def test_a_tap_carries_what_the_button_says() -> None:
    """The tap, the label, and the message it stands on."""
    chosen = read(TAP, "interactive")
    assert isinstance(chosen, Chosen)
    assert (chosen.inbound.kind, chosen.inbound.tap, chosen.inbound.text) == ("tap", "2|pick|yes", "Yes, keep & go on")
    assert chosen.inbound.message_id == chosen.inbound.delivery_id == "D024BE91L:1355517600.000100:1355517610.123456"
    assert chosen.spot == Spot("D024BE91L", "1355517600.000100")
    assert chosen.answers
    assert chosen.inbound.place == DIRECT


def test_a_line_of_a_list_is_a_tap() -> None:
    option = {"text": {"type": "plain_text", "text": "Title"}, "value": "9|change|title"}
    action = {"type": "static_select", "action_id": "change", "selected_option": option, "action_ts": "1355517610.1"}
    chosen = read({**TAP, "actions": [action]}, "interactive")
    assert isinstance(chosen, Chosen)
    assert (chosen.inbound.tap, chosen.inbound.text, chosen.answers) == ("9|change|title", "Title", False)


def test_several_ticked_are_one_tap() -> None:
    """Ticking says nothing; "Done" brings all that is ticked, in order; nothing ticked is a tap on nothing."""
    options = [{"text": {"type": "plain_text", "text": label}, "value": f"4|pick|{label.lower()}"} for label in "AB"]
    ticks = {"values": {"options:7:tick": {"tick": {"type": "checkboxes", "selected_options": options}}}}
    tick = {"type": "checkboxes", "action_id": "tick", "selected_options": options, "action_ts": "1355517610.1"}
    done = {"type": "button", "action_id": "done", "value": "done", "action_ts": "1355517611.1"}
    assert read({**TAP, "actions": [tick], "state": ticks}, "interactive") is None
    chosen = read({**TAP, "actions": [done], "state": ticks}, "interactive")
    assert isinstance(chosen, Chosen)
    assert (chosen.inbound.tap, chosen.inbound.text) == ("4|pick|a,b", "A, B")
    nothing = read({**TAP, "actions": [done]}, "interactive")
    assert nothing == Unticked(Spot("D024BE91L", "1355517600.000100"), "U2147483697")


def test_ways_into_a_direct_message() -> None:
    """By the command with its words, from Home, and from a thread, where each has a conversation of their own."""
    command = read(COMMAND, "slash_commands")
    assert isinstance(command, Private)
    assert (command.text, command.command, command.thread) == ("Lionfish & reefs", True, None)
    start = {"type": "button", "action_id": "start", "action_ts": "1355517611.1"}
    home = read({**TAP, "actions": [start], "container": {"type": "view"}, "message": None}, "interactive")
    assert home == Private("U2147483697", "T061EG9R6", "private:U2147483697:1355517611.1")
    private = {**start, "action_id": "private"}
    container = {
        "type": "message",
        "message_ts": "1355517600.000100",
        "channel_id": "C1",
        "thread_ts": "1355517500.000001",
    }
    message = {**TAP["message"], "thread_ts": "1355517500.000001", "parent_user_id": "U9"}
    wish = read({**TAP, "actions": [private], "container": container, "message": message}, "interactive")
    assert isinstance(wish, Private)
    assert wish.thread == Place("slack", "T061EG9R6:C1", "1355517500.000001/U2147483697")


@pytest.mark.parametrize("kind", ["view_submission", "view_closed", "shortcut", "message_action", "of_next_year"])
def test_other_interactions_are_ignored(kind: str) -> None:
    assert read({**TAP, "type": kind}, "interactive") is None


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("&amp;lt; is &lt;", "&lt; is <"),
        ("<https://example.org>", "https://example.org"),
        ("<https://example.org|the report>", "the report (https://example.org)"),
        ("<tel:+6421|+64 21>", "+64 21"),
        ("<#C1|general> <!here> <!subteam^S1|@desk> <@U9|ana>", "#general @here @desk @ana"),
        ("*bold* :no_such_fish:", "*bold* :no_such_fish:"),
    ],
)
def test_marks_of_slack_are_undone(written: str, typed: str) -> None:
    assert plain(written) == typed
