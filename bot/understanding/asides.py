"""What a message is when it is no answer: a command, a correction, a question, or what is like one of them."""

from __future__ import annotations

from bot.understanding import (
    changes,
    commands,
    corrections,
    facts,
    intents,
    languages,
    likeness,
    noise,
    questions,
    replies,
    talk,
)
from bot.understanding.lexicon import lexicon
from bot.understanding.numbers import numbers
from bot.understanding.port import Situation
from bot.understanding.script import Message
from dialogs import events
from dialogs.answers import Answer, Source
from dialogs.events import Event
from dialogs.form import Field
from dialogs.kinds import Amount, Consent, Count, Countries, Date, Text
from dialogs.state import BETWEEN

_FREE_OF_COMMANDS = frozenset(("greeting", "deepen", "clearer", "undo", "status", "similar", "export"))
_LIKED = frozenset((
    "skip", "dont_know", "will_ask", "help", "back", "review", "pause", "cancel", "restart", "repeat", "human",
    "greeting", "thanks", "status", "similar", likeness.QUESTION,
))  # fmt: skip
"""What is heard where a message is only like it; to send and to delete must be said."""
_TELLS = 8
"""Words from which first words that name a country tell of a problem, whatever they ask at their end."""
_FAR_AHEAD = 8.0
"""Evidence over the next command from which likeness decides against a phrase of another command."""
_SHORT = 4
"""Words of a message that hardly says more than a date."""
_VALUES = (Amount, Count, Countries, Date)
"""Kinds of answers that can be given with a doubt; others are words anyway."""
_OF_THEIRS = frozenset(("dont_know", "pause"))
"""What others do is no wish of who writes: "people will have to leave", "people don't know the rules"."""
_EFFECTS = "effects"
"""A question whose answers tell what stops, goes away or is lost: what is only like a command is none there."""
_ENDING = frozenset(("pause", "cancel", "restart", "back"))
_FAINT = frozenset((*_ENDING, "dont_know"))
_VAGUE = frozenset(("dont_know", "thanks"))
"""Commands whose telling phrases also stand in messages that want something else ("not sure what you want from me")."""


def command(message: Message, situation: Situation, field: Field | None) -> Event | None:
    """Whatever is not an answer: commands, corrections, questions."""
    tells = (field is None or isinstance(field.kind, Text)) and commands.of_others(message)
    decides = (field is not None and isinstance(field.kind, Consent)) or situation.asked in (
        "review",
        "title",
        *BETWEEN,
    )
    name = commands.whole(message, situation.language, decides=decides)
    if message.plain in questions.known() and (name is None or questions.marked(message)):
        return events.Asked(message.text)
    if name and not (tells and name == "dont_know"):
        return _whole_command(name, message, situation, field)
    if commands.asks_to_send(message):  # It is asked, not said: at the card its buttons answer.
        return events.Repeat() if situation.asked == "review" else events.WantsSend()
    if questions.off_topic(message):
        return events.OffTopic()
    if code := _language(message, field):
        return events.Language(code)
    if commands.wants_person(message):
        return events.WantsHuman()
    if commands.hails(message):
        return intents.event("hail")
    if not situation.first and (meant := changes.clearer(message)):
        return events.WantsClearer(meant)
    if not situation.first and (again := changes.wanted(message)):
        if again == situation.asked == "title":
            return events.Declined()
        return corrections.again(again, message, situation)
    if not situation.first and (situation.asked is not None or situation.answers):
        corrected = corrections.read_correction(message, situation)
        if corrected and set(corrected) != {situation.asked}:
            return events.Told(corrected, correction=True)
    alike = None if _mere_value(message, field, situation) else likeness.command(message)
    if alike is not None and alike.name == "restart" and message.digits:
        alike = None  # "We started anew in 2020" tells.
    telling = commands.telling(message)
    if tells:
        alike = alike if alike is None or alike.name != "dont_know" else None
        telling = telling if telling not in _OF_THEIRS else None
    if field is not None and field.key == _EFFECTS:
        alike = alike if alike is None or alike.name not in _FAINT else None
        telling = telling if telling not in _ENDING or not talk.content(message) else None
    if field is not None and _hedged(message, field, situation):
        alike = alike if alike is None or alike.name != "dont_know" else None
        telling = telling if telling != "dont_know" else None
    if alike is not None and alike.name == likeness.QUESTION and not questions.opens(message):
        alike = None
    if alike is not None and telling != alike.name in _LIKED and (telling in _VAGUE or alike.ahead >= _FAR_AHEAD):
        telling = None
    if questions.means(message) or ((telling or alike) and questions.about_others(message)):
        return events.Asked(message.text)
    if telling == "back":
        named = corrections.named_field(message)
        value = corrections.values(message, situation) if named else {}
        if named in value:
            return events.Told({named: Answer(value[named], Source.TYPED, message.text)}, correction=True)
        return events.Change(named) if named and situation.form.field(named) else events.Back()
    if telling and not (telling in _FREE_OF_COMMANDS and situation.first and len(message.words) > 8):
        return intents.event(telling)
    if situation.asked == "review" and commands.closing(message) == "cancel":  # Nothing else is typed at the card.
        return events.Cancelled()
    if not situation.first and (asked := commands.afterthought(message)) and not facts.stated(message, situation):
        return intents.event(asked)
    if noise.is_noise(message):
        return events.Unclear(message.text, "unclear")
    if alike is not None and (liked := _liked(alike.name, message, situation, field)) is not None:
        return liked
    if questions.is_question(message) and not _states_much(message, situation):
        return events.Asked(message.text)
    return None


def _mere_value(message: Message, field: Field | None, situation: Situation) -> bool:
    """Whether a number or a date is asked and hardly more is said: "zero" wants no new start, "in a week" no pause."""
    if field is not None and isinstance(field.kind, Date):
        return message.weight <= _SHORT and replies.value(message, field, situation) is not None
    if field is None or not isinstance(field.kind, Amount | Count):
        return False
    said = numbers(message)
    return bool(said) and not message.folded[: said[0].start].strip() and not message.folded[said[-1].end :].strip()


def _hedged(message: Message, field: Field, situation: Situation) -> bool:
    """Whether a value stands behind a "maybe" where one is asked for: "not sure, maybe Fiji" is Fiji."""
    maybe = next(iter(lexicon("maybe").find(message)), None) if isinstance(field.kind, _VALUES) else None
    if maybe is None or maybe.last == len(message.words):
        return False
    rest = Message(message.quote(maybe.start, len(message.folded)))
    return replies.value(rest, field, situation) is not None


def leaning(message: Message, situation: Situation, field: Field | None) -> Event | None:
    """A yes or no with more words around it, where only yes or no is asked ("yes, but show it to nobody")."""
    if (field is not None and isinstance(field.kind, Consent)) or situation.asked in ("review", *BETWEEN):
        name = commands.leaning(message) or _clause(message)
        if name and not facts.stated(message, situation):
            but = situation.asked == "review" and _but(name, message)
            return events.Declined(message.text) if but else intents.said(name, message.text)
    if situation.asked == "title" and not talk.content(message) and (name := commands.leaning(message)):
        return intents.said(name, message.text)
    return None


def _liked(name: str, message: Message, situation: Situation, field: Field | None) -> Event | None:
    """What a message is like, unless it states a fact or answers a question that has few answers."""
    if name not in _LIKED or facts.stated(message, situation):
        return None
    if field is not None and not isinstance(field.kind, Text | Consent) and replies.value(message, field, situation):
        return None
    if name == likeness.QUESTION:
        return events.Asked(message.text)
    return _whole_command(name, message, situation, field)


def _clause(message: Message) -> str | None:
    """The no a message begins or ends with as a clause of its own; more than a yes is read by `leaning` alone."""
    return "no" if "no" in (commands.opening(message), commands.closing(message)) else None


def _but(name: str, message: Message) -> bool:
    """Whether a yes to the card says more than yes ("yes, but ask my minister first"): nothing is sent on a doubt."""
    return name != "no" and (bool(talk.content(message)) or commands.verdict(message) == "no")


def _whole_command(name: str, message: Message, situation: Situation, field: Field | None) -> Event | None:
    if situation.asked is None and not situation.first and name in ("yes", "no", "skip", "dont_know", "repeat"):
        return events.Unclear(message.text, "unclear")
    if field is not None and field.yes_no and name == "no":
        return events.Told({field.key: Answer(message.text)})
    if name == "similar" and situation.first:
        return events.Asked(message.text) if len(message.words) > 2 else intents.event(name)
    return intents.said(name, message.text)


def _language(message: Message, field: Field | None) -> str | None:
    if field is not None and field.key == "delivery_language":
        return None
    return languages.wanted(message)


def _states_much(message: Message, situation: Situation) -> bool:
    """Whether a message with a question mark tells more than it asks."""
    stated = facts.stated(message, situation)
    if situation.first and not questions.begins(message) and any(fact.field == "country" for fact in stated):
        return message.weight >= _TELLS
    return len(message.words) > 14 and bool(stated)
