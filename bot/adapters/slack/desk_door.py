"""What people of the desk do from its channel: a reply in a thread goes to the person, a button acts on the case.

Acknowledged is done: Slack hears that we have it once the act is committed, or once whoever wrote was told why nothing
was done. What Slack delivers again is known by the message's own id, which is the key of the act.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from weakref import WeakValueDictionary

import structlog

from bot.adapters.slack.desk_calls import DeskCalls
from bot.adapters.slack.desk_draw import window
from bot.adapters.slack.desk_keeper import Keeper
from bot.adapters.slack.desk_parse import (
    WHY,
    Aside,
    Changed,
    Closing,
    Deleted,
    Member,
    Pressed,
    Words,
    Wrote,
    deed,
)
from bot.adapters.slack.desk_staff import Staff, speaks
from bot.adapters.slack.happening import Call, Us
from bot.attachments import MANY, ONE, Brought
from bot.channel import Misconfigured, NotConnected, Uncertain, Undeliverable
from bot.desk import Desk, Refused, enclosed, permit
from bot.message import Attachment
from bot.timeline import done
from dialogs.words import FALLBACK, say
from storage.desk.port import Account, Case, DeskStorage, NoCase, Outpaced
from storage.desk.thread import BY_MESSAGE, Look, time_of
from storage.port import NewFile, StorageUnavailable

log = structlog.get_logger()

READING = 10
"""Seconds for which a post has to have stood in the thread to count as read. Chosen: who writes does not look up
at every moment, and Slack does not say when they began (docs/decisions/0019-a-thread-is-a-second-view.md)."""

TYPED = 10
"""Characters a second that few people type: when the words of a reply began, those of the person that stood there for a
second were read."""

SOON = 2.0
"""Seconds to tell somebody why nothing was done; Slack gives up on us after three."""

SENT = ("reply", "correct")
"""Steps that a person was sent."""

Act = Callable[[Account, Case], Awaitable[object]]
"""What comes of it is told to whoever did it, where that is words."""


class NotHeard(StorageUnavailable):
    """Slack could not be asked or told something now; what it delivered, it has to deliver again."""


class Door:
    def __init__(
        self,
        room: str,
        calls: DeskCalls,
        staff: Staff,
        keeper: Keeper,
        storage: DeskStorage,
        desk: Callable[[], Desk],
        clock: Callable[[], float],
    ) -> None:
        self._room = room
        self._calls = calls
        self._staff = staff
        self._keeper = keeper
        self._storage = storage
        self._desk = desk
        self._clock = clock
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        """By case: what is written in one thread is taken in its order."""

    async def takes(self, call: Call, us: Us) -> Mapping[str, object] | None:
        """What Slack is answered with its acknowledgement; None when it is none of the desk's.

        Raises:
            StorageUnavailable: nothing was done; Slack must send it again.
        """
        done = deed(call, self._room, us)
        if done is None or isinstance(done, Aside):
            return {} if done else None
        try:
            return await self._taken(done)
        except Misconfigured:  # Slack does not tell us who it is; the log says what an operator has to do.
            await self._tell(done.who, "", say("slack.desk.again", FALLBACK))
            return {}

    async def _taken(self, deed: Wrote | Changed | Deleted | Pressed | Closing) -> Mapping[str, object]:
        match deed:
            case Closing():
                why = await self._close(deed)
                return {"response_action": "errors", "errors": {WHY: why}} if why else {}
            case Pressed():
                await self._tell(deed.who, "", await self._press(deed))
            case _:
                await self._written(deed)
        return {}

    async def _written(self, written: Wrote | Changed | Deleted) -> None:
        case = await self._storage.case_of_thread(self._room, f"{self._room}:{written.thread}")
        if case is None:
            await self._not_known(written)
            return
        lock = self._locks.setdefault(case, asyncio.Lock())
        key = f"{BY_MESSAGE}{self._room}:{written.ts}"
        async with lock:
            match written:
                case Wrote(who, _, ts, words, _):
                    why = await self._take(who, case, words, ts, key)
                case Changed(who, _, ts, when, words, before):
                    why = "" if words == before else await self._change(who, case, words, when, key)
                case Deleted(who):
                    await self._remark(who, case, key)
                    why = ""
        await self._tell(written.who, written.thread, why)

    async def _not_known(self, written: Wrote | Changed | Deleted) -> None:
        """Colleagues among themselves; or a thread of ours whose case we do not know, not yet or not any more."""
        if await self._storage.beginning(self._room):
            raise NotHeard("a thread is just beginning; Slack will send this again")
        if isinstance(written, Wrote) and written.ours:
            await self._tell(written.who, written.thread, await self._in_language(written.who, "console.missing"))

    async def _take(self, who: Member, case: int, words: Words, ts: str, key: str) -> str:
        """A note is kept, everything else goes to the person; why not, or that words of theirs crossed it."""

        async def act(account: Account, now: Case) -> object:
            if words.inside:
                return await self._note(account, case, words, key)
            whole = now.merged_into or case
            seen = await self._storage.stood(self._room, _looked(whole, account, ts))
            heard = await self._storage.heard(self._room, _looked(case, account, ts, ago=_typing(words.text)))
            files = await self._enclosed(words.files)
            desk, text = self._desk(), words.text
            done = await desk.reply(account, whole, text, seen=seen, key=key, files=files, to=case, heard=heard)
            return say("slack.desk.crossed", speaks(account, FALLBACK)) if done.waiting_since else None

        return await self._do(who, case, act)

    async def _change(self, who: Member, case: int, words: Words, when: str, key: str) -> str:
        """A note is noted anew; what the person has is followed by a line that takes its place."""
        was = await self._storage.done_by(case, key)
        if not any(one.kind in SENT for one in was):
            return await self._take(who, case, words, when, f"{key}e{when}")

        async def act(account: Account, now: Case) -> object:
            if words.inside:
                await self._note(account, case, words, f"{key}e{when}")
                raise Refused("slack.desk.already")
            whole = now.merged_into or case
            seen = await self._storage.stood(self._room, _looked(whole, account, when))
            desk, text, again = self._desk(), words.text, f"{key}e{when}"
            if await self._is_last(case, was[-1].step):
                return await desk.correct(account, whole, text, seen=seen, key=again, to=case)
            text = say("slack.desk.correction", now.language or FALLBACK, text=text) if text else ""
            return await desk.reply(account, whole, text, seen=seen, key=again, to=case)

        return await self._do(who, case, act)

    async def _is_last(self, case: int, step: int) -> bool:
        """Whether nothing was said to the person after this."""
        return all(later.kind not in SENT or later.id <= step for later in await self._storage.history(case))

    async def _note(self, account: Account, case: int, words: Words, key: str) -> object:
        if words.files:
            raise Refused("slack.desk.files")
        return await self._desk().note(account, case, words.text, key=key)

    async def _enclosed(self, files: Sequence[Attachment]) -> tuple[NewFile, ...]:
        """Files as the desk takes them, fetched from Slack."""
        brought: list[Brought] = []
        for file in files[: MANY + 1]:
            if file.size > ONE:
                raise Refused("file-size", file.name)
            try:
                brought.append(Brought(file.name, file.media_type, await self._calls.download(file.id, ONE)))
            except Undeliverable as error:
                raise Refused("file-lost", file.name) from error
        return await enclosed(brought) if brought else ()

    async def _remark(self, who: Member, case: int, key: str) -> str:
        """What was sent stays sent; the thread says so. What was never taken needs no word."""
        was = await self._storage.done_by(case, key)
        account = await self._known(who)
        if was and account:
            sent = int(any(one.kind in SENT for one in was))
            await self._storage.remark(self._room, case, account.id, sent, f"deleted-{key}", self._clock())
            self._keeper.wake()
        return ""

    async def _press(self, pressed: Pressed) -> str:
        key = f"slack-tap:{self._room}:{pressed.ts}:{pressed.when}"

        async def act(account: Account, now: Case) -> object:
            desk, case = self._desk(), pressed.case
            look = _looked(case, account, pressed.when, pressed.acts)
            match pressed.press:
                case "close":
                    permit(account, "close")
                    await self._ask_why(pressed, account)
                    return None
                case "take":
                    return await desk.take(account, case, seen=await self._storage.stood(self._room, look), key=key)
                case "hand-back":
                    seen = await self._storage.stood(self._room, look)
                    return await desk.hand_back(account, case, seen=seen, key=key)
                case "reopen":
                    return await desk.reopen(account, case, seen=await self._storage.stood(self._room, look), key=key)

        try:
            return await self._do(pressed.who, pressed.case, act)
        except Undeliverable:  # The window's three seconds are over.
            return await self._in_language(pressed.who, "slack.desk.again")

    async def _ask_why(self, pressed: Pressed, account: Account) -> None:
        language = speaks(account, await self._staff.language())
        await self._calls.open_view(pressed.trigger, window(pressed.case, pressed.acts, language))

    async def _close(self, closing: Closing) -> str:
        async def act(account: Account, now: Case) -> object:
            seen = await self._storage.stood(self._room, Look(closing.case, account.id, (0, 0), closing.acts))
            return await self._desk().close(account, now.id, closing.why, seen=seen, key=f"slack-view:{closing.view}")

        return await self._do(closing.who, closing.case, act)

    async def _do(self, who: Member, case: int, act: Act) -> str:
        """Have it done; why it was not, or what they should know of it, "" for nothing, in the language of whoever
        wanted it."""
        account = await self._known(who)
        otherwise = await self._staff.language()
        if account is None:
            return say("slack.desk.stranger", otherwise)
        language = speaks(account, otherwise)
        try:
            now = await self._storage.case(case)
            await self._keeper.catch_up([case, now.merged_into] if now.merged_into else [case])
            told = await act(account, now)
        except NoCase:
            return say("console.missing", language)
        except Outpaced as error:
            people = {one.id: one.name for one in await self._storage.accounts()}
            did = " ".join(part for part in (error.step.name, done(error.step, language, people)) if part)
            return say("slack.desk.outpaced", language, did=did)
        except Refused as error:
            return _why(error, language)
        except (NotConnected, Uncertain) as error:
            raise NotHeard("Slack does not answer; it will send this again") from error
        self._keeper.ring()
        return told if isinstance(told, str) else ""

    async def _known(self, who: Member) -> Account | None:
        try:
            return await self._staff.account(who.user, who.team)
        except Misconfigured:
            raise
        except NotConnected as error:
            raise NotHeard("Slack does not say who it is; it will send this again") from error

    async def _in_language(self, who: Member, id: str) -> str:
        return say(id, speaks(await self._known(who), await self._staff.language()))

    async def _tell(self, who: Member, thread: str, text: str) -> None:
        """To them alone; nothing for "".

        Raises:
            NotHeard: they could not be told; nothing was done, and they are told when Slack sends it again.
        """
        if not text:
            return
        try:
            async with asyncio.timeout(SOON):
                await self._calls.whisper(self._room, thread, who.user, text)
        except (Undeliverable, Misconfigured) as error:
            log.warning("slack_desk_not_told", error=type(error).__name__)
        except (NotConnected, Uncertain, TimeoutError) as error:
            raise NotHeard("Slack takes no answer; it will send this again") from error


def _looked(case: int, account: Account, ts: str, acts: int = 0, ago: int = READING) -> Look:
    seconds, millionths = time_of(ts)
    return Look(case, account.id, (seconds - ago, millionths), acts)


def _typing(text: str) -> int:
    """Seconds before a message was there in which its writer no longer looked."""
    return min(READING, 1 + len(text) // TYPED)


def _why(refused: Refused, language: str) -> str:
    """In words; a refusal of our own names its wording whole."""
    return say(refused.why, language) if refused.why.startswith("slack.") else refused.told(language)
