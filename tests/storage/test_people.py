"""One person in two conversations: what one tells the other, how they change places, what goes with an erasure."""

from __future__ import annotations

from dataclasses import replace

from storage.port import Call, NewFile, ParkedPayload, Receipt, Secret, Storage
from tests.storage.samples import NOON, arrival, full, turn

FILE = NewFile("map.pdf", "application/pdf", "ab" * 32, b"%PDF-1.7")


async def traded(storage: Storage) -> tuple[Receipt, Receipt]:
    """Ada on the web and Ada's phone, after they changed places by the turn that answered her second message."""
    web = await storage.accept(arrival("ada"))
    way = Secret("1a" * 32, "link", NOON + 60)
    await storage.write(replace(full(web), secrets=(*full(web).secrets, way)))
    phone = await storage.accept(replace(arrival("7"), channel="telegram", delivery_id="u1", message_id="9"))
    await storage.write(turn(phone))
    yes = await storage.accept(arrival("ada", 2))
    calls = (Call(phone.conversation, "moved", "telegram"),)
    written = await storage.write(replace(turn(yes, 1), trade=phone.conversation, calls=calls, spent="1a" * 32))
    assert list(written.called) == list(await storage.pending()), "who wrote it knows whom to answer"
    return web, phone


async def test_two_conversations_change_places_in_one_write(storage: Storage) -> None:
    """Each answers where the other did, both are of one person, the call came after, and the secret is spent."""
    web, phone = await traded(storage)
    here, there = await storage.find("telegram", "7"), await storage.find("web", "ada")
    assert here
    assert there
    assert (here.conversation, there.conversation) == (web.conversation, phone.conversation)
    assert here.person is not None
    assert here.person == there.person
    assert list(await storage.conversations_of(here.person)) == [web.conversation, phone.conversation]
    (call,) = await storage.pending()
    assert (call.conversation, call.kind, call.text) == (phone.conversation, "moved", "telegram")
    assert await storage.open_secret("1a" * 32, "link", NOON) is None
    assert await storage.open_secret("5e" * 32, "resume", NOON) == web.conversation


async def test_whoever_remembers_a_conversation_of_the_person_reads_it_anew(storage: Storage) -> None:
    """Two people turn out to be one: what was known of each of their conversations is no longer whose they are."""
    _, phone = await traded(storage)
    ids = [(await storage.accept(arrival(chat))) for chat in ("bea", "cat")]
    await storage.write(turn(ids[0]))
    await storage.write(replace(turn(ids[1]), trade=ids[0].conversation))
    before = [await storage.read(receipt.conversation) for receipt in (phone, *ids)]
    assert before[0].person not in (None, before[1].person)
    yes = await storage.accept(arrival("cat", 2))
    token = (await storage.read(yes.conversation)).token
    await storage.write(replace(turn(yes, token), trade=phone.conversation))
    after = [await storage.read(row.conversation) for row in before]
    assert len({row.person for row in after}) == 1
    assert all(now.token > was.token for now, was in zip(after, before, strict=True))


async def test_a_late_redelivery_is_known_after_the_change(storage: Storage) -> None:
    """What a platform delivered before is no new message for the conversation that answers there now."""
    await traded(storage)
    again = replace(arrival("7"), channel="telegram", delivery_id="u1", message_id="9")
    assert not (await storage.accept(again)).new
    assert not (await storage.accept(arrival("ada", 2))).new
    assert (await storage.accept(replace(again, delivery_id="u2", message_id="10"))).new


async def test_ids_of_a_place_stay_with_the_place(storage: Storage) -> None:
    """A new message is new, also when the conversation had one of the same id where it was before."""
    ada, bo = await storage.accept(arrival("ada")), await storage.accept(arrival("bo"))
    await storage.write(turn(ada))
    second = await storage.accept(arrival("ada", 2))
    await storage.write(turn(bo))
    await storage.write(replace(turn(second, 1), trade=bo.conversation))
    new = await storage.accept(arrival("bo", 2))
    assert (new.new, new.conversation) == (True, ada.conversation)


async def test_positions_go_on_after_the_change(storage: Storage) -> None:
    """Both conversations take messages afterwards, each at a position of its own."""
    web, phone = await traded(storage)
    for receipt in (web, phone):
        before = [row.position for row in await storage.transcript(receipt.conversation)]
        stored = await storage.read(receipt.conversation)
        new = await storage.accept(replace(arrival(stored.chat, 7), channel=stored.channel))
        assert new.position > max(before)


async def test_requests_are_found_for_the_person(storage: Storage) -> None:
    """What was sent from one conversation is the person's in the other."""
    _, phone = await traded(storage)
    person = (await storage.read(phone.conversation)).person
    assert person is not None
    assert [row.code for row in await storage.requests_of(person)] == ["REEF-27"]
    assert list(await storage.requests(phone.conversation)) == []


async def test_deleting_everything_is_about_all_of_a_person(storage: Storage) -> None:
    """Asked for in one conversation, nothing is left in the other; whoever worked on that one starts anew."""
    web, phone = await traded(storage)
    before = await storage.read(web.conversation)
    wish = await storage.accept(arrival("ada", 8))  # On the web the phone's conversation answers now.
    assert wish.conversation == phone.conversation
    token = (await storage.read(phone.conversation)).token
    await storage.write(replace(turn(wish, token), erase=True))
    assert list(await storage.transcript(web.conversation)) == []
    after = await storage.read(web.conversation)
    assert (after.state, after.request) == ("", "")
    assert after.token > before.token
    stub = await storage.request("REEF-27")
    assert stub
    assert (stub.body, stub.conversation) == ("", None)


async def test_a_change_with_nobody_changes_nothing(storage: Storage) -> None:
    """The other conversation was erased meanwhile: the turn is written, without the change and its calls."""
    web = await storage.accept(arrival("ada"))
    await storage.write(replace(turn(web), trade=99, calls=(Call(web.conversation, "moved"),)))
    stored = await storage.read(web.conversation)
    assert (stored.channel, stored.chat, stored.person) == ("web", "ada", None)
    assert list(await storage.pending()) == []


async def test_a_call_is_heard_once(storage: Storage) -> None:
    """The same id tells nothing twice; nobody is told who is gone; it goes where the conversation takes place."""
    web, _ = await traded(storage)
    first = await storage.call(web.conversation, "lapsed", "2", "lapse-1", NOON)
    assert first
    assert (first.conversation, first.kind, first.text) == (web.conversation, "lapsed", "2")
    assert await storage.call(web.conversation, "lapsed", "2", "lapse-1", NOON) is None
    assert await storage.call(99, "lapsed", "", "lapse-2", NOON) is None


async def test_files_are_kept_with_the_turn_and_go_with_the_conversation(storage: Storage) -> None:
    """Name, kind, size, hash and bytes as written; an erasure leaves none."""
    receipt = await storage.accept(arrival())
    await storage.write(replace(turn(receipt), files=(FILE,)))
    (row,) = await storage.files(receipt.conversation)
    assert (row.name, row.media_type, row.size, row.sha256) == ("map.pdf", "application/pdf", 8, "ab" * 32)
    assert await storage.file(row.id) == b"%PDF-1.7"
    wish = await storage.accept(arrival(n=2))
    await storage.write(replace(turn(wish, 1), erase=True))
    assert list(await storage.files(receipt.conversation)) == []
    assert await storage.file(row.id) is None


async def test_what_a_message_is_about(storage: Storage) -> None:
    """The words as last changed, the question they were read against, and whether they are the person's last."""
    first = await storage.accept(arrival())
    await storage.write(replace(turn(first), read_against={first.message: "country"}))
    conversation = first.conversation
    edit = await storage.accept(replace(arrival(n=2, text="Kenya"), kind="edit", about="message-1"))
    seen = await storage.referred(conversation, "message-1", edit.position)
    assert seen
    assert (seen.direction, seen.asked, seen.text, seen.latest) == ("in", "country", "the reef is dying", True)
    later = await storage.accept(arrival(n=3))
    second = await storage.accept(replace(arrival(n=4, text="Uganda"), kind="edit", about="message-1"))
    seen = await storage.referred(conversation, "message-1", second.position)
    assert seen
    assert (seen.text, seen.latest) == ("Kenya", False)
    assert await storage.referred(conversation, "message-9", later.position) is None
    assert await storage.arrivals(conversation, "edit", 0) == 2


async def test_a_reply_is_about_what_was_sent(storage: Storage) -> None:
    """A message of ours is found by the platform's id of it, with the question it carries."""
    first = await storage.accept(arrival())
    post = replace(turn(first).posts[0], asked="consent")
    await storage.write(replace(turn(first), posts=(post,)))
    (row,) = await storage.due(["web"])
    await storage.attempting(row.message)
    await sent(storage, row.message, "tg-44")
    reply = await storage.accept(replace(arrival(n=2), about="tg-44"))
    seen = await storage.referred(first.conversation, "tg-44", reply.position)
    assert seen
    assert (seen.direction, seen.asked) == ("out", "consent")


async def test_unreadable_payloads_are_kept_for_two_weeks(storage: Storage) -> None:
    """They are listed without their bytes, and gone after fourteen days."""
    await storage.park_payload("telegram", b"\xff\x00{", "KeyError", NOON)
    (parked,) = await storage.parked_payloads()
    assert parked == ParkedPayload(parked.id, "telegram", "KeyError", NOON, size=3)
    assert await storage.payload(parked.id) == b"\xff\x00{"
    await storage.expire(NOON + 13.9 * 86_400)
    assert len(await storage.parked_payloads()) == 1
    await storage.expire(NOON + 14.1 * 86_400)
    assert list(await storage.parked_payloads()) == []


async def test_a_payload_is_dropped_once(storage: Storage) -> None:
    """Nothing of it is left, and others stay."""
    for body in (b"one", b"two"):
        await storage.park_payload("slack", body, "KeyError", NOON)
    first, second = await storage.parked_payloads()
    assert await storage.drop_payload(first.id)
    assert not await storage.drop_payload(first.id)
    assert await storage.payload(first.id) is None
    assert list(await storage.parked_payloads()) == [second]


async def test_what_could_not_be_read_goes_with_its_person(storage: Storage) -> None:
    """What names the chat where everything is erased goes along; what names another chat or none waits out its time."""
    receipt = await storage.accept(arrival())
    for channel, whose in (("web", "ada"), ("web", "bo"), ("web", ""), ("slack", "ada")):
        await storage.park_payload(channel, b"{", "KeyError", NOON, whose)
    first, *others = await storage.parked_payloads()
    stored = await storage.read(receipt.conversation)
    await storage.write(replace(turn(receipt, stored.token), erase=True))
    assert list(await storage.parked_payloads()) == others
    assert await storage.payload(first.id) is None


async def test_what_could_not_be_read_goes_along_when_a_chat_goes_on_elsewhere(storage: Storage) -> None:
    """And so with its person, whichever of the two chats its envelope named."""
    receipt = await storage.accept(arrival())
    for chat in ("ada", "ada-elsewhere", "bo"):
        await storage.park_payload("web", b"{", "KeyError", NOON, chat)
    await storage.move(receipt.conversation, "ada-elsewhere")
    stored = await storage.read(receipt.conversation)
    await storage.write(replace(turn(receipt, stored.token), erase=True))
    assert len(await storage.parked_payloads()) == 1


async def sent(storage: Storage, message: int, remote: str) -> None:
    await storage.sent({message: remote})
