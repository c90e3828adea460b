"""What a person meant, read without a model: by the open question first, then by what stands in the words."""

from __future__ import annotations

from dataclasses import replace

from bot.understanding import (
    asides,
    choices,
    commands,
    facts,
    hostile,
    intents,
    introductions,
    languages,
    noise,
    replies,
    telling,
)
from bot.understanding.port import Reading, Situation
from bot.understanding.script import Message
from dialogs import events
from dialogs.answers import Answer, Source
from dialogs.events import Event
from dialogs.form import Field, Form
from dialogs.kinds import Choice, Choices, Consent, Countries
from dialogs.state import BETWEEN

_LONG = 60
"""Words past which a message is never a command, only text; a clear call for a person is still heard."""
_PROPOSED = frozenset(("title", "review", "consent", *BETWEEN))
"""Questions that put something of ours to the person, who praises or blames it rather than saying yes or no."""


class Literal:
    """The port without a model. Reading is pure; awaiting it never waits."""

    async def __call__(self, text: str, situation: Situation) -> Reading:
        return understand(text, situation)


def warm_up(today: str, form: Form) -> None:
    """Load the phrases of all languages, about a quarter of a second, so that nobody's first message waits for it."""
    situation = Situation(form, None, (), {}, "en", today, first=True)
    understand("Our reefs are dying and we need a training for 20 officers in Samoa by June 2030", situation)
    for asked, words in (
        ("country", "Micronnesia"),
        ("assistance_types", "trainning, equipment"),
        ("objective", "hmm"),
    ):
        understand(words, replace(situation, asked=asked, first=False))


def understand(text: str, situation: Situation) -> Reading:
    """One event for one message; total over any text and any open question."""
    stripped = text.strip()
    if not stripped:
        return _reading(events.Unclear("", "empty"), None)
    if stripped in situation.options:
        return _tapped(stripped, situation)
    message = Message(stripped)
    if not message.words and "@" not in stripped:
        return _wordless(message, situation)
    quick = _quick(message, situation)
    if quick is not None:
        return _reading(quick, languages.of(message) if situation.shows_language else None)
    shows = situation.shows_language and not commands.is_plain(message, situation.language)
    reading = _reading(_read(message, situation), languages.of(facts.head(message)) if shows else None)
    return replace(reading, before=_told_with_a_call(message, situation, reading.event))


def _told_with_a_call(message: Message, situation: Situation, event: Event) -> Event | None:
    """The problem that first words tell besides calling for a person: the desk has to see it as well."""
    if not (isinstance(event, events.WantsHuman) and situation.first) or event.hails:
        return None
    rest = commands.beside_person(message)
    if not rest or hostile.is_hostile(Message(rest)):
        return None
    return telling.first(Message(rest), situation)


def _reading(event: Event, language: str | None) -> Reading:
    return Reading(event, language, intents.intent(event))


def _tapped(code: str, situation: Situation) -> Reading:
    field = situation.form.field(situation.asked or "")
    if field is None:
        return _reading(intents.event(code) if code in ("yes", "no") else events.Unclear(code), None)
    if isinstance(field.kind, Consent):
        return _reading(events.Agreed() if code == "yes" else events.Declined(), None)
    several = isinstance(field.kind, Choices | Countries) or field.key == "delivery_language"
    return _reading(events.Told({field.key: Answer((code,) if several else code, Source.CHOSEN)}), None)


def _wordless(message: Message, situation: Situation) -> Reading:
    named = noise.sign(message.text)
    if named and (situation.asked is not None or named == "thanks"):
        return _reading(intents.event(named), None)
    return _reading(events.Unclear(message.text, "no-words"), None)


def _quick(message: Message, situation: Situation) -> Event | None:
    """A tap typed by hand, a number or label of an option, a command: what costs nothing to see."""
    slashed = commands.slash(message.text)
    if slashed:
        return intents.event(slashed)
    if message.text.startswith("/") and (code := languages.wanted(Message(message.text.replace("_", " ")[1:]))):
        return events.Language(code)
    field = situation.form.field(situation.asked or "")
    numbered = replies.chosen(message, field, situation)
    if numbered is not None and field is not None:
        return events.Told({field.key: Answer(numbered, Source.CHOSEN)})
    if field is not None and isinstance(field.kind, Choice | Choices):
        exact = choices.by_label(message, field.kind.vocabulary, field.kind.options)
        if exact:
            value = exact if isinstance(field.kind, Choice) else (exact,)
            return events.Told({field.key: Answer(value, Source.CHOSEN)})
    return _placed(message, field, situation)


def _placed(message: Message, field: Field | None, situation: Situation) -> Event | None:
    """Yes or no by number or letter; yes comes first where no codes are given with the question."""
    if situation.asked not in BETWEEN and not (field is not None and isinstance(field.kind, Consent)):
        return None
    placed = choices.by_number(message, situation.options or ("yes", "no"))
    return intents.event(placed[0]) if placed and placed[0] in ("yes", "no") else None


def _read(message: Message, situation: Situation) -> Event:
    field = situation.form.field(situation.asked or "")
    attacks = hostile.is_hostile(message)
    if attacks and not hostile.holds_problem(message):
        return events.WantsHuman() if commands.wants_person(message) else events.Unclear(message.text)
    if not attacks and len(message.words) <= _LONG * 2:
        command = asides.command(message, situation, field) or asides.leaning(message, situation, field)
        if command is not None:
            return command
    if situation.asked in _PROPOSED and (verdict := commands.verdict(message)):
        return intents.said(verdict, message.text)
    if situation.asked is None and not situation.first:
        return telling.late(message, situation)
    if situation.first or situation.asked == "first_words":
        return introductions.introduction(message, situation) or telling.first(message, situation)
    if field is None:
        return telling.aside(message, situation)
    return telling.answer(message, field, situation)
