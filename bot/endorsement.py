"""Endorsement as rules: who may be asked about a request, what each answer needs, and when silence means anything.

Pure: what is held and what happens go in, what follows or why not comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never, get_args

from dialogs.request import Request
from storage.desk.way import Endorsement, Standing

Verdict = Literal["endorsed", "no-objection", "changes-asked", "objected"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""What a focal point may say; each is a state of the request as well."""
WITH_REASON: frozenset[Verdict] = frozenset(("changes-asked", "objected"))
"""What nobody can act on without knowing why."""

SHORTEST, LONGEST = 5, 60
"""Working days after which silence may count. Chosen: a week is the least an office needs, a quarter is no answer."""
SHOWN = frozenset(("desk_focal", "desk_focal_providers", "public"))
"""Values of `visibility` with which a person lets their focal point see a request."""

Why = Literal[
    "own", "country", "not-agreed", "mandate", "days", "consent", "consent-unknown",
    "answered", "old", "elsewhere", "name", "words", "to", "early",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing changes; `why` is the end of a wording's id."""

    why: Why


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a request decides about its endorsement."""

    country: str
    own: bool
    """The national focal point asks for it themselves: nobody else needs to be asked."""
    agreed: bool
    """The person lets their focal point see it."""
    consent: Literal["applies", "unknown", "no"]
    """Whether the free, prior and informed consent of indigenous peoples or local communities is needed."""


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer within so many working days counts as no objection."""

    days: int
    mandate: str
    """The text that says so, of a decision or of the Government: the focal point reads it."""
    without_consent: str = ""
    """How the desk knows that no consent is needed, where the request does not say."""


def facts(request: Request | None, country: str, agreed: str = "") -> Facts:
    """`request` is None for a case that began otherwise; `agreed` is how the desk knows that the person agrees.

    A community asks for itself, so what it asks for touches its lands, waters or knowledge.
    """
    if request is None:
        return Facts(country, own=False, agreed=bool(agreed.strip()), consent="unknown")
    community = request.text("requester_role") == "iplc" or request.text("organization_type") == "iplc"
    touches = request.text("fpic_needed")
    return Facts(
        country,
        own=request.text("requester_role") == "focal_point",
        agreed=bool(agreed.strip()) or request.text("visibility") in SHOWN,
        consent="applies" if community or touches in ("yes", "unsure") else "no" if touches == "no" else "unknown",
    )


def may_ask(facts: Facts, silence: Silence | None = None) -> Refusal | None:
    """None when the focal point may be asked, with silence counting as it is said."""
    if facts.own:
        return Refusal("own")
    if len(facts.country) != 2 or facts.country == "XX":
        return Refusal("country")
    if not facts.agreed:
        return Refusal("not-agreed")
    if silence is None:
        return None
    if not silence.mandate.strip():
        return Refusal("mandate")
    if not SHORTEST <= silence.days <= LONGEST:
        return Refusal("days")
    if facts.consent == "applies":
        return Refusal("consent")
    if facts.consent == "unknown" and not silence.without_consent.strip():
        return Refusal("consent-unknown")
    return None


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opens the link in a browser, with a tap: previews of links do not."""

    holder: str


@dataclass(frozen=True, slots=True)
class Answered:
    holder: str
    verdict: Verdict
    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """The focal point names a colleague who is to answer instead."""

    holder: str
    name: str
    to: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The desk holds a signed letter."""

    verdict: Verdict
    letter: str
    """Its date and reference."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing was heard until now."""

    facts: Facts


Event = Opened | Answered | Passed | Recorded | Silent


@dataclass(frozen=True, slots=True)
class Outcome:
    state: Standing
    signed: str = ""
    words: str = ""
    passed_to: str = ""


def advance(held: Endorsement, event: Event, now: float) -> Outcome | Refusal:
    """What an event makes of a question; the outcome of opening is that it is still asked.

    The first browser that opens a link has it: from any other, as from a link that was forwarded later, nothing can be
    seen or done. Silence counts only from its date on, and only if it still may.
    """
    if held.state != "asked":
        return Refusal("answered")
    match event:
        case Opened(holder=holder):
            return _in_hand(held, holder, now, first=True) or Outcome("asked")
        case Answered(holder=holder, verdict=verdict, name=name, words=words):
            if refusal := _in_hand(held, holder, now):
                return refusal
            if not name.strip():
                return Refusal("name")
            if verdict in WITH_REASON and not words.strip():
                return Refusal("words")
            return Outcome(verdict, name.strip(), words.strip())
        case Passed(holder=holder, name=name, to=to):
            if refusal := _in_hand(held, holder, now):
                return refusal
            if not name.strip():
                return Refusal("name")
            return Outcome("delegated", name.strip(), passed_to=to.strip()) if to.strip() else Refusal("to")
        case Recorded(verdict=verdict, letter=letter):
            return Outcome(verdict, letter.strip()) if letter.strip() else Refusal("words")
        case Silent(facts=facts):
            if not held.due or now < held.due:
                return Refusal("early")
            if facts.consent == "applies":
                return Refusal("consent")
            if not (facts.agreed or held.agreed):
                return Refusal("not-agreed")
            return Outcome("no-objection")
        case _:
            assert_never(event)


def _in_hand(held: Endorsement, holder: str, now: float, *, first: bool = False) -> Refusal | None:
    if now > held.expires:
        return Refusal("old")
    ours = bool(holder) and (held.holder == holder or (first and not held.holder))
    return None if ours else Refusal("elsewhere")
