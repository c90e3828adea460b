"""The value a message gives to one field, as the field's kind reads it; or why it cannot be used."""

from __future__ import annotations

from typing import assert_never

from bot.understanding import choices, contacts, countries, counts, dates, languages, money
from bot.understanding.facts import held_countries
from bot.understanding.port import Situation
from bot.understanding.script import Message
from dialogs.answers import Answer, Money, Source, Value
from dialogs.events import Unclear
from dialogs.form import Field
from dialogs.kinds import Amount, Choice, Choices, Consent, Contact, Count, Countries, Date, Languages, Text

_UNUSED = {
    Date: "not-a-date", Count: "not-a-number", Contact: "not-a-contact", Countries: "not-a-country",
    Amount: "not-money",
}  # fmt: skip


def value(message: Message, field: Field, situation: Situation) -> Value | None:
    """The value in the shape of the field's kind; None when the words give none."""
    kind = field.kind
    match kind:
        case Text():
            return message.text.strip() or None
        case Choice(vocabulary=vocabulary, options=options):
            if vocabulary == "urgency" and (urgency := _urgency(message, situation)):
                return urgency
            found = choices.by_words(message, vocabulary, options, several=False)
            return found[0] if found else None
        case Choices(vocabulary=vocabulary, options=options):
            found = choices.by_words(message, vocabulary, options, several=True)
            numbered = all(code.isdigit() for code in options)  # A list too long to be offered, known by its numbers.
            return found or (choices.by_number(message, options) if numbered else ()) or None
        case Countries(most=most):
            return _countries(message, several=most > 1, options=situation.options)
        case Date():
            return dates.asked(message, situation.today, "end" if field.key == "end_date" else "start") or None
        case Amount():
            return _sum(message, situation)
        case Count():
            people = counts.first(message, asked=True)
            return people.value if people else counts.bare(message)
        case Contact():
            found_contact = contacts.email(message) or contacts.phone(message, held_countries(situation), asked=True)
            return found_contact.value if found_contact else contacts.spoken(message) or None
        case Languages():
            return languages.named(message) or None
        case Consent():
            return None
        case _:
            assert_never(kind)


def chosen(message: Message, field: Field | None, situation: Situation) -> Value | None:
    """What a number answers when options are open; None when the message is no number of an option."""
    if not situation.options or field is None or not isinstance(field.kind, Choice | Choices | Countries | Languages):
        return None
    codes = choices.by_number(message, situation.options)
    if not codes:
        return None
    return codes[0] if isinstance(field.kind, Choice) else codes


def answer(message: Message, field: Field, situation: Situation) -> Answer | None:
    """The answer to the field that was asked, confirmed by being an answer."""
    found = value(message, field, situation)
    if found is None:
        return None
    source = Source.CHOSEN if isinstance(field.kind, Choice | Choices) else Source.TYPED
    words = "" if isinstance(field.kind, Text) else message.text.strip()[:300]
    return Answer(found, source, words)


def unusable(message: Message, field: Field) -> Unclear:
    """Why a message does not answer a question; with the Parties it can mean, where a name is shared by several."""
    if isinstance(field.kind, Countries) and (parties := countries.places(message).ambiguous):
        return Unclear(message.text.strip(), "which-country", parties)
    return Unclear(message.text.strip(), _UNUSED.get(type(field.kind), "not-an-option"))  # type: ignore[arg-type]  # a closed table


def _countries(message: Message, *, several: bool, options: tuple[str, ...]) -> tuple[str, ...] | None:
    found = countries.places(message, several=several)
    if found.own:
        return found.own
    left = [code for code in found.ambiguous if code in options]
    if len(left) == 1:
        return (left[0],)
    plain = message.text.strip()
    if len(plain) == 2 and plain.upper() in countries.facts() and plain.isalpha():
        return (plain.upper(),)
    close = countries.misspelled(message)
    return (close,) if close and not found.named else None


def _urgency(message: Message, situation: Situation) -> str | None:
    """How soon, from a duration or a date."""
    months = dates.months_until(message, situation.today)
    if months is not None:
        return "3_months" if months <= 3 else "6_months" if months <= 6 else "12_months" if months <= 12 else "later"
    return "date" if dates.asked(message, situation.today, "end") and message.digits else None


def _sum(message: Message, situation: Situation) -> Money | None:
    found = money.sums(message, countries.places(message).own or held_countries(situation), asked=True)
    if found:
        return found[0].money
    held = situation.answers.get("budget")
    currency = held.value.currency if isinstance(held, Answer) and isinstance(held.value, Money) else ""
    return money.bare(message, currency)
