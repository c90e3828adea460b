"""What a message tells: the problem in first words, the answer to a question, and what is stated beside it."""

from __future__ import annotations

from bot.understanding import (
    commands,
    contacts,
    corrections,
    countries,
    facts,
    introductions,
    naming,
    organizations,
    replies,
    talk,
)
from bot.understanding.lexicon import lexicon
from bot.understanding.port import Situation
from bot.understanding.script import Message
from bot.understanding.signatures import is_name, signature
from dialogs import events
from dialogs.answers import Answer, Source
from dialogs.events import Event
from dialogs.form import Field
from dialogs.kinds import Amount, Countries, Text

_LONGEST_NONE = 8
"""Words; that there is none is said shortly."""
_TELLING = frozenset(("first_words", "problem_statement", "objective", "assistance_details", "beneficiaries_direct"))
"""Questions whose answers are also read for what else they state; others speak of the past or of other places."""


def late(message: Message, situation: Situation) -> Event:
    """Sent before the open question was on the screen: facts are taken, a bare number or option is not."""
    if len(message.plain) <= 3 or message.plain.replace(" ", "").isdigit():
        return events.Unclear(message.text, "unclear")
    return events.Told(_facts(message, situation), more=message.text, unseen=True)


def first(message: Message, situation: Situation) -> Event:
    """The problem in the person's own words, with everything else that stands in them."""
    found = _facts(message, situation)
    return events.Told({"first_words": Answer(introductions.without_greeting(message)), **found})


def aside(message: Message, situation: Situation) -> Event:
    """The card, a deletion or the lesson is open: only the lesson takes free text."""
    if situation.asked == "lesson":
        address = contacts.email(message) or contacts.phone(message)
        beside = facts.answers(message, [address], situation) if address else {}
        return events.Told({"lesson": Answer(message.text), **beside})
    stated = facts.answers(message, facts.stated(facts.head(message), situation), situation)
    named = corrections.named_field(message)
    if situation.asked == "review" and not stated and named is None and _signs(message, situation):
        return events.Told({"contact_name": Answer(message.text.strip(" .,"))}, correction=True)
    if stated and situation.asked == "review" and named is None and _tells_more(message, stated):
        return events.Told(stated, more=message.text)
    if stated:
        return events.Told({k: Answer(a.value, Source.TYPED, a.words) for k, a in stated.items()}, correction=True)
    if named and situation.form.field(named) and len(message.words) <= 8:
        return corrections.again(named, message, situation)
    if situation.asked == "review" and talk.states(message):
        return events.Told(more=message.text)
    return events.Unclear(message.text, "unclear")


def _signs(message: Message, situation: Situation) -> bool:
    """Whether somebody whose name is not known yet writes no more than a name, as one does under what is to be sent."""
    known = isinstance(situation.answers.get("contact_name"), Answer)
    return not known and len(message.words) > 1 and is_name(message.text.strip(" .,"))


def answer(message: Message, field: Field, situation: Situation) -> Event:
    if field.key == "contact_name":
        return events.Told(_who(message, situation))
    if field.key == "organization":
        return events.Told(_where(message, situation))
    own = replies.answer(message, field, situation)
    others = _beside(message, field, situation)
    if own is not None:
        tells = isinstance(field.kind, Countries) and _tells_of_the_matter(message, situation)
        return events.Told({**others, field.key: own}, more=message.text if tells else "")
    if field.key == "contact_channel" and "contact_name" in others:
        return events.Told(others)
    if not isinstance(field.kind, Text) and _lacks(message, field):
        return events.DoesNotKnow()
    if not isinstance(field.kind, Text) and (known := introductions.introduction(message, situation)):
        return known
    if not others and isinstance(field.kind, Countries) and countries.places(message).ambiguous:
        return replies.unusable(message, field)
    if not isinstance(field.kind, Text) and talk.states(message):
        return events.Told(others or _facts(message, situation), more=message.text)
    if len(message.words) > 6 and others:
        return events.Told(others)
    return replies.unusable(message, field)


def _lacks(message: Message, field: Field) -> bool:
    """Whether a message says that there is none yet of what is asked for, and nothing else ("no budget, for now")."""
    named = [match for match in corrections.named_fields(message) if match.code == field.key]
    said = lexicon("none").find(message)
    asked = bool(named) or isinstance(field.kind, Amount)
    return asked and bool(said) and message.weight <= _LONGEST_NONE and not talk.content(message, (*named, *said))


def _facts(message: Message, situation: Situation) -> dict[str, Answer]:
    part = facts.head(message)
    stated = facts.stated(part, situation)
    sender = facts.who(part)
    if not situation.first and not any(finding.field == "organization" for finding in sender):
        sender = [finding for finding in sender if finding.field == "contact_name"]  # "a community patrol" is not them
    return facts.answers(part, [*stated, *sender, *facts.suggested(part, situation, stated)], situation)


def _tells_more(message: Message, stated: dict[str, Answer]) -> bool:
    """Whether a remark speaks of more than the values in it."""
    known = {word.text for answer in stated.values() for word in Message(answer.words).words}
    beside = [word for word in talk.content(message) if word.text not in known]
    return not commands.opens_with_no(message) and talk.weight(beside) >= talk.SENTENCE - 1


def _tells_of_the_matter(message: Message, situation: Situation) -> bool:
    """Whether an answer that names a country goes on telling what is wrong there."""
    spans = [(fact.start, fact.end) for fact in facts.stated(facts.head(message), situation)]
    spans += [(place.start, place.end) for place in countries.places(message).named]
    beside = [word for word in talk.content(message) if not any(start <= word.start < end for start, end in spans)]
    return talk.weight(beside) > talk.SENTENCE


def _beside(message: Message, field: Field, situation: Situation) -> dict[str, Answer]:
    """What an answer states beside what was asked."""
    part = facts.head(message)
    if field.key == "contact_channel":
        return _sender(part, situation)
    if field.key not in _TELLING if isinstance(field.kind, Text) else len(message.words) <= 4:
        return {}
    found = facts.stated(part, situation)
    if field.key in ("problem_statement", "objective", "assistance_details"):
        found = [*found, *facts.suggested(part, situation, found)]
    kept = facts.answers(part, found, situation)
    if isinstance(field.kind, Text) and field.key != "problem_statement":
        kept.pop("country", None)
    if isinstance(field.kind, Text):
        kept = {key: answer for key, answer in kept.items() if key not in situation.answers}
    return {key: answer for key, answer in kept.items() if key != field.key and not _same_words(key, field.key)}


def _sender(message: Message, situation: Situation) -> dict[str, Answer]:
    """Who writes, as people sign beside the address they were asked for; "write to me at ..." is no name."""
    known = facts.answers(message, facts.who(message), situation)
    address = contacts.email(message) or contacts.phone(message, facts.held_countries(situation), asked=True)
    if address is None:
        signed = _signed(message, "", situation) or _name_alone(message, situation)
        return {**signed, **known} if _signature_alone(signed) else known
    signed = _signed(message, message.quote(address.start, address.end), situation)
    if any(is_name(held.words) or naming.is_body(held.words) for held in signed.values()):
        return {**signed, **known}
    return known


def _name_alone(message: Message, situation: Situation) -> dict[str, Answer]:
    """A name and nothing else, of somebody whose name is not known yet; empty for a place or an organisation."""
    name = naming.called(message.text, "person")
    known = isinstance(situation.answers.get("contact_name"), Answer)
    if known or not is_name(name) or countries.places(message).named:
        return {}
    return {"contact_name": Answer(name, Source.READ, name, confirmed=False)}


def _signature_alone(signed: dict[str, Answer]) -> bool:
    """Whether a line tells who writes and nothing else, so that no part of it speaks of the matter."""
    told = [str(signed[key].value) for key in ("contact_name", "organization") if key in signed]
    return (
        bool(told)
        and " " in told[0]
        and is_name(told[0])
        and all(naming.is_title(piece) or naming.is_body(piece) for piece in told[1:])
    )


def _signed(message: Message, address: str, situation: Situation) -> dict[str, Answer]:
    """Name, organisation and its kind from a line as people sign; empty for any other message."""
    signed = signature(message.text, address)
    if signed is None:
        return {}
    told = {"contact_name": signed.name} | ({"organization": signed.organization} if signed.organization else {})
    kind = organizations.kind_of(Message(signed.organization)) if signed.organization else ()
    known = {key: Answer(words, Source.READ, words, confirmed=False) for key, words in told.items()}
    return {**facts.answers(message, kind, situation), **known}


def _same_words(key: str, asked: str) -> bool:
    """Fields one phrase could fill twice."""
    twins = {"start_date", "end_date", "urgency"}
    return {key, asked} <= twins or {key, asked} == {"country", "other_countries"} or asked == "scope"


def _who(message: Message, situation: Situation) -> dict[str, Answer]:
    """A name, with the organisation and the address that people put into the same line."""
    stated = [f for f in facts.stated(message, situation) if f.field in ("contact_channel",)]
    stated = stated or [f for f in [contacts.phone(message, facts.held_countries(situation), asked=True)] if f]
    who = facts.who(message)
    body = [f for f in who if f.field != "contact_name"]
    found = facts.answers(message, [*stated, *body], situation)
    named = next((f for f in who if f.field == "contact_name"), None)
    signed = _signed(message, message.quote(stated[0].start, stated[0].end) if stated else "", situation)
    organization = signed.get("organization")
    if named is not None:
        beside = signed if organization and naming.is_title(organization.words) else {}
        return {**beside, **found, "contact_name": Answer(named.value)}
    if organization:
        name = Answer(signed["contact_name"].value)
        return {**signed, **found, "organization": organization, "contact_name": name}
    start = min([f.start for f in [*stated, *body] if f.start > 0], default=len(message.folded))
    lead = message.quote(0, start).split("\n")[0].split(",")[0].split(";")[0].split("(")[0].strip(" -:")
    return {**found, "contact_name": Answer(naming.called(lead if found and lead else message.text, "person"))}


def _where(message: Message, situation: Situation) -> dict[str, Answer]:
    """Where somebody works, with the type of it and the role that the name alone tells."""
    kind = organizations.kind_of(facts.head(message))
    own = naming.employer(message.text) or message.text
    return {**facts.answers(message, kind, situation), "organization": Answer(own)}
