"""Which command a message is: a whole message of a known wording, or a telling phrase with nothing but talk around it.

Whole messages forgive fillers and typing errors. A telling phrase decides only where no word of content stands before
it and hardly any after it: "I have to go" is a command, "fishers have to go further" is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from bot.understanding import talk
from bot.understanding.lexicon import LANGUAGES, Lexicon, Match, is_han, lexicon, read
from bot.understanding.script import Message

_SHORT = 12
"""Words up to which a message can be a command with words around it; two Chinese characters count as one."""
_CLOSE = 90
"""Likeness of a misspelled command, of 100."""
_SENTENCES = re.compile(r"[^.!?。！？؟\n]+")
_CLAUSES = re.compile(r"[^.!?。！？؟\n,;，；،:]+")
_ENDED = re.compile(r"\s*(?:[.!?;,:\n]|$)")
"""What stands behind a clause."""
_ASKED = frozenset(("help", "repeat", "review", "pause", "back", "skip", "human"))
"""Commands that are heard in the last clause of a message."""
_BEFORE = 2.0
"""Words of content that may stand in the clauses before it."""
_VERDICTS = ("no", "yes")
_ORDER = (
    "human", "hail", "delete", "export", "status", "similar", "language", "help", "restart", "cancel", "pause",
    "review", "repeat", "back", "skip", "will_ask", "dont_know", "thanks",
)  # fmt: skip


@cache
def _whole() -> dict[str, str]:
    """Whole messages, folded, to the intent; an earlier language's meaning wins."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for name, phrases in read("intents", language).items():
            if name != "filler" and not name.endswith("~"):
                for phrase in phrases:
                    found.setdefault(Message(phrase).plain, name)
    return found


@cache
def _whole_in(language: str, decides: bool = False) -> dict[str, str]:
    """The same for one language; where yes or no `decides`, what can mean either of them does."""
    intents = read("intents", language) if language in LANGUAGES else {}
    names = [name for name in intents if name != "filler" and not name.endswith("~")]
    if decides:
        names.sort(key=lambda name: name in _VERDICTS)
    return {Message(phrase).plain: name for name in names for phrase in intents[name]}


@cache
def _telling() -> dict[str, Lexicon]:
    return {
        name: Lexicon((name, p) for language in LANGUAGES for p in read("intents", language).get(f"{name}~", ()))
        for name in _ORDER
    }


@cache
def _any_telling() -> Lexicon:
    """All of them at once: most messages have none."""
    return Lexicon(
        (name, p) for name in _ORDER for language in LANGUAGES for p in read("intents", language).get(f"{name}~", ())
    )


@cache
def _fillers() -> Lexicon:
    return Lexicon(("filler", p) for language in LANGUAGES for p in read("intents", language).get("filler", ()))


def slash(text: str) -> str | None:
    """The intent of `/word`; None for a word we do not know."""
    head = text.strip()
    if not head.startswith("/") or " " in head:
        return None
    word = Message(head[1:].replace("_", " ")).plain
    return {"start": "greeting", "stop": "pause"}.get(word) or _whole().get(word)


def whole(message: Message, language: str, *, decides: bool = False) -> str | None:
    """The intent of a message that is only a command, in any of our languages; fillers and typing errors forgiven.

    Some words are a yes or a no, and a command as well ("proceed"): they are the former where yes or no `decides`.
    """
    plain = message.plain
    if not plain or len(plain) > 80:
        return None
    own = _whole_in(language, decides)
    for table in (own, _whole()):
        if plain in table:
            return table[plain]
    if not _fillers().find(message) and not _phrases().find(message):
        return _misspelled(plain)
    bare = without_fillers(message)
    if bare and bare != plain and bare in _whole():
        return own.get(bare) or _whole()[bare]
    return _repeated(message) or _misspelled(plain) or (_misspelled(bare) if bare and bare != plain else None)


def asks_to_send(message: Message) -> bool:
    """Whether a message asks if it may be sent, and nothing else; fillers forgiven."""
    return message.plain in _may_send() or without_fillers(message) in _may_send()


@cache
def _may_send() -> frozenset[str]:
    return frozenset(Message(phrase).plain for phrases in read("may_send").values() for phrase in phrases)


def alone(text: str) -> bool:
    """Whether a text is read by itself and never as part of a longer one: a command, a yes, a number, a mere sign."""
    return not any(c.isalpha() for c in text) or bool(slash(text) or whole(Message(text), ""))


def is_plain(message: Message, language: str) -> bool:
    """Whether a message is, word for word, a command of this language: then it shows no other."""
    return language in LANGUAGES and message.plain in _whole_in(language)


def greetings(message: Message) -> tuple[Match, ...]:
    """The places where a message says hello, or asks whether anybody is there."""
    return tuple(
        match
        for match in _phrases().find(message)
        if match.code == "greeting" or (match.code == "hail" and _ENDED.match(message.folded, match.end))
    )


def opens_with_no(message: Message) -> bool:
    """Whether the first words of a message say no."""
    return any(
        match.first == 0 and match.code == "no" and match.end - match.start > 1 for match in _phrases().find(message)
    )


def leaning(message: Message) -> str | None:
    """ "yes", "no" or "send" when a short message begins or ends with it."""
    matches = _phrases().find(message) if _length(message) <= 10 else ()
    for match in matches:
        edge = match.first == 0 or match.last == len(message.words)
        apart = message.folded[match.end : match.end + 1] in (",", ".", ";", "!", "")
        most = 2 if apart else 1  # "No, my minister objects" refuses; "no one patrols the bay" does not.
        if match.code in ("yes", "no", "send") and edge and talk.weight(talk.content(message, (match,))) <= most:
            return match.code
    return None


@cache
def _phrases() -> Lexicon:
    return Lexicon((name, plain) for plain, name in _whole().items())


def _repeated(message: Message) -> str | None:
    """The one intent of a message made of several ways to say it ("yes, that is right")."""
    matches = _phrases().find(message)
    names = {match.code for match in matches}
    names -= {"yes"} if names == {"yes", "send"} else set()
    fillers = sum(
        match.last - match.first
        for match in _fillers().find(message)
        if not any(known.first < match.last and match.first < known.last for known in matches)
    )
    covered = sum(match.last - match.first for match in matches) + fillers
    return names.pop() if len(names) == 1 and len(matches) > 1 and covered == len(message.words) else None


def without_fillers(message: Message, beside: Iterable[int] = ()) -> str:
    """The words of a message that are no fillers and no greetings, without those at the places `beside`."""
    words = message.words
    dropped = set(beside)
    hellos = (match for match in greetings(message) if match.code == "greeting")
    for match in (*_fillers().find(message), *hellos):
        dropped.update(range(match.first, match.last))
    return " ".join(word.text for at, word in enumerate(words) if at not in dropped)


def _misspelled(plain: str) -> str | None:
    if not 6 <= len(plain) <= 40 or (not plain.isascii() and any("\u3400" <= c <= "\u9fff" for c in plain)):
        return None
    known = _about_as_long(len(plain))
    alike = known.get(plain[0])
    if not alike:
        return None
    from rapidfuzz import fuzz, process

    if process.extractOne(plain, alike, scorer=fuzz.ratio, score_cutoff=_CLOSE) is None:
        return None  # Nearly always: the rest need not be compared.
    every = [phrase for phrases in known.values() for phrase in phrases]
    best = process.extractOne(plain, every, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return _whole()[best[0]] if best and best[0][0] == plain[0] else None  # "Who are you" is no "how are you".


@cache
def _about_as_long(size: int) -> dict[str, tuple[str, ...]]:
    """The commands that may be close enough to a text of a length, by first letter.

    A ratio is at most twice the shorter over both.
    """
    found: dict[str, tuple[str, ...]] = {}
    for known in _whole():
        if 200 * min(size, len(known)) >= _CLOSE * (size + len(known)):
            found[known[0]] = (*found.get(known[0], ()), known)
    return found


def of_others(message: Message) -> bool:
    """Whether a message begins with people who are spoken of: "people don't know the rules" tells a problem."""
    return any(match.first <= 1 for match in lexicon("others").find(message))


def afterthought(message: Message) -> str | None:
    """What a short message asks of us in its last clause, behind talk alone: "it won't come, give me an example"."""
    parts = [part for part in _CLAUSES.findall(message.text) if part.strip()]
    if len(parts) < 2 or _length(message) > _SHORT or len(Message(parts[-1]).words) < 2:
        return None
    name = closing(message)
    before = Message(" ".join(parts[:-1]))
    return name if name in _ASKED and talk.weight(talk.content(before)) <= _BEFORE else None


def verdict(message: Message) -> str | None:
    """ "yes" or "no" to something we proposed, in words of praise or blame; None when the words are neither."""
    if _length(message) > 8:
        return None
    return next((name for name in ("no", "yes") if _verdicts()[name].find(message)), None)


@cache
def _verdicts() -> dict[str, Lexicon]:
    return {
        name: Lexicon((name, p) for language in LANGUAGES for p in read("intents", language).get(f"{name}~", ()))
        for name in ("no", "yes")
    }


def telling(message: Message) -> str | None:
    """The intent of a short message with a phrase that decides for all of it."""
    if not message.words or _length(message) > _SHORT or not _any_telling().find(message):
        return None
    for name in _ORDER:
        if name == "restart" and message.digits:
            continue  # "We started anew in 2020" tells.
        if _speaks(message, name, after=1):
            return name
    return None


def wants_person(message: Message) -> bool:
    """A clear request for a person: a message, or one sentence of a paragraph, that is about nothing else."""
    if _length(message) > 60 or not _telling()["human"].find(message):
        return False
    return bool(_calls(message, "human"))


def hails(message: Message) -> bool:
    """Whether a message asks if anybody is there, and states nothing besides: "Is anybody there? I wrote on Monday"."""
    if _length(message) > _SHORT or not _telling()["hail"].find(message):
        return False
    if not (calls := _calls(message, "hail")):
        return False
    return not talk.states(Message(_beside(message, calls)))


def beside_person(message: Message) -> str:
    """What a message that calls for a person says of its own beside the call; "" for nothing that states something."""
    rest = _beside(message, _calls(message, "human"))
    return rest if rest and talk.states(Message(rest)) else ""


def _beside(message: Message, calls: Sequence[re.Match[str]]) -> str:
    """What is left of a message without its calls."""
    rest = message.text
    for call in reversed(calls):
        rest = f"{rest[: call.start()]}{rest[call.end() :]}"
    return rest.strip(" .!?。！？؟\n,;，；،:")


def _calls(message: Message, name: str) -> list[re.Match[str]]:
    """The clauses of a short message, or sentences of a longer one, that call for a person and nothing else."""
    parts = _CLAUSES if talk.weight(talk.content(message)) <= 2 * talk.SENTENCE else _SENTENCES
    return [
        part for part in parts.finditer(message.text) if part[0].strip() and _speaks(Message(part[0]), name, after=2)
    ]


def _speaks(message: Message, name: str, *, after: int) -> bool:
    """Whether a phrase of an intent stands with no word of content before it and at most so many after it."""
    matches = _telling()[name].find(message)
    if not matches:
        return False
    content = talk.content(message, (*matches, *_fillers().find(message)))
    for match in matches:
        allowed = after if match.last - match.first >= (3 if is_han(message.folded[match.start]) else 2) else 0
        behind = [word for word in content if word.start >= match.end]
        if len(behind) == len(content) and talk.weight(behind) <= allowed:
            return True
    return False


def _length(message: Message) -> float:
    return message.weight


def opening(message: Message) -> str | None:
    """The yes or no a short message begins with, as a clause of its own: "no, the minister has not seen it"."""
    parts = [part for part in _CLAUSES.findall(message.text) if part.strip()]
    if len(parts) < 2 or _length(message) > _SHORT:
        return None
    name = _whole().get(Message(parts[0]).plain)
    return name if name in ("yes", "no") else None


def closing(message: Message) -> str | None:
    """The command a short message ends with, as a clause of its own: "on second thought no, cancel it"."""
    parts = [part for part in _CLAUSES.findall(message.text) if part.strip()]
    if len(parts) < 2 or _length(message) > _SHORT:
        return None
    last = Message(parts[-1])
    return whole(last, "") or telling(last)
