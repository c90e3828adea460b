"""Cases that were found: what each is, why it fits, where and when, and where it comes from."""

from __future__ import annotations

from bot.message import Found, Option
from bot.render.fit import excerpt
from bot.taps import LONGEST as TAP_LONGEST
from bot.taps import Verb, build, letter
from dialogs.events import CASES, Hit
from dialogs.state import State
from dialogs.words import has, names, say

SUMMARY = 280  # characters; a phone shows three cases without a thumb's journey. Chosen.

_BUTTONS: tuple[tuple[Verb, str], ...] = (
    ("more", "button.more"),
    ("example", "button.example"),
    ("not-relevant", "button.not_relevant"),
)


def found(hit: Hit, origin: str, language: str) -> Found:
    """A hit in words: a case with why it fits and its buttons; an answer whole, for there is nothing to judge."""
    case = hit.kind in CASES
    return Found(
        document=hit.document,
        title=_title(hit, language),
        why=_why(hit, language) if case else "",
        place_and_year=_place_and_year(hit, language),
        source=_source(hit, language),
        summary=excerpt(hit.summary, SUMMARY) if case else hit.summary,
        options=_options(hit, origin, language) if case else (),
    )


def as_text(shown: tuple[Found, ...], state: State, language: str) -> str:
    """The same cases for a channel that draws none, each with the letter it can be asked for by."""
    blocks = []
    for case in shown:
        mark = letter(case.document, state) if case.options else ""
        title = f"{mark}) {case.title}" if mark else case.title
        why = say("hit.why", language, why=case.why) if case.why else ""
        source = say("hit.source", language, source=case.source) if case.source else ""
        blocks.append("\n".join(part for part in (title, case.place_and_year, case.summary, why, source) if part))
    return "\n\n".join((*blocks, *_commands(shown, state, language)))


def whole(hit: Hit | None, language: str) -> str:
    """The whole text of a document; an honest sentence when it is gone."""
    if hit is None:
        return say("say.more-gone", language)
    source = say("hit.source", language, source=_source(hit, language)) if hit.source else ""
    parts = (_title(hit, language), _place_and_year(hit, language), hit.summary, source)
    return "\n".join(part for part in parts if part)


def _title(hit: Hit, language: str) -> str:
    return f"{say('hit.invented', language)} – {hit.title}" if hit.demo else hit.title


def _source(hit: Hit, language: str) -> str:
    return say("hit.invented", language) if hit.demo else hit.source


def _why(hit: Hit, language: str) -> str:
    named = names.listed(_details(hit, "name"), language)
    close = say("list.comma", language).join(_details(hit, "meaning"))
    reasons = [reason for reason in (("name", named), ("meaning", close)) if reason[1]]
    reasons += [reason for reason in hit.why if reason[0] not in ("name", "meaning")]
    words = (_reason(code, detail, language) for code, detail in reasons)
    joined = say("list.separator", language).join(dict.fromkeys(word for word in words if word))
    return joined or say("why-hit.meaning-only", language)


def _details(hit: Hit, code: str) -> list[str]:
    """What one kind of reason names, each once, however it is written."""
    return list({detail.casefold(): detail for held, detail in hit.why if held == code and detail}.values())


def _reason(code: str, detail: str, language: str) -> str:
    """One reason in words; "" for a reason that has none, or that only the ranking needs."""
    if code in ("same-region", "same-subregion"):
        code, detail = "same-region", _region(detail, language)
    if code == "same-language":
        return ""
    id = f"why-hit.{code}"
    return say(id, language, detail=detail) if has(id, "en") else ""


def _place_and_year(hit: Hit, language: str) -> str:
    if hit.kind not in CASES:
        return hit.year
    places = names.listed([names.country(code, language) for code in hit.country], language)
    places = places or hit.place or _region(hit.region, language)
    known = (places or say("hit.country-not-stated", language), hit.year or say("hit.not-stated", language))
    return say("list.comma", language).join(known)


def _region(name: str, language: str) -> str:
    id = f"region.{name.replace(' ', '-')}"
    return say(id, language) if has(id, "en") else name


def _options(hit: Hit, origin: str, language: str) -> tuple[Option, ...]:
    carried = [(f"{origin}|{verb}|{hit.document}", verb, id) for verb, id in _BUTTONS]
    return tuple(
        Option(say(id, language), build(origin, verb, hit.document))
        for tap, verb, id in carried
        if len(tap.encode()) <= TAP_LONGEST  # A document somebody added under a long id is shown, without buttons.
    )


def _commands(shown: tuple[Found, ...], state: State, language: str) -> tuple[str, ...]:
    mark = next((mark for case in shown if case.options and (mark := letter(case.document, state))), "")
    if not mark or not shown[0].options:
        return ()
    written = " · ".join(f"{option.label} {mark}" for option in shown[0].options)
    return (say("hand.hit", language, commands=written),)
