"""What a person meant, read without a model: by the open question first, then by what stands in the words."""

from __future__ import annotations

from bot.understanding import (
    changes,
    choices,
    commands,
    contacts,
    corrections,
    facts,
    hostile,
    intents,
    introductions,
    languages,
    likeness,
    noise,
    organizations,
    questions,
    replies,
    talk,
)
from bot.understanding.port import Reading, Situation
from bot.understanding.script import Message
from bot.understanding.signatures import is_body, is_name, signature
from dialogs import events
from dialogs.answers import Answer, Source
from dialogs.events import Event
from dialogs.form import Field, Form
from dialogs.kinds import Choice, Choices, Consent, Countries, Text
from dialogs.state import BETWEEN

_LONG = 60
"""Words past which a message is never a command, only text; a clear call for a person is still heard."""
_TELLING = frozenset(("first_words", "problem_statement", "objective", "assistance_details", "beneficiaries_direct"))
"""Questions whose answers are also read for what else they state; others speak of the past or of other places."""
_PROPOSED = frozenset(("title", "review", "consent", *BETWEEN))
"""Questions that put something of ours to the person, who praises or blames it rather than saying yes or no."""
_FREE_OF_COMMANDS = frozenset(("greeting", "deepen", "undo", "status", "similar", "export"))


class Literal:
    """The port without a model. Reading is pure; awaiting it never waits."""

    async def __call__(self, text: str, situation: Situation) -> Reading:
        return understand(text, situation)


def warm_up(today: str, form: Form) -> None:
    """Load the phrases of all languages, about a quarter of a second, so that nobody's first message waits for it."""
    situation = Situation(form, None, (), {}, "en", today, first=True)
    understand("Our reefs are dying and we need a training for 20 officers in Samoa by June 2030", situation)


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
    return _reading(_read(message, situation), languages.of(facts.head(message)) if shows else None)


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
        command = _command(message, situation, field) or _leaning(message, situation, field)
        if command is not None:
            return command
    if situation.asked in _PROPOSED and (verdict := commands.verdict(message)):
        return intents.said(verdict, message.text)
    if situation.asked is None and not situation.first:
        return _late(message, situation)
    if situation.first or situation.asked == "first_words":
        return introductions.introduction(message, situation) or _first(message, situation)
    if field is None:
        return _aside(message, situation)
    return _answer(message, field, situation)


def _command(message: Message, situation: Situation, field: Field | None) -> Event | None:
    """Whatever is not an answer: commands, corrections, questions."""
    name = commands.whole(message, situation.language)
    if name:
        return _whole_command(name, message, situation, field)
    if code := _language(message, field):
        return events.Language(code)
    if commands.wants_person(message):
        return events.WantsHuman()
    if not situation.first and (again := changes.wanted(message)):
        if again == situation.asked == "title":
            return events.Declined()
        return _set(again, message, situation)
    if not situation.first and (situation.asked is not None or situation.answers):
        corrected = corrections.read_correction(message, situation)
        if corrected and set(corrected) != {situation.asked}:
            return events.Told(corrected, correction=True)
    alike = likeness.command(message)
    telling = commands.telling(message)
    if alike is not None and telling != alike.name in _LIKED and (telling in _VAGUE or alike.ahead >= _FAR_AHEAD):
        telling = None
    if questions.means(message):
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
    if noise.is_noise(message):
        return events.Unclear(message.text, "unclear")
    if alike is not None and (liked := _liked(alike.name, message, situation, field)) is not None:
        return liked
    if questions.is_question(message) and not _states_much(message, situation):
        return events.Asked(message.text)
    return None


_LIKED = frozenset(
    ("skip", "dont_know", "will_ask", "help", "back", "review", "pause", "cancel", "restart", "repeat", "human")
    + ("greeting", "thanks", "status", "similar", likeness.QUESTION)
)
"""What is heard where a message is only like it; to send and to delete must be said."""
_FAR_AHEAD = 8.0
"""Evidence over the next command from which likeness decides against a phrase of another command."""
_VAGUE = frozenset(("dont_know", "thanks"))
"""Commands whose telling phrases also stand in messages that want something else ("not sure what you want from me")."""


def _liked(name: str, message: Message, situation: Situation, field: Field | None) -> Event | None:
    """What a message is like, unless it states a fact or answers a question that has few answers."""
    if name not in _LIKED or facts.stated(message, situation):
        return None
    if field is not None and not isinstance(field.kind, Text | Consent) and replies.value(message, field, situation):
        return None
    if name == likeness.QUESTION:
        return events.Asked(message.text) if questions.opens(message) else None
    return _whole_command(name, message, situation, field)


def _leaning(message: Message, situation: Situation, field: Field | None) -> Event | None:
    """A yes or no with more words around it, where only yes or no is asked ("yes, but show it to nobody")."""
    if (field is not None and isinstance(field.kind, Consent)) or situation.asked in ("review", *BETWEEN):
        name = commands.leaning(message) or _clause(message)
        if name and not facts.stated(message, situation):
            but = situation.asked == "review" and _but(name, message)
            return events.Declined(message.text) if but else intents.said(name, message.text)
    if situation.asked == "title" and not talk.content(message) and (name := commands.leaning(message)):
        return intents.said(name, message.text)
    return None


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
    return len(message.words) > 14 and len(facts.stated(message, situation)) >= 1


def _late(message: Message, situation: Situation) -> Event:
    """Sent before the open question was on the screen: facts are taken, a bare number or option is not."""
    if len(message.plain) <= 3 or message.plain.replace(" ", "").isdigit():
        return events.Unclear(message.text, "unclear")
    return events.Told(_facts(message, situation), more=message.text, unseen=True)


def _first(message: Message, situation: Situation) -> Event:
    """The problem in the person's own words, with everything else that stands in them."""
    found = _facts(message, situation)
    return events.Told({"first_words": Answer(introductions.without_greeting(message)), **found})


def _facts(message: Message, situation: Situation) -> dict[str, Answer]:
    part = facts.head(message)
    stated = facts.stated(part, situation)
    sender = facts.who(part)
    if not situation.first and not any(finding.field == "organization" for finding in sender):
        sender = [finding for finding in sender if finding.field == "contact_name"]  # "a community patrol" is not them
    return facts.answers(part, [*stated, *sender, *facts.suggested(part, situation, stated)], situation)


def _aside(message: Message, situation: Situation) -> Event:
    """The card, a deletion or the lesson is open: only the lesson takes free text."""
    if situation.asked == "lesson":
        address = contacts.email(message) or contacts.phone(message)
        beside = facts.answers(message, [address], situation) if address else {}
        return events.Told({"lesson": Answer(message.text), **beside})
    stated = facts.answers(message, facts.stated(facts.head(message), situation), situation)
    named = corrections.named_field(message)
    if stated and situation.asked == "review" and named is None and _tells_more(message, stated):
        return events.Told(stated, more=message.text)
    if stated:
        return events.Told({k: Answer(a.value, Source.TYPED, a.words) for k, a in stated.items()}, correction=True)
    if named and situation.form.field(named) and len(message.words) <= 8:
        return _set(named, message, situation)
    if situation.asked == "review" and talk.states(message):
        return events.Told(more=message.text)
    return events.Unclear(message.text, "unclear")


def _set(key: str, message: Message, situation: Situation) -> Event:
    """The new value of a field, where the message holds it; else the wish to change it."""
    value = corrections.values(message, situation).get(key)
    if value is None:
        return events.Change(key)
    return events.Told({key: Answer(value, Source.TYPED, message.text)}, correction=True)


def _tells_more(message: Message, stated: dict[str, Answer]) -> bool:
    """Whether a remark speaks of more than the values in it."""
    known = {word.text for answer in stated.values() for word in Message(answer.words).words}
    beside = [word for word in talk.content(message) if word.text not in known]
    return not commands.opens_with_no(message) and talk.weight(beside) >= talk.SENTENCE - 1


def _answer(message: Message, field: Field, situation: Situation) -> Event:
    if field.key == "contact_name":
        return events.Told(_who(message, situation))
    own = replies.answer(message, field, situation)
    others = _beside(message, field, situation)
    if own is not None:
        return events.Told({**others, field.key: own})
    if not isinstance(field.kind, Text) and (known := introductions.introduction(message, situation)):
        return known
    if not isinstance(field.kind, Text) and talk.states(message):
        return events.Told(others or _facts(message, situation), more=message.text)
    if len(message.words) > 6 and others:
        return events.Told(others)
    return replies.unusable(message, field)


def _beside(message: Message, field: Field, situation: Situation) -> dict[str, Answer]:
    """What an answer states beside what was asked."""
    part = facts.head(message)
    if field.key == "organization":
        return facts.answers(part, organizations.kind_of(part), situation)
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
        return known
    signed = _signed(message, message.quote(address.start, address.end), situation)
    if any(is_name(held.words) or is_body(held.words) for held in signed.values()):
        return {**signed, **known}
    return known


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
    if named is not None:
        return {**found, "contact_name": Answer(named.value)}
    signed = _signed(message, message.quote(stated[0].start, stated[0].end) if stated else "", situation)
    if organization := signed.get("organization"):
        name = Answer(signed["contact_name"].value)
        return {**signed, **found, "organization": organization, "contact_name": name}
    start = min([f.start for f in [*stated, *body] if f.start > 0], default=len(message.folded))
    lead = message.quote(0, start).split("\n")[0].split(",")[0].split(";")[0].split("(")[0].strip(" -:")
    return {**found, "contact_name": Answer(lead if found and lead else message.text)}
