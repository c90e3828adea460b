"""Who writes: the organisation, its kind, the person's role and name, as far as the words say so."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from bot.understanding.finding import Finding
from bot.understanding.lexicon import Lexicon, Match, lexicon, read
from bot.understanding.script import Message

_ROLE_OF = {
    "national_government": "government", "subnational_government": "government", "academic": "research", "ngo": "ngo",
    "iplc": "iplc",
}  # fmt: skip
_HEADS = re.compile(
    r"(?<![^\W\d_])(?:ministry|ministere|ministerios?|ministerio|министерств[оаеу]м?|department|directorate|direction|university|universite"
    r"|universidad|universidade|институт\w*|университет\w*|institute?|institut|instituto|municipality|municipalidad|mairie|alcaldia|prefeitura"
    r"|agency|agence|agencia|authority|council|foundation|fondation|fundacion|fundacao|association|asociacion|associacao"
    r"secretariat|office|service|centre|center|museum|вузе|мэрия|акимат|фонд|ministério|وزاره|جامعه|بلديه|هيئه|معهد|جمعيه|موسسه)(?![^\W\d_])"
)
_LINK = frozenset(
    [
        "of",
        "the",
        "for",
        "and",
        "de",
        "del",
        "de",
        "la",
        "las",
        "los",
        "du",
        "des",
        "d",
        "l",
        "da",
        "do",
        "dos",
        "das",
        "e",
        "y",
        "et",
        "o",
        "os",
        "a",
        "as",
        "для",
        "и",
        "по",
        "при",
        "al",
    ]
)
_STOP = frozenset(
    [
        "in",
        "is",
        "we",
        "our",
        "on",
        "has",
        "have",
        "need",
        "needs",
        "wants",
        "want",
        "here",
        "en",
        "au",
        "aux",
        "in",
        "nous",
        "on",
        "et",
        "em",
        "no",
        "na",
        "nos",
        "nas",
        "em",
        "nosotros",
        "dans",
        "qui",
        "que",
        "em",
        "в",
        "из",
        "на",
        "с",
        "мы",
        "في",
        "نحن",
        "على",
        "على",
        "منذ",
        "ici",
        "from",
        "at",
        "i",
        "im",
        "je",
        "soy",
        "sou",
    ]
)
_TOWN_HEADS = frozenset(("municipality", "municipalidad", "mairie", "alcaldia", "prefeitura", "council", "بلديه"))
_HAN = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:部(?!分|门)|大学|市政府|省政府|县政府|林业局|研究所|研究院|科学院|植物园|公司|银行)"
)
_TOWN = "市省县州镇"
_HAN_LEAD = ("我是", "我们是", "我在", "来自", "这里是", "在", "我们", "一家", "你好", "您好", "是", "我")


@cache
def _kinds() -> Lexicon:
    return lexicon("organizations")


@cache
def _roles() -> Lexicon:
    return lexicon("roles")


@cache
def _name_cues() -> Lexicon:
    return Lexicon((code, phrase) for code, phrases in read("names_cues").items() for phrase in phrases)


def findings(message: Message, countries: tuple[tuple[int, int], ...] = ()) -> tuple[Finding, ...]:
    """Organisation, its type, role and name; `countries` are spans of country names, which end an organisation."""
    found: list[Finding] = []
    kinds = [match for match in _kinds().find(message) if match.start < 400]
    roles = [match for match in _roles().find(message) if match.start < 400]
    role = _role(roles)
    kind = _kind(kinds)
    if role and role.code in ("focal_point", "other_focal_point"):
        found.append(Finding("requester_role", role.code, role.start, role.end, inferred=True))
        if kind and kind.code in ("national_government", "subnational_government"):
            found.append(Finding("organization_type", kind.code, kind.start, kind.end, inferred=True))
    elif kind:
        found.append(Finding("organization_type", kind.code, kind.start, kind.end, inferred=True))
        if kind.code in _ROLE_OF:
            found.append(Finding("requester_role", _ROLE_OF[kind.code], kind.start, kind.end, inferred=True))
    elif role and role.code not in ("other", "staff"):
        found.append(Finding("requester_role", role.code, role.start, role.end, inferred=True))
    body = organization(message, countries)
    person = name(message)
    return tuple(found + ([body] if body else []) + ([person] if person else []))


def _role(roles: list[Match]) -> Match | None:
    order = ("other_focal_point", "focal_point")
    for code in order:
        for match in roles:
            if match.code == code:
                return match
    return roles[0] if roles else None


def _kind(kinds: list[Match]) -> Match | None:
    """The kind whose word comes first: who writes introduces themselves before they name others."""
    return kinds[0] if kinds else None


def organization(message: Message, countries: tuple[tuple[int, int], ...] = ()) -> Finding | None:
    """The organisation's name as written, cut before the country; None for a bare word like "the ministry"."""
    if han := _HAN.search(message.folded):
        return _in_han(message, han, countries)
    head = _HEADS.search(message.folded)
    if head is None or head.start() > 400:
        return None
    words = [word for word in message.words if word.start >= head.start()]
    end = words[0].end
    for count, (before, word) in enumerate(pairwise(words)):
        between = message.between(before.end, word.start)
        if any(mark in between for mark in ",.;:!?()\n") or word.text in _STOP or word.text.isdigit() or count >= 7:
            break
        if (
            any(start <= word.start < stop for start, stop in countries)
            and head.group() not in _TOWN_HEADS
            and not head.group().startswith(("univ", "جامعه"))
        ):
            break
        if word.text not in _LINK:
            end = word.end
    start = head.start()
    lead = [word for word in message.words if word.end <= start][-4:]
    for word in reversed(lead):
        if (
            message.text[word.start : word.start + 1].isupper()
            and len(message.text) == len(message.folded)
            and start - word.end == 1
        ):
            start = word.start
        else:
            break
    if end <= head.end() and start == head.start():
        return None
    return Finding("organization", message.quote(start, end), start, end)


def _in_han(message: Message, han: re.Match[str], countries: tuple[tuple[int, int], ...]) -> Finding | None:
    start, end = han.span()
    for place_start, place_end in countries:
        if (
            start <= place_start < end
            and place_end < end
            and message.folded[place_end:end] in ("环境部", "农业部", "渔业部", "林业局")
        ) or (start < place_end < end and place_start <= start and message.folded[place_end] not in _TOWN):
            start = place_end
    for lead in _HAN_LEAD:
        at = message.folded.rfind(lead, start, end)
        if at >= 0 and at + len(lead) < end - 1:
            start = at + len(lead)
    for place_start, place_end in countries:
        if place_start == start and place_end < end - 1 and message.folded[place_end] not in _TOWN:
            start = place_end
    return Finding("organization", message.quote(start, end), start, end) if end - start >= 3 else None


def name(message: Message) -> Finding | None:
    """The person's own name after "my name is", or a capitalised one after "I am"."""
    for cue in _name_cues().find(message):
        words = message.words[cue.last : cue.last + 4]
        if cue.start > 200 or not words or message.between(cue.end, words[0].start).strip(" :-"):
            continue
        taken = []
        for at, word in enumerate(words):
            written = message.quote(word.start, word.end)
            capital = written[:1].isupper() or (
                cue.code == "plain" and not written[:1].isascii() and not written[:1].islower()
            )
            if (
                not capital
                or (at and message.between(words[at - 1].end, word.start).strip(" .-'"))
                or _is_other(message, word.start)
            ):
                break
            taken.append(word)
        if taken and len(message.quote(taken[0].start, taken[-1].end)) > 1:
            return Finding("contact_name", message.quote(taken[0].start, taken[-1].end), taken[0].start, taken[-1].end)
    return None


def _is_other(message: Message, start: int) -> bool:
    from bot.understanding import countries

    return any(place.start <= start < place.end for place in countries.places(message).named) or any(
        match.start <= start < match.end for match in (*_kinds().find(message), *_roles().find(message))
    )
