"""What a message is for when it is no answer: commands, requests, questions; with the evaluation sets' names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.understanding.lexicon import LANGUAGES, Lexicon, Match, read
from bot.understanding.script import Message
from dialogs import events
from dialogs.events import Event

_COMMANDS: Mapping[str, Event] = {
    "yes": events.Agreed(),
    "no": events.Declined(),
    "skip": events.Skipped(),
    "dont_know": events.DoesNotKnow(),
    "will_ask": events.DoesNotKnow(later=True),
    "help": events.WantsHelp(),
    "back": events.Back(),
    "review": events.Review(),
    "pause": events.Paused(),
    "cancel": events.Cancelled(),
    "restart": events.Restarted(),
    "repeat": events.Repeat(),
    "human": events.WantsHuman(),
    "greeting": events.Greeted(),
    "thanks": events.Thanked(),
    "status": events.WantsStatus(),
    "export": events.WantsExport(),
    "delete": events.WantsDelete(),
    "similar": events.WantsSimilar(),
    "undo": events.Undo(),
    "deepen": events.Deepen(),
}
INTENTS: Mapping[type[Event], str] = {
    events.Told: "answer",
    events.Agreed: "yes",
    events.Declined: "no",
    events.Skipped: "skip",
    events.DoesNotKnow: "dont_know",
    events.WantsHelp: "help",
    events.Back: "back",
    events.Change: "back",
    events.Review: "review",
    events.Paused: "pause",
    events.Cancelled: "cancel",
    events.Restarted: "restart",
    events.Repeat: "repeat",
    events.WantsHuman: "human",
    events.Greeted: "greeting",
    events.Thanked: "thanks",
    events.Language: "language",
    events.Asked: "question",
    events.Unclear: "unclear",
    events.WantsStatus: "question",
    events.WantsExport: "question",
    events.WantsDelete: "cancel",
    events.WantsSimilar: "question",
    events.Undo: "change",
    events.Deepen: "yes",
}
"""The evaluation sets know fewer intents than we have events."""
_SHORT = 12
"""Words up to which a telling phrase decides wherever it stands; Chinese characters count by threes."""
_CLOSE = 90
_ORDER = (
    "human", "delete", "export", "status", "similar", "language", "help", "restart", "cancel", "pause", "review",
    "repeat", "back", "skip", "will_ask", "dont_know", "thanks",
)  # fmt: skip


def event(name: str) -> Event:
    return _COMMANDS[name]


def intent(event: Event) -> str:
    """The name the evaluation sets give to an event."""
    if isinstance(event, events.Told) and event.correction:
        return "change"
    return INTENTS.get(type(event), "unclear")


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
def _whole_in(language: str) -> dict[str, str]:
    names = read("intents", language).items()
    return {
        Message(p).plain: name
        for name, phrases in names
        if name != "filler" and not name.endswith("~")
        for p in phrases
    }


@cache
def _telling() -> dict[str, Lexicon]:
    return {
        name: Lexicon((name, p) for language in LANGUAGES for p in read("intents", language).get(f"{name}~", ()))
        for name in _ORDER
    }


@cache
def _fillers() -> Lexicon:
    return Lexicon(("filler", p) for language in LANGUAGES for p in read("intents", language).get("filler", ()))


@cache
def _openers() -> Lexicon:
    return Lexicon(("open", p) for language in LANGUAGES for p in read("questions", language).get("open", ()))


def slash(text: str) -> str | None:
    """The intent of `/word`; None for a word we do not know."""
    head = text.strip()
    if not head.startswith("/") or " " in head:
        return None
    word = Message(head[1:].replace("_", " ")).plain
    return {"start": "greeting", "stop": "pause"}.get(word) or _whole().get(word)


def whole(message: Message, language: str) -> str | None:
    """The intent of a message that is only a command, in any of our languages; fillers and typing errors forgiven."""
    plain = message.plain
    if not plain or len(plain) > 80:
        return None
    for table in (_whole_in(language) if language in LANGUAGES else {}, _whole()):
        if plain in table:
            return table[plain]
    bare = _without_fillers(message)
    if bare and bare != plain and bare in _whole():
        return _whole_in(language).get(bare) or _whole()[bare]
    return _repeated(message) or _misspelled(plain) or (_misspelled(bare) if bare and bare != plain else None)


def leaning(message: Message) -> str | None:
    """ "yes" or "no" when a short message begins or ends with it."""
    matches = _phrases().find(message) if _length(message) <= 10 else ()
    for match in matches:
        if match.code in ("yes", "no") and (match.first == 0 or match.last == len(message.words)):
            return match.code
    return None


@cache
def _phrases() -> Lexicon:
    return Lexicon((name, plain) for plain, name in _whole().items())


def _repeated(message: Message) -> str | None:
    """The one intent of a message made of several ways to say it ("yes, that is right")."""
    matches = _phrases().find(message)
    names = {match.code for match in matches}
    fillers = sum(
        match.last - match.first
        for match in _fillers().find(message)
        if not any(known.first < match.last and match.first < known.last for known in matches)
    )
    covered = sum(match.last - match.first for match in matches) + fillers
    return matches[0].code if len(names) == 1 and len(matches) > 1 and covered == len(message.words) else None


def _without_fillers(message: Message) -> str:
    words = message.words
    dropped: set[int] = set()
    for match in _fillers().find(message):
        dropped.update(range(match.first, match.last))
    return " ".join(word.text for at, word in enumerate(words) if at not in dropped)


def _misspelled(plain: str) -> str | None:
    if not 6 <= len(plain) <= 40 or any("\u3400" <= c <= "\u9fff" for c in plain):
        return None
    from rapidfuzz import fuzz, process

    best = process.extractOne(plain, _about_as_long(len(plain)), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return _whole()[best[0]] if best else None


@cache
def _about_as_long(size: int) -> tuple[str, ...]:
    """The commands that may be close enough to a text of a length: a ratio is at most twice the shorter over both."""
    return tuple(known for known in _whole() if 200 * min(size, len(known)) >= _CLOSE * (size + len(known)))


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
    """The intent of a short message with a phrase that decides wherever it stands."""
    if not message.words or _length(message) > _SHORT:
        return None
    for name in _ORDER:
        if any(_decides(message, match) for match in _telling()[name].find(message)):
            return name
    return None


def _decides(message: Message, match: Match) -> bool:
    """Whether a phrase speaks for the whole message: one word in five, two in nine, three in any short one."""
    size = match.last - match.first
    if _is_han(message, match):
        return len(message.words) <= 5 * size
    return size >= 3 or len(message.words) <= 4 * size + 1


def wants_person(message: Message) -> bool:
    """A clear request for a person, in a message of any length up to a paragraph."""
    if _length(message) > 60:
        return False
    calls = _telling()["human"].find(message)
    return any(match.last - match.first >= 3 and not _is_han(message, match) for match in calls) or any(
        _decides(message, match) for match in calls
    )


def _is_han(message: Message, match: Match) -> bool:
    return "\u3400" <= message.folded[match.start] <= "\u9fff"


def is_question(message: Message) -> bool:
    """A question of the person's own: a question mark with a question word, or a short message that begins like one."""
    opened = _openers().starting(message, 0) is not None
    asks = message.folded.rstrip().endswith("?")
    if asks and (opened or _length(message) <= 25):
        return True
    if opened and _length(message) <= 10 and not asks:
        return len(message.words) > 1
    return asks and _length(message) <= 40 and any(match.first > 0 for match in _openers().find(message))


def _length(message: Message) -> float:
    han = sum(1 for word in message.words if "\u3400" <= word.text[0] <= "\u9fff")
    return len(message.words) - han + han / 2
