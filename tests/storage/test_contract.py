"""What every storage promises, on every database we run on."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from storage.port import (
    AlreadyHandled,
    Announced,
    Arrival,
    BlockedPlace,
    CodeTaken,
    Gone,
    Post,
    Secret,
    Stale,
    Storage,
    UncertainSend,
    Written,
)
from tests.storage.conftest import Opener
from tests.storage.samples import NOON, answered, arrival, document, full, request, secret, turn


async def test_positions_follow_the_order_of_acceptance(storage: Storage) -> None:
    """Messages of a conversation get 1, 2, 3 ...; another conversation counts for itself."""
    receipts = [await storage.accept(arrival("ada", n)) for n in (1, 2, 3)]
    other = await storage.accept(arrival("bo"))
    assert [receipt.position for receipt in receipts] == [1, 2, 3]
    assert len({receipt.conversation for receipt in receipts}) == 1
    assert other.position == 1
    assert other.conversation != receipts[0].conversation


@pytest.mark.parametrize("again", ["delivery", "message"])
async def test_a_redelivery_gets_the_first_receipt(storage: Storage, again: str) -> None:
    """The same delivery id, or the same message id under a new delivery id, changes nothing."""
    first = await storage.accept(arrival())
    second = arrival(text="other words")
    repeated = replace(second, message_id="x") if again == "delivery" else replace(second, delivery_id="x")
    assert await storage.accept(repeated) == replace(first, new=False)
    assert [row.text for row in await storage.transcript(first.conversation)] == ["the reef is dying"]


async def test_redeliveries_at_once_are_one_message(storage: Storage) -> None:
    """Twenty deliveries of one message that arrive together make one row, and one receipt says new."""
    receipts = await asyncio.gather(*(storage.accept(arrival()) for _ in range(20)))
    assert sum(receipt.new for receipt in receipts) == 1
    assert len({(receipt.message, receipt.position) for receipt in receipts}) == 1
    assert (await storage.accept(arrival(n=2))).position == 2


async def test_ids_are_known_within_a_conversation_only(storage: Storage) -> None:
    """The same ids in another chat, channel or thread are another message."""
    places = [("web", "ada", ""), ("web", "bo", ""), ("terminal", "ada", ""), ("web", "ada", "t")]
    receipts = [await storage.accept(Arrival(*place, "d", "m", "text", "hello")) for place in places]
    assert all(receipt.new for receipt in receipts)
    assert len({receipt.conversation for receipt in receipts}) == 4


async def test_messages_without_ids_are_different_messages(storage: Storage) -> None:
    """An empty id identifies nothing."""
    nameless = replace(arrival(), delivery_id="", message_id="")
    assert [(await storage.accept(nameless)).new for _ in range(2)] == [True, True]


async def test_no_character_makes_a_message_unacceptable(storage: Storage) -> None:
    """NUL and half surrogates are replaced; everything else is kept."""
    receipt = await storage.accept(arrival(text="réef \x00 \ud83d 🐠 مرجان"))
    (row,) = await storage.transcript(receipt.conversation)
    assert row.text == "réef � ? 🐠 مرجان"


async def test_pending_is_what_nobody_answered(storage: Storage) -> None:
    """In order of acceptance, without what is answered or held."""
    first, second = await storage.accept(arrival("ada")), await storage.accept(arrival("bo"))
    third = await storage.accept(arrival("ada", 2))
    assert [row.message for row in await storage.pending()] == [first.message, second.message, third.message]
    await storage.write(turn(first))
    assert await storage.hold(second.conversation)
    assert [row.message for row in await storage.pending()] == [third.message]
    await storage.release(second.conversation)
    assert [row.message for row in await storage.pending(limit=1)] == [second.message]


async def test_one_worker_holds_a_conversation(storage: Storage) -> None:
    """It is ours until we release it."""
    receipt = await storage.accept(arrival())
    assert await storage.hold(receipt.conversation)
    assert not await storage.hold(receipt.conversation)
    await storage.release(receipt.conversation)
    assert await storage.hold(receipt.conversation)


async def test_a_turn_is_read_back_whole(storage: Storage) -> None:
    """State, token, open question, posts, request, document, index job, secret and note are all there."""
    receipt = await storage.accept(arrival())
    assert (await storage.read(receipt.conversation)).state == ""
    await storage.write(full(receipt))
    stored = await storage.read(receipt.conversation)
    assert (stored.state, stored.token, stored.asked_at, stored.request) == ('{"phase": "asking"}', 1, 2, "REEF-27")
    assert stored == await storage.find("web", "ada")
    assert [(row.position, row.direction, row.status) for row in await storage.transcript(receipt.conversation)] == [
        (1, "in", "handled"),
        (2, "out", "queued"),
    ]
    (sent,) = await storage.requests(receipt.conversation)
    assert sent == await storage.request("REEF-27")
    assert (sent.body, sent.country, sent.stage, sent.conversation) == (
        request().body,
        "BS",
        "waiting",
        receipt.conversation,
    )
    expected = document("request:REEF-27", owner=receipt.conversation)
    assert await storage.document("request:REEF-27") == expected
    assert [(job.document_id, job.document, job.case) for job in await storage.index_jobs()] == [
        ("request:REEF-27", expected, None),
        ("case:1", None, 1),
    ]
    assert await storage.open_secret("5e" * 32, "resume", NOON) == receipt.conversation
    assert [(note.kind, note.body) for note in await storage.notes(receipt.conversation)] == [
        ("query", '{"question": "who pays?"}')
    ]


async def test_nothing_is_found_where_nothing_is(storage: Storage) -> None:
    """Unknown places, codes, documents, secrets: None or empty. An unknown conversation is an error."""
    assert await storage.find("web", "nobody") is None
    assert await storage.request("NONE-1") is None
    assert await storage.document("none") is None
    assert await storage.open_secret("00", "resume", NOON) is None
    assert list(await storage.transcript(7)) == []
    assert list(await storage.notes()) == []
    with pytest.raises(LookupError):
        await storage.read(7)


async def test_a_message_is_answered_once(storage: Storage) -> None:
    """A second answer is refused even with the newest token, and leaves nothing."""
    receipt = await answered(storage)
    with pytest.raises(AlreadyHandled):
        await storage.write(full(receipt, token=1))
    assert await storage.request("REEF-27") is None
    assert len(await storage.transcript(receipt.conversation)) == 2


async def test_a_stale_turn_changes_nothing(storage: Storage) -> None:
    """A turn thought on an older state is refused; its message can still be answered."""
    await answered(storage)
    receipt = await storage.accept(arrival(n=2))
    with pytest.raises(Stale):
        await storage.write(full(receipt, token=0))
    assert await storage.request("REEF-27") is None
    await storage.write(turn(receipt, token=1))


async def test_two_turns_of_one_conversation_at_once(storage: Storage) -> None:
    """Written together on the same token, one wins and the other is stale; others in the group are not harmed."""
    one, two = await storage.accept(arrival(n=1)), await storage.accept(arrival(n=2))
    other = await storage.accept(arrival("bo"))
    outcomes = await asyncio.gather(
        storage.write(turn(one)), storage.write(turn(two)), storage.write(turn(other)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [Written, Stale, Written]
    assert [row.message for row in await storage.pending()] == [two.message]


async def test_turns_written_together_are_written_as_one_after_the_other(storage: Storage) -> None:
    """Each outcome in its turn's place, also of two turns that depend on each other; what is said of each is stored."""
    one, two = await storage.accept(arrival(n=1)), await storage.accept(arrival(n=2))
    other, late = await storage.accept(arrival("bo")), await storage.accept(arrival("cy"))
    group = [turn(one, 0, Post("{}", asks=True)), turn(other, 7), turn(two, 1, Post("{}")), turn(late, 0)]
    outcomes = await storage.write_all(group)
    assert [type(outcome) for outcome in outcomes] == [Written, Stale, Written, Written]
    stored = await storage.read(one.conversation)
    assert outcomes[2] == Written(stored.token, stored.asked_at, stored.following) == Written(2, 3, 5)
    assert [row.position for row in await storage.transcript(one.conversation)] == [1, 2, 3, 4]
    assert [row.message for row in await storage.pending()] == [other.message]


async def test_several_are_read_at_once(storage: Storage) -> None:
    """Each in its place, and Gone in the place of one that is not there."""
    receipts = [await storage.accept(arrival(chat)) for chat in ("ada", "bo")]
    ada, nobody, bo = await storage.read_all([receipts[0].conversation, 999_999, receipts[1].conversation])
    assert (ada, bo) == (await storage.find("web", "ada"), await storage.find("web", "bo"))
    assert isinstance(nobody, Gone)


async def test_positions_are_not_given_again_after_an_erasure(storage: Storage) -> None:
    """A page that has seen position 5 asks for what follows it, whatever was erased meanwhile."""
    first, last = await storage.accept(arrival(n=1)), await storage.accept(arrival(n=2))
    await storage.write(turn(first, 0, Post("a"), Post("b"), Post("c")))
    await storage.write(replace(turn(last, 1, Post("gone")), erase=True))
    assert [row.position for row in await storage.transcript(first.conversation, after=5)] == [6]
    assert (await storage.accept(arrival(n=3))).position == 7


async def test_who_remembers_the_old_place_is_stale(storage: Storage) -> None:
    """A turn that was thought before its conversation moved is refused, so that nobody is told at the old place."""
    receipt = await storage.accept(arrival("ada"))
    await storage.move(receipt.conversation, "phone")
    with pytest.raises(Stale):
        await storage.write(turn(receipt, 0))


async def test_a_case_code_is_used_once(storage: Storage) -> None:
    """Of three turns at once with one code, one wins; later the code stays taken; another code then works."""
    receipts = [await storage.accept(arrival(chat)) for chat in ("ada", "bo", "cy")]
    turns = [replace(turn(receipt), request=request()) for receipt in receipts]
    outcomes = await asyncio.gather(*(storage.write(each) for each in turns), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Written, CodeTaken, CodeTaken]
    with pytest.raises(CodeTaken):
        await storage.write(turns[1])
    await storage.write(replace(turns[1], request=request("REEF-28")))
    assert len(await storage.pending()) == 1


async def test_one_bad_turn_harms_nobody(storage: Storage) -> None:
    """A turn the database refuses (a document of a conversation that is not there) fails alone; the rest is written."""
    receipts = [await storage.accept(arrival(chat)) for chat in ("ada", "bo", "cy")]
    turns = [turn(receipt) for receipt in receipts]
    turns[1] = replace(turns[1], documents=(document(owner=999_999),))
    outcomes = await asyncio.gather(*(storage.write(each) for each in turns), return_exceptions=True)
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [False, True, False]
    assert [row.message for row in await storage.pending()] == [receipts[1].message]
    assert [(await storage.read(receipt.conversation)).token for receipt in receipts] == [1, 0, 1]


async def test_a_turn_answers_a_message_of_its_own_conversation(storage: Storage) -> None:
    """Anything else is our bug, and refused."""
    one, other = await storage.accept(arrival("ada")), await storage.accept(arrival("bo"))
    with pytest.raises(ValueError, match="conversation"):
        await storage.write(replace(turn(one), conversation=other.conversation))


async def test_the_open_question_is_the_post_that_asks(storage: Storage) -> None:
    """Its position follows what came in meanwhile; a turn that asks nothing leaves it where it was."""
    first = await storage.accept(arrival(n=1))
    second = await storage.accept(arrival(n=2))
    await storage.write(turn(first, 0, Post("{}"), Post("{}", asks=True)))
    assert (await storage.read(first.conversation)).asked_at == 4
    await storage.write(turn(second, 1, Post("{}")))
    assert (await storage.read(first.conversation)).asked_at == 4
    assert [row.position for row in await storage.transcript(first.conversation, after=3)] == [4, 5]


async def bodies(storage: Storage) -> list[str]:
    """What is due on the web, claimed."""
    claims = [await storage.attempting(row.message) for row in await storage.due(["web"])]
    return [claim.body for claim in claims if claim]


async def test_a_conversation_is_sent_in_order(storage: Storage) -> None:
    """Only the first unsent message of a conversation is due, and none while it is under way."""
    receipt = await storage.accept(arrival())
    await storage.write(turn(receipt, 0, Post("a"), Post("b")))
    (first,) = await storage.due(["web"])
    assert (first.conversation, first.channel) == (receipt.conversation, "web")
    claimed = await storage.attempting(first.message)
    assert claimed
    assert (claimed.body, claimed.chat, claimed.attempts, claimed.position, claimed.last) == ("a", "ada", 1, 2, 3)
    assert list(await storage.due(["web"])) == []
    await storage.sent({first.message: "1700.1"})
    assert await bodies(storage) == ["b"]
    assert list(await storage.due(["terminal"])) == []
    assert list(await storage.due([])) == []


async def test_a_failed_send_waits_or_ends(storage: Storage) -> None:
    """Queued again it counts its attempts; undeliverable lets the next go; uncertain is listed."""
    receipt = await storage.accept(arrival())
    await storage.write(turn(receipt, 0, Post("a"), Post("b"), Post("c")))
    (first,) = await storage.due(["web"])
    await storage.attempting(first.message)
    await storage.failed(first.message, "queued", "NotConnected")
    assert [row.message for row in await storage.due(["web"])] == [first.message]
    again = await storage.attempting(first.message)
    assert again
    assert again.attempts == 2
    await storage.failed(first.message, "undeliverable", "NotFound")
    (second,) = await storage.due(["web"])
    await storage.attempting(second.message)
    await storage.failed(second.message, "uncertain", "TimedOut")
    assert [row.body for row in await storage.uncertain()] == ["b"]
    assert await bodies(storage) == ["c"]


async def test_a_message_is_claimed_once(storage: Storage) -> None:
    """Of many who would send a message one gets it; who comes later, or after it arrived, gets nothing."""
    receipt = await storage.accept(arrival())
    await storage.write(turn(receipt))
    (due,) = await storage.due(["web"])
    claims = await asyncio.gather(*(storage.attempting(due.message) for _ in range(8)))
    assert sum(claim is not None for claim in claims) == 1
    await storage.sent({due.message: ""})
    assert await storage.attempting(due.message) is None
    assert await storage.attempting(due.message + 1000) is None


async def test_where_nobody_wants_us_messages_wait(storage: Storage) -> None:
    """After a refusal nothing is due there, a timer changes nothing, the desk has one note; a word of theirs lifts it,
    and what waited is due in its order. Other places are not concerned."""
    receipt = await storage.accept(arrival())
    await storage.write(turn(receipt, 0, Post("a"), Post("b")))
    await answered(storage, "bo")
    claimed = await storage.attempting((await storage.due(["web"]))[0].message)
    assert claimed
    await storage.blocked(claimed.message, claimed.last, "{}", NOON)
    assert [row.conversation != receipt.conversation for row in await storage.due(["web"])] == [True]
    await storage.accept(replace(arrival(n=2), kind="timeout"))
    assert len(await storage.due(["web"])) == 1
    assert [note.kind for note in await storage.notes(receipt.conversation)] == ["blocked"]
    await storage.accept(arrival(n=3))
    assert (await storage.due(["web"]))[0].message == claimed.message


async def test_places_where_nobody_wants_us_are_listed(storage: Storage) -> None:
    """With what waits there, since when, and the code of the last request; whoever writes is not listed any more.

    So does a transcript say of what waits that it is for somebody who wants nothing, as long as that is so.
    """

    async def waiting() -> list[str]:
        rows = await storage.transcript(receipt.conversation)
        return [row.status for row in rows if row.direction == "out"]

    await answered(storage, "bo")
    receipt = await storage.accept(arrival())
    await storage.write(replace(full(receipt), posts=(Post("a"), Post("b"))))
    claimed = await storage.attempting((await storage.due(["web"]))[1].message)
    assert claimed
    assert list(await storage.blocked_places()) == []
    await storage.blocked(claimed.message, claimed.last, "{}", NOON + 5)
    code = (await storage.requests(receipt.conversation))[0].code
    (place,) = await storage.blocked_places()
    assert place == BlockedPlace(receipt.conversation, "web", code, NOON + 5, waiting=2)
    await storage.accept(replace(arrival(n=2), kind="timeout"))
    assert list(await storage.blocked_places()) == [place]
    assert await waiting() == ["blocked", "blocked"]
    await storage.accept(arrival(n=3))
    assert list(await storage.blocked_places()) == []
    assert await waiting() == ["queued", "queued"]


async def uncertain(storage: Storage) -> UncertainSend:
    """The first of two messages may have arrived."""
    await storage.write(turn(await storage.accept(arrival()), 0, Post("a"), Post("b")))
    (due,) = await storage.due(["web"])
    await storage.attempting(due.message)
    await storage.failed(due.message, "uncertain", "TimedOut")
    (found,) = await storage.uncertain()
    return found


async def test_what_may_have_arrived_is_settled(storage: Storage) -> None:
    """Somebody asked, and it had arrived: never sent again, and not listed any more."""
    found = await uncertain(storage)
    assert (found.channel, found.code, found.at, found.why, found.body) == ("web", "", NOON + 1, "TimedOut", "a")
    assert await storage.arrived(found.message)
    assert list(await storage.uncertain()) == []
    assert await bodies(storage) == ["b"]
    assert not await storage.arrived(found.message)
    assert not await storage.send_again(found.message)


async def test_what_may_have_arrived_is_sent_again_when_somebody_says_so(storage: Storage) -> None:
    """Once, and before what follows it; what is queued, sent or unknown cannot be sent again."""
    found = await uncertain(storage)
    assert await storage.send_again(found.message)
    assert await bodies(storage) == ["a"]
    assert not await storage.send_again(found.message)
    await storage.sent({found.message: "7"})
    for message in (found.message, found.message + 1, found.message + 1_000):
        assert not await storage.send_again(message)
        assert not await storage.arrived(message)
    assert await bodies(storage) == ["b"]


async def test_a_word_that_came_during_the_refusal_lifts_it(storage: Storage) -> None:
    """Who comes back between our try and its answer is not kept waiting for a second word."""
    receipt = await storage.accept(arrival())
    await storage.write(turn(receipt, 0, Post("a")))
    claimed = await storage.attempting((await storage.due(["web"]))[0].message)
    assert claimed
    await storage.accept(arrival(n=2))
    await storage.blocked(claimed.message, claimed.last, "{}", NOON)
    assert [row.message for row in await storage.due(["web"])] == [claimed.message]


async def test_a_refusal_of_what_was_erased_blocks_nobody(storage: Storage) -> None:
    """The message went away while it was under way: the place is as it was."""
    receipt = await storage.accept(arrival())
    await storage.write(turn(receipt, 0, Post("a")))
    claimed = await storage.attempting((await storage.due(["web"]))[0].message)
    assert claimed
    leaving = await storage.accept(arrival(n=2))
    await storage.write(replace(turn(leaving, 1, Post("erased")), erase=True))
    await storage.blocked(claimed.message, claimed.last, "{}", NOON)
    assert await bodies(storage) == ["erased"]


async def test_a_turn_answers_several_messages_or_none(storage: Storage) -> None:
    """All are claimed in one transaction; when one of them was answered before, nothing of the turn is written."""
    first, second, third = [await storage.accept(arrival(n=n)) for n in (1, 2, 3)]
    joined = replace(turn(second), also=(first.message,))
    await storage.write(joined)
    assert [row.message for row in await storage.pending()] == [third.message]
    late = replace(turn(third, 1), also=(second.message,))
    with pytest.raises(AlreadyHandled):
        await storage.write(late)
    assert [row.message for row in await storage.pending()] == [third.message]
    strangers = await storage.accept(arrival("bo"))
    with pytest.raises(ValueError, match="is of conversation"):
        await storage.write(replace(turn(third, 1), also=(strangers.message,)))
    assert len(await storage.transcript(first.conversation)) == 4


async def test_two_turns_at_once_that_share_a_message_are_one(storage: Storage) -> None:
    """Written in one group, the first is whole and the other nothing."""
    first, second = [await storage.accept(arrival(n=n)) for n in (1, 2)]
    outcomes = await asyncio.gather(
        storage.write(replace(turn(second), also=(first.message,))), storage.write(turn(first)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Written) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyHandled) for outcome in outcomes) == 1


async def test_what_a_dead_process_left_under_way(opener: Opener) -> None:
    """After a restart a send is repeated where that is harmless, and listed as uncertain elsewhere."""
    storage = await opener()
    for channel in ("web", "sms"):
        receipt = await storage.accept(replace(arrival(), channel=channel))
        await storage.write(turn(receipt))
        (due,) = await storage.due([channel])
        await storage.attempting(due.message)
    await storage.close()
    storage = await opener()
    assert [row.channel for row in await storage.interrupted(["web"])] == ["sms"]
    assert [row.channel for row in await storage.due(["web", "sms"])] == ["web"]
    assert [row.channel for row in await storage.uncertain()] == ["sms"]
    assert list(await storage.interrupted(["web"])) == []
    await storage.close()


async def test_secrets_expire(storage: Storage) -> None:
    """A link opens for its purpose, until its time."""
    receipt = await storage.accept(arrival())
    await storage.write(replace(turn(receipt), secrets=(secret(),)))
    assert await storage.open_secret(secret().hash, "resume", NOON + 59) == receipt.conversation
    assert await storage.open_secret(secret().hash, "resume", NOON + 60) is None
    assert await storage.open_secret(secret().hash, "page", NOON) is None


async def test_a_page_link_shows_its_own_request(storage: Storage) -> None:
    """Not what was sent later, perhaps for fewer eyes; until its time, and for no other purpose."""
    receipt = await storage.accept(arrival())
    page = Secret("9a" * 32, "page", NOON + 60, "REEF-27")
    await storage.write(replace(turn(receipt), request=request("REEF-27"), secrets=(page, secret())))
    later = await storage.accept(arrival(n=2))
    stored = await storage.read(later.conversation)
    await storage.write(replace(turn(later, stored.token), request=request("REEF-28")))
    assert await storage.open_page(page.hash, NOON + 59) == "REEF-27"
    assert await storage.open_page(page.hash, NOON + 60) == ""
    assert await storage.open_page(secret().hash, NOON) == ""


async def test_a_conversation_moves_to_another_browser(storage: Storage) -> None:
    """It answers there, its unsent messages too; what was open there is put aside, and the old chat starts anew."""
    old = await answered(storage, "ada")
    there = await storage.accept(arrival("phone"))
    await storage.move(old.conversation, "phone")
    moved = await storage.find("web", "phone")
    assert moved is not None
    assert moved.conversation == old.conversation
    claimed = await storage.attempting((await storage.due(["web"]))[0].message)
    assert claimed
    assert claimed.chat == "phone"
    assert (await storage.accept(arrival("phone", 5))).conversation == old.conversation
    assert (await storage.read(there.conversation)).chat not in ("phone", "ada")
    assert (await storage.accept(arrival("ada", 6))).conversation not in (old.conversation, there.conversation)


async def test_what_was_said_before_moving_is_known_at_the_old_chat(storage: Storage) -> None:
    """A redelivery there gets its receipt and no turn; new words and a new arrival there begin a conversation."""
    old = await answered(storage, "ada")
    unanswered = await storage.accept(arrival("ada", 2))
    await storage.move(old.conversation, "phone")
    for n in (1, 2):
        again = await storage.accept(arrival("ada", n))
        assert not again.new
        assert again.conversation != old.conversation
    assert [row.message for row in await storage.pending()] == [unanswered.message]
    fresh = await storage.accept(arrival("ada", 3))
    assert fresh.new
    assert [row.position for row in await storage.transcript(fresh.conversation)] == [fresh.position]
    assert len(await storage.transcript(old.conversation)) == 3


async def test_moving_twice_is_moving_once(storage: Storage) -> None:
    """The link opened again on the same browser changes nothing; moving back works."""
    old = await answered(storage, "ada")
    for chat in ("phone", "phone", "ada", "phone"):
        await storage.move(old.conversation, chat)
        moved = await storage.find("web", chat)
        assert moved is not None
        assert moved.conversation == old.conversation


async def test_documents_are_queued_when_they_change(storage: Storage) -> None:
    """New and changed ones, not the same again; a removed one leaves a job without a document."""
    one, two = document("one"), document("two")
    assert await storage.put_documents([one, two]) == 2
    jobs = await storage.index_jobs()
    assert [(job.document_id, job.document) for job in jobs] == [("one", one), ("two", two)]
    await storage.index_done([job.id for job in jobs])
    assert await storage.put_documents([one, replace(two, title="Derby, second year")]) == 1
    await storage.remove_documents(["one", "never there"])
    assert [(job.document_id, job.document) for job in await storage.index_jobs()] == [
        ("two", replace(two, title="Derby, second year")),
        ("one", None),
    ]
    assert [row.id for row in await storage.documents()] == ["two"]
    assert len(await storage.index_jobs()) == 2
    assert len(await storage.index_jobs(limit=1)) == 1


async def test_erasing_leaves_a_stub_and_the_last_word(storage: Storage) -> None:
    """Words, answers, documents, notes and links are gone; the request keeps code, date, country; the index is told."""
    receipt = await storage.accept(arrival())
    await storage.write(full(receipt))
    last = await storage.accept(arrival(n=2, text="delete everything"))
    await storage.write(replace(turn(last, 1, Post('"It is erased."')), state="", erase=True))
    assert [row.text for row in await storage.transcript(receipt.conversation)] == ['"It is erased."']
    stub = await storage.request("REEF-27")
    assert stub is not None
    assert (stub.country, stub.at, stub.body, stub.title, stub.language, stub.conversation) == (
        "BS",
        NOON,
        "",
        "",
        "",
        None,
    )
    stored = await storage.read(receipt.conversation)
    assert (stored.state, stored.asked_at, stored.request) == ("", 0, "")
    assert [(job.document_id, job.document) for job in await storage.index_jobs()][-2:] == [
        ("request:REEF-27", None),
        ("case:1", None),
    ]
    assert await storage.document("request:REEF-27") is None
    assert list(await storage.notes()) == []
    assert await storage.open_secret(secret().hash, "resume", NOON) is None


async def test_an_erased_message_that_comes_again_is_known(storage: Storage) -> None:
    """A late redelivery of what was erased is not taken for a new message, and nothing is pending."""
    first = await answered(storage)
    last = await storage.accept(arrival(n=2))
    await storage.write(replace(turn(last, 1), erase=True))
    assert await storage.accept(arrival(n=1)) == replace(first, new=False)
    assert await storage.accept(arrival(n=2)) == replace(last, new=False)
    assert list(await storage.pending()) == []


async def test_what_comes_after_the_wish_to_erase_stays(storage: Storage) -> None:
    """A message accepted before the erasure was written, but after it was asked for, is answered."""
    wish = await storage.accept(arrival(n=1))
    later = await storage.accept(arrival(n=2, text="hello again"))
    await storage.write(replace(turn(wish, 0, Post("done")), state="", erase=True))
    assert [row.text for row in await storage.pending()] == ["hello again"]
    await storage.write(turn(later, 1))


async def test_silence_without_consent_ends_in_erasure(storage: Storage) -> None:
    """After a day, and not before; never with consent, nor while an answer is owed."""
    kept, unkept, owed = [await storage.accept(arrival(chat)) for chat in ("ada", "bo", "cy")]
    await storage.write(turn(kept))
    await storage.write(replace(full(unkept), keep=False))
    await storage.write(replace(turn(owed), keep=False))
    await storage.accept(arrival("cy", 2))
    day = 24 * 3600.0
    assert await storage.expire(NOON + day) == 0
    assert await storage.expire(NOON + 1 + day) == 1
    assert await storage.find("web", "bo") is None
    assert await storage.find("web", "cy") is not None
    assert list(await storage.transcript(unkept.conversation)) == []
    stub = await storage.request("REEF-27")
    assert stub is not None
    assert stub.body == ""
    assert [(job.document_id, job.document) for job in await storage.index_jobs()][-2:] == [
        ("request:REEF-27", None),
        ("case:1", None),
    ]


async def test_silence_is_told_once(storage: Storage) -> None:
    """A person with an open question who says nothing is listed, until a reminder came in; one who is owed is not."""
    asked, told, owed = [await storage.accept(arrival(chat)) for chat in ("ada", "bo", "cy")]
    await storage.write(turn(asked))
    await storage.write(turn(told, 0, Post("thank you")))
    await storage.write(turn(owed))
    await storage.accept(arrival("cy", 2))
    assert list(await storage.silent(NOON)) == []
    assert list(await storage.silent(NOON + 1)) == [(await storage.read(asked.conversation), 1)]
    reminder = await storage.accept(replace(arrival(n=2, at=NOON + 2), kind="timeout"))
    assert list(await storage.silent(NOON + 5)) == []
    await storage.write(turn(reminder, 1))
    assert list(await storage.silent(NOON + 5)) == []
    answer = await storage.accept(arrival(n=3, at=NOON + 6))
    await storage.write(turn(answer, 2))
    assert [position for _, position in await storage.silent(NOON + 6)] == [answer.position]


async def test_a_turn_without_a_time_does_not_age_its_conversation(storage: Storage) -> None:
    """Silence is counted from the latest time known, never from the epoch."""
    receipt = await storage.accept(arrival())
    await storage.write(replace(turn(receipt), keep=False, at=0.0))
    assert await storage.expire(NOON + 3600) == 0


async def test_message_ids_are_never_used_again(storage: Storage) -> None:
    """Channels recognise a repeated send by it, so an erasure must not free it."""
    receipt = await answered(storage)
    last = await storage.accept(arrival(n=2))
    await storage.write(replace(turn(last, 1, Post("gone")), erase=True))
    (row,) = await storage.due(["web"])
    assert row.message > last.message
    assert (await storage.accept(arrival(n=3))).message > row.message > receipt.message


async def test_everything_is_there_after_a_restart(opener: Opener) -> None:
    """What was acknowledged is read by the next process."""
    storage = await opener()
    receipt = await storage.accept(arrival())
    await storage.write(full(receipt))
    before = (await storage.read(receipt.conversation), await storage.transcript(receipt.conversation))
    await storage.close()
    storage = await opener()
    assert (await storage.read(receipt.conversation), await storage.transcript(receipt.conversation)) == before
    await storage.close()


async def test_words_blotted_out_leave_messages_and_notes(storage: Storage) -> None:
    """Both sides of this conversation and its notes, quoted or not; another conversation keeps its own words."""
    words = 'behind the "chapel"\nof the bay'
    quoted = json.dumps({"text": f"you said {words}"}, ensure_ascii=False)
    first = await storage.accept(arrival("ada", 1, text=f"the nest is {words}, come"))
    other = await storage.accept(arrival("bo", 1, text=f"the nest is {words}, come"))
    await storage.write(replace(turn(first, 0), posts=(Post(quoted),), notes=(("query", quoted),)))
    second = await storage.accept(arrival("ada", 2, text="yes"))
    await storage.write(replace(turn(second, 1), posts=(), blots=((words, "[…]"),)))
    rows = await storage.transcript(first.conversation)
    assert [row.text for row in rows] == ["the nest is […], come", '{"text": "you said […]"}', "yes"]
    assert [note.body for note in await storage.notes(first.conversation)] == ['{"text": "you said […]"}']
    assert [row.text for row in await storage.transcript(other.conversation)] == [f"the nest is {words}, come"]


async def test_what_announces_an_answer_is_claimed_once(storage: Storage) -> None:
    """Whoever asks is told what stands there, in this channel; of two who claim it one has it."""
    await answered(storage, "ada")
    ada, bo = Announced("ada", "", "C1:17.5"), Announced("bo", "", "C2:18.5")
    await storage.announce("web", ada)
    await storage.announce("web", bo)  # Nobody talks there.
    assert await storage.announced("web") == [ada]
    assert list(await storage.announced("slack")) == []
    assert not await storage.claim("web", replace(ada, remote="C1:17.4"))
    assert sorted([await storage.claim("web", ada), await storage.claim("web", ada)]) == [False, True]
    assert list(await storage.announced("web")) == []
