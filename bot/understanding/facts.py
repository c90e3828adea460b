"""Every fact a message states or suggests, as answers that still wait to be confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.understanding import (
    commands,
    concepts,
    contacts,
    countries,
    counts,
    dates,
    languages,
    money,
    organizations,
    signatures,
    titles,
)
from bot.understanding.finding import Finding
from bot.understanding.port import Situation
from bot.understanding.script import Message
from dialogs.answers import Answer, Source

_DEPTH = 4_000
"""Characters of a message that are searched for facts: people introduce themselves at the beginning."""

_TAIL = re.compile(r"[,;:.،；，]\s*[^\W\d_]{1,3}$")
"""The first small word of the next clause: "buy equipment, from"."""
_OPENING = 40
"""Characters in which those who ask together name themselves."""
_JOINED, _SMALL = 9, 3
"""Characters between two countries side by side, and of each word there: "Haïti et en République dominicaine"."""
_WHO_GAINS = frozenset(("beneficiaries_direct", "beneficiaries_number"))
"""Questions whose answer counts those who gain, whoever they are."""


def held_countries(situation: Situation) -> tuple[str, ...]:
    """The countries told so far."""
    held = situation.answers.get("country")
    return tuple(held.value) if isinstance(held, Answer) and isinstance(held.value, tuple) else ()


def head(message: Message) -> Message:
    """The part of a long message that is read for facts."""
    return message if len(message.text) <= _DEPTH else Message(message.text[:_DEPTH])


def stated(message: Message, situation: Situation) -> list[Finding]:
    """What the words state: countries, dates, money, people, contacts, languages, who writes."""
    held = held_countries(situation)
    spoken = languages.delivery(message)
    beside: countries.Spans = ((spoken.start, spoken.end),) if spoken else ()
    sums = money.sums(message, countries.places(message, beside=beside).own or held)[:1]
    beside += tuple((s.start, s.end) for s in sums)
    found = list(countries.findings(message, held=held, beside=beside))
    own = next((f.value for f in found if f.field == "country" and isinstance(f.value, tuple)), held)
    found += dates.findings(message, situation.today)
    found += [Finding("budget", s.money, s.start, s.end) for s in sums]
    people = counts.first(message, asked=situation.asked in _WHO_GAINS)
    if people and not any(f.field == "budget" and f.start < people.end and people.start < f.end for f in found):
        found.append(people)
    contact = contacts.email(message) or contacts.phone(message, own)
    found += [f for f in (contact, spoken) if f]
    return found


def suggested(message: Message, situation: Situation, known: list[Finding]) -> list[Finding]:
    """What the words suggest: targets, themes, assistance, gaps, reach, a title."""
    own = next(
        (f.value for f in known if f.field == "country" and isinstance(f.value, tuple)), held_countries(situation)
    )
    spoken = next(((f.start, f.end) for f in known if f.field == "delivery_language"), None)
    found = list(concepts.proposals(message, own, spoken=spoken))
    about = tuple((f.start, f.end) for f in found if f.field in ("gbf_targets", "assistance_types", "themes"))
    several = next((f for f in known if f.field == "other_countries"), None)
    if several and not any(f.field == "scope" for f in found) and _together(message):
        found.append(Finding("scope", "regional", several.start, several.end, inferred=True))
    beside = _introduced(message) if situation.first else ()
    named = tuple((place.start, place.end) for place in countries.places(message).named)
    hello = tuple((match.start, match.end) for match in commands.greetings(message) if situation.first)
    title = titles.propose(message, about, beside, first=situation.first, places=named, hello=hello)
    return found + ([title] if title else [])


def _introduced(message: Message) -> tuple[tuple[int, int], ...]:
    """Where a message greets or says who writes."""
    hello = [(match.start, match.end) for match in commands.greetings(message)]
    return (*hello, *((f.start, f.end) for f in who(message) if f.field != "organization_type"))


def who(message: Message) -> list[Finding]:
    """Organisation, its type, role and name."""
    spans = tuple((place.start, place.end) for place in countries.places(message).named)
    signed = signatures.letter(message) if "\n" in message.text else ()
    told = {finding.field for finding in signed}
    return [*signed, *(f for f in organizations.findings(message, spans) if f.field not in told)]


def _together(message: Message) -> bool:
    """Two countries named side by side, as those who ask together."""
    named = countries.places(message).named
    if len(named) < 2 or named[0].start >= _OPENING:
        return False
    between = message.between(named[0].end, named[1].start)
    return len(between) <= _JOINED and all(len(word) <= _SMALL for word in between.replace(",", " ").split())


def answers(
    message: Message, findings: Iterable[Finding], situation: Situation, *, confirmed: bool = False
) -> dict[str, Answer]:
    """Answers of the form's fields, each with the words behind it; the first finding of a field wins."""
    found: dict[str, Answer] = {}
    for finding in findings:
        if finding.field not in found and situation.form.field(finding.field) is not None:
            source = Source.INFERRED if finding.inferred else Source.READ
            found[finding.field] = Answer(finding.value, source, _quoted(message, finding), confirmed)
    return found


def _quoted(message: Message, finding: Finding) -> str:
    """The words behind a value; those that made us think of one begin and end where a reader would."""
    start = finding.start
    if finding.inferred and message.folded[start - 1 : start] == "(" and ")" in message.folded[start : finding.end]:
        start -= 1
    quote = message.quote(start, finding.end)
    return _TAIL.sub("", quote) if finding.inferred else quote
