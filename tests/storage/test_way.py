"""The way of a request on every database: confirmed teams, endorsements, links that give cases away."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from storage.desk.port import Act, Case, Change, NewAccount, NewCase, NotNow, Outpaced
from storage.desk.way import Claim, Confirmed, NewEndorsement, NewLink, Purpose, Settled
from storage.port import Call, Post, Ring, Storage
from tests.storage.samples import NOON, arrival, turn

ASKED = NewEndorsement(
    "HT", "Jean Exemple", "fr", "digest of a secret", NOON, NOON + 1000, due=NOON + 500, mandate="§ 4"
)


async def sent(storage: Storage, code: str = "REEF-27", chat: str = "ada", n: int = 1) -> Case:
    """The case of a request that was sent from a chat."""
    receipt = await storage.accept(arrival(chat, n))
    stored = await storage.read(receipt.conversation)
    ring = Ring("request", code, "fr", "Poissons-lions", "HT", "Ministère")
    await storage.write(replace(turn(receipt, stored.token, Post("{}")), rings=(ring,)))
    case = await storage.desk.by_code(code)
    assert case
    return case


def asking(case: Case, key: str = "k") -> Act:
    return Act(case.id, None, "ask-focal-point", key, case.acts, NOON, change=Change(stage="focal-point"))


def answering(case: int, key: str = "answer") -> Act:
    return Act(case, None, "endorsement", key, None, NOON + 9, change=Change(stage="endorsed"))


async def test_what_the_desk_says_of_a_team_replaces_what_it_said(storage: Storage) -> None:
    """And can be taken back; who said it does not outlive their account's row, the saying does."""
    first = Confirmed("SPREP", ("WS", "TO"), ("en",), None, NOON)
    await storage.desk.confirm(first)
    await storage.desk.confirm(replace(first, countries=("WS",), at=NOON + 1))
    await storage.desk.confirm(Confirmed("CSE", (), (), None, NOON))
    assert await storage.desk.confirmed() == [
        Confirmed("CSE", (), (), None, NOON),
        replace(first, countries=("WS",), at=NOON + 1),
    ]
    await storage.desk.unconfirm("SPREP")
    assert [said.team for said in await storage.desk.confirmed()] == ["CSE"]


async def test_a_team_is_named_and_its_members_are_its_own(storage: Storage) -> None:
    """Whoever is not named leaves it; without a word about members they stay."""
    desk = storage.desk
    ana, bo = [
        await desk.invite(NewAccount(f"{name}@desk.example", name, "officer", name, NOON + 60, NOON))
        for name in ("ana", "bo")
    ]
    said = Confirmed("SPREP", ("WS",), ("en",), ana.id, NOON, "Pacific desk")
    await desk.confirm(said, [ana.id, bo.id])
    await desk.confirm(said)
    assert list(await desk.confirmed()) == [said]
    assert [one.team for one in await desk.accounts()] == ["SPREP", "SPREP"]
    await desk.confirm(said, [bo.id])
    assert [one.team for one in await desk.accounts()] == ["", "SPREP"]


async def test_asking_moves_the_case_in_the_same_transaction(storage: Storage) -> None:
    """Twice with one key asks once, and the newer secret opens; an officer who is outpaced asks nobody."""
    case = await sent(storage)
    asked, acted = await storage.desk.ask(ASKED, asking(case))
    assert (asked.state, asked.country, asked.due, asked.holder, acted.case.stage) == (
        "asked", "HT", NOON + 500, "", "focal-point",
    )  # fmt: skip
    again, twice = await storage.desk.ask(replace(ASKED, opens="another"), asking(case))
    assert (again, twice.new) == (asked, False)
    with pytest.raises(Outpaced):
        await storage.desk.ask(replace(ASKED, opens="another"), asking(case, "k2"))
    assert await storage.desk.endorsements(case.id) == [asked]
    assert await storage.desk.endorsement("another") == asked
    assert await storage.desk.endorsement(ASKED.opens) is None
    assert await storage.desk.hold(asked.id, "browser")
    with pytest.raises(NotNow, match="answered"):
        await storage.desk.ask(replace(ASKED, opens="a third"), asking(case))


async def test_a_newer_question_takes_the_older_one_back(storage: Storage) -> None:
    case = await sent(storage)
    await storage.desk.ask(ASKED, asking(case))
    newer = replace(ASKED, opens="newer")
    await storage.desk.ask(newer, asking(await storage.desk.case(case.id), "k2"))
    assert [one.state for one in await storage.desk.endorsements(case.id)] == ["recalled", "asked"]


async def test_the_first_browser_has_the_link(storage: Storage) -> None:
    """Of two at once one; it may come again, the other never."""
    case = await sent(storage)
    asked, _ = await storage.desk.ask(ASKED, asking(case))
    held = await asyncio.gather(storage.desk.hold(asked.id, "one"), storage.desk.hold(asked.id, "two"))
    assert sorted(held) == [False, True]
    first = "one" if held[0] else "two"
    assert await storage.desk.hold(asked.id, first)


async def test_one_answer_counts_and_moves_the_case(storage: Storage) -> None:
    """Of two at once one; from another browser none; afterwards nothing is open any more."""
    case = await sent(storage)
    asked, _ = await storage.desk.ask(ASKED, asking(case))
    await storage.desk.hold(asked.id, "one")
    answer = Settled(asked.id, "one", "endorsed", NOON + 9, "Jean", "Bien.", answering(case.id))
    assert await storage.desk.settle(replace(answer, holder="two")) is False
    outcomes = await asyncio.gather(*(storage.desk.settle(answer) for _ in range(2)))
    assert sum(outcome is not False for outcome in outcomes) == 1
    (told,) = await storage.desk.endorsements(case.id)
    assert (told.state, told.signed, told.words, told.answered) == ("endorsed", "Jean", "Bien.", NOON + 9)
    assert (await storage.desk.case(case.id)).stage == "endorsed"
    assert not await storage.desk.hold(asked.id, "one")


async def test_an_answer_to_a_closed_case_leaves_everything_as_it_was(storage: Storage) -> None:
    case = await sent(storage)
    asked, _ = await storage.desk.ask(ASKED, asking(case))
    await storage.desk.act(Act(case.id, None, "close", "c", None, NOON, change=Change(hold="closed")))
    act = replace(answering(case.id), of=("bot", "desk"))
    with pytest.raises(NotNow):
        await storage.desk.settle(Settled(asked.id, None, "endorsed", NOON + 9, act=act))
    assert [one.state for one in await storage.desk.endorsements(case.id)] == ["asked"]


async def test_passing_on_opens_another_and_ends_this_one(storage: Storage) -> None:
    case = await sent(storage)
    asked, _ = await storage.desk.ask(ASKED, asking(case))
    passed = replace(ASKED, name="Marie", opens="third")
    assert await storage.desk.settle(Settled(asked.id, None, "delegated", NOON + 9, "Jean", passed=passed)) is True
    first, second = await storage.desk.endorsements(case.id)
    assert (first.state, second.state, second.name, second.follows) == ("delegated", "asked", "Marie", first.id)


async def test_silence_is_found_when_it_counts(storage: Storage) -> None:
    """Never where no date was set, nor before it, nor after an answer."""
    first, second = await sent(storage), await sent(storage, "REEF-28", "bo")
    asked, _ = await storage.desk.ask(ASKED, asking(first))
    await storage.desk.ask(replace(ASKED, opens="never", due=0.0), asking(second))
    assert await storage.desk.silent(NOON + 499) == []
    assert await storage.desk.silent(NOON + 500) == [asked]
    await storage.desk.settle(Settled(asked.id, None, "objected", NOON + 9))
    assert await storage.desk.silent(NOON + 500) == []


async def linked(storage: Storage, case: Case, purpose: Purpose, hash: str = "link", key: str = "link") -> None:
    act = Act(case.id, None, "link", key, None, NOON)
    await storage.desk.make_link(NewLink(hash, purpose, "Marie Exemple", NOON + 60), act)


async def test_a_link_gives_a_case_once(storage: Storage) -> None:
    """Of two who open it at once one has the case, whose history says so; the desk's part in it begins anew."""
    ana = await storage.desk.invite(NewAccount("ana@desk.example", "Ana", "officer", "i", NOON, NOON))
    case = await storage.desk.open(NewCase("LETO-1111", ana.id, "k", NOON, "Sargassum", "DM"))
    await linked(storage, case, "confirm")
    assert [given.id for given in await storage.desk.given("link", NOON)] == [case.id]
    one, two = [await storage.accept(arrival(chat)) for chat in ("one", "two")]
    told = (Call(one.conversation, "desk", "{}"),)
    seen = tuple(await storage.desk.given("link", NOON))
    outcomes = await asyncio.gather(
        storage.desk.claim(Claim("link", one.conversation, NOON + 1, seen, told)),
        storage.desk.claim(Claim("link", two.conversation, NOON + 1, seen)),
    )
    (won,) = [outcome for outcome in outcomes if outcome.cases]
    (held,) = won.cases
    assert held.conversation in (one.conversation, two.conversation)
    assert (held.hold, held.acts) == ("returned", seen[0].acts + 1)
    assert [step.kind for step in await storage.desk.history(case.id)] == ["opened", "link", "confirmed"]
    assert await storage.desk.given("link", NOON) == []
    link = await storage.desk.link("link")
    assert link
    assert (link.name, link.spent) == ("Marie Exemple", NOON + 1)


async def test_an_old_a_replaced_and_an_unknown_link_give_nothing(storage: Storage) -> None:
    case = await sent(storage)
    await linked(storage, case, "succeed", "older")
    await linked(storage, case, "succeed", "newer", "k2")
    other = await storage.accept(arrival("bo"))
    for hash, at in (("older", NOON), ("unknown", NOON), ("newer", NOON + 61)):
        assert await storage.desk.given(hash, at) == []
        assert (await storage.desk.claim(Claim(hash, other.conversation, at))).cases == ()
    assert (await storage.desk.case(case.id)).conversation == case.conversation


async def test_a_successor_gets_all_cases_of_a_person(storage: Storage) -> None:
    """With their requests, closed ones too; other people's stay, and an erasure of the one before touches none.

    What happened to a case since it was looked at is looked at again first.
    """
    first = await sent(storage)
    second = await sent(storage, "REEF-28", n=2)
    await storage.desk.act(Act(second.id, None, "close", "c", None, NOON, change=Change(hold="closed")))
    other = await sent(storage, "REEF-29", "bo")
    await linked(storage, first, "succeed")
    heir = await storage.accept(arrival("heir"))
    assert first.conversation
    told = (Call(first.conversation, "desk", "bye"), Call(heir.conversation, "desk", "welcome"))
    await linked(storage, second, "confirm", "older", "k2")
    seen = tuple(await storage.desk.given("link", NOON))
    await storage.desk.act(Act(first.id, None, "assign", "a", first.acts, NOON))
    assert (await storage.desk.claim(Claim("link", heir.conversation, NOON + 1, seen, told))).stale
    seen = tuple(await storage.desk.given("link", NOON))
    claimed = await storage.desk.claim(Claim("link", heir.conversation, NOON + 1, seen, told))
    assert await storage.desk.given("older", NOON + 1) == [], "a link of the one before opens nothing any more"
    assert [case.code for case in claimed.cases] == ["REEF-27", "REEF-28"]
    assert [row.text for row in claimed.called] == ["bye", "welcome"]
    assert {(await storage.desk.case(id)).conversation for id in (first.id, second.id)} == {heir.conversation}
    assert (await storage.desk.case(other.id)).conversation == other.conversation
    leaving = await storage.accept(arrival(n=3))
    stored = await storage.read(leaving.conversation)
    await storage.write(replace(turn(leaving, stored.token, Post("gone")), erase=True))
    assert (await storage.desk.case(first.id)).title == "Poissons-lions"
    assert await storage.expire(NOON + 90 * 86_400) >= 0
    assert (await storage.desk.case(first.id)).title == "Poissons-lions", "whoever was given a case keeps it"


async def test_whoever_has_the_cases_already_spends_no_link(storage: Storage) -> None:
    case = await sent(storage)
    await linked(storage, case, "succeed")
    assert case.conversation
    assert (await storage.desk.claim(Claim("link", case.conversation, NOON))).cases == ()
    assert [given.id for given in await storage.desk.given("link", NOON)] == [case.id]


async def test_a_colleague_inherits_all_open_cases(storage: Storage) -> None:
    """At once and counted as an act of the case; closed ones stay with who closed them."""
    ana, ben = [
        await storage.desk.invite(NewAccount(f"{name}@desk.example", name, "officer", name, NOON, NOON))
        for name in ("ana", "ben")
    ]
    cases = [await storage.desk.open(NewCase(f"LETO-111{n}", ana.id, f"k{n}", NOON, "T")) for n in range(3)]
    await storage.desk.act(Act(cases[2].id, ana.id, "close", "c", None, NOON, change=Change(hold="closed")))
    assert await storage.desk.inherit(ana.id, ben.id, ana.id, NOON + 1) == 2
    assert await storage.desk.inherit(ana.id, ben.id, ana.id, NOON + 1) == 0
    now = [await storage.desk.case(case.id) for case in cases]
    assert [case.assignee for case in now] == [ben.id, ben.id, ana.id]
    assert now[0].acts == cases[0].acts + 1


async def test_an_erasure_takes_questions_and_links_along(storage: Storage) -> None:
    """Names and words of a focal point hang on the case; the way back to the person goes too."""
    case = await sent(storage)
    await storage.desk.ask(ASKED, asking(case))
    await linked(storage, case, "succeed")
    leaving = await storage.accept(arrival(n=2))
    stored = await storage.read(leaving.conversation)
    await storage.write(replace(turn(leaving, stored.token, Post("gone")), erase=True))
    assert await storage.desk.endorsement(ASKED.opens) is None
    assert await storage.desk.link("link") is None
