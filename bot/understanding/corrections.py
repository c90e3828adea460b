"""A value told before that is now said to be wrong ("no, I meant Kenya", "sorry not 12, its 15 officers")."""

from __future__ import annotations

from functools import cache

from bot.understanding import commands, contacts, countries, counts, facts, languages, money, replies
from bot.understanding.lexicon import LANGUAGES, Lexicon, Match, lexicon, read
from bot.understanding.numbers import numbers
from bot.understanding.port import Situation
from bot.understanding.script import Message
from dialogs import events
from dialogs.answers import Answer, Money, Source, Value
from dialogs.events import Event
from dialogs.kinds import Consent, Text

_LONGEST = 22
"""Words; a correction is short."""
_BARE = 6
"""Words of a no with another value and nothing else. Chosen."""
_OPENING = 6
"""Words within which a message must say that it corrects."""


@cache
def _strong() -> Lexicon:
    return Lexicon(("strong", p) for language in LANGUAGES for p in read("corrections", language).get("strong", ()))


@cache
def _mark() -> Lexicon:
    return Lexicon(("mark", p) for language in LANGUAGES for p in read("corrections", language).get("mark", ()))


@cache
def _fields() -> Lexicon:
    return Lexicon((code, phrase) for code, phrases in read("fields").items() for phrase in phrases)


def named_fields(message: Message) -> tuple[Match, ...]:
    """The places where a message names a field in everyday words."""
    return _fields().find(message)


def named_field(message: Message) -> str | None:
    """The field a short message names in everyday words."""
    found = named_fields(message)
    return found[-1].code if found else None


def read_correction(message: Message, situation: Situation) -> dict[str, Answer] | None:
    """The corrected values by field, confirmed because the person said so; None when the message corrects nothing."""
    if not message.words or len(message.words) - message.han * 0.6 > _LONGEST:
        return None
    if repaired := _repaired(message, situation):
        return repaired
    strong = _strong().find(message)
    opens = [m for m in (*strong, *_mark().find(message)) if m.first < _OPENING]
    if not (strong and opens) and not _contrasts(message):
        return None
    found = values(message, situation)
    if not found:
        return None
    return {field: Answer(value, Source.TYPED, message.text.strip()) for field, value in found.items()}


def _repaired(message: Message, situation: Situation) -> dict[str, Answer]:
    """Another value of what was told, after a bare no ("no, 850 families"); empty for anything else."""
    if message.weight > _BARE or not commands.opens_with_no(message):
        return {}
    stated = facts.answers(message, facts.stated(message, situation), situation)
    held = situation.answers
    return {
        key: Answer(found.value, Source.TYPED, found.words)
        for key, found in stated.items()
        if not isinstance(before := held.get(key), Answer) or before.value != found.value
    }


def _contrasts(message: Message) -> bool:
    """One value stated and another of the same kind denied, in a few words ("it is Brazzaville, not the DRC")."""
    if not lexicon("negation").find(message) or len(message.words) - message.han * 0.6 > 12:
        return False
    named = countries.places(message).named
    if {place.denied for place in named} == {True, False}:
        return True
    return {_denied(message, number.start) for number in numbers(message)} == {True, False}


def again(key: str, message: Message, situation: Situation) -> Event:
    """The new value of a field, where the message holds it; else the wish to change it."""
    value = values(message, situation).get(key)
    if value is None:
        return events.Change(key)
    return events.Told({key: Answer(value, Source.TYPED, message.text)}, correction=True)


def values(message: Message, situation: Situation) -> dict[str, Value]:
    held = facts.held_countries(situation)
    contact = contacts.email(message) or contacts.phone(message, held)
    if contact:
        return {"contact_channel": contact.value}
    field = named_field(message)
    places = countries.places(message)
    sums = [s for s in money.sums(message, places.own or held) if not _denied(message, s.start)]
    sums = [s for s in sums if not _recalled(message, s.start)] or sums
    if sums:
        return {"budget": sums[0].money}
    if places.own:
        return {"country": places.own}
    dated = facts.answers(
        message, [f for f in facts.stated(message, situation) if f.field in ("start_date", "end_date")], situation
    )
    if dated:
        return {key: answer.value for key, answer in dated.items()}
    kept = [n for n in numbers(message) if not _denied(message, n.start)]
    kept = [n for n in kept if not _recalled(message, n.start)] or kept
    budget = situation.answers.get("budget")
    if kept and field == "budget" and isinstance(budget, Answer) and isinstance(budget.value, Money):
        return {"budget": Money(round(kept[0].amount), budget.value.currency)}
    if kept and _counts_people(message, situation, field):
        return {"beneficiaries_number": int(kept[0].amount)}
    spoken = languages.named(message)
    if spoken and "delivery_language" in situation.answers:
        return {"delivery_language": spoken[:1]}
    wanted = situation.form.field(field) if field else None
    if wanted is not None and not isinstance(wanted.kind, Text | Consent):
        value = replies.value(message, wanted, situation)
        return {wanted.key: value} if value is not None else {}
    return {}


def _counts_people(message: Message, situation: Situation, field: str | None) -> bool:
    return (
        field == "beneficiaries_number"
        or "beneficiaries_number" in situation.answers
        or bool(lexicon("people").find(message))
        or (counts.first(message) is not None)
    )


def _recalled(message: Message, start: int) -> bool:
    """Whether "I said" stands right before a number."""
    return any(0 <= start - match.end <= 2 for match in _saying().find(message))


@cache
def _saying() -> Lexicon:
    return Lexicon(("said", p) for language in LANGUAGES for p in read("corrections", language).get("said", ()))


def _denied(message: Message, start: int) -> bool:
    """Whether "not" stands right before a number."""
    return any(0 <= start - match.end <= 2 for match in lexicon("negation").find(message))
