"""Who writes: the organisation, its kind, the person's role and name, as far as the words say so."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from bot.understanding.finding import Finding
from bot.understanding.lexicon import Lexicon, Match, lexicon, read
from bot.understanding.script import Message, Word

_ROLE_OF = {
    "national_government": "government", "subnational_government": "government", "academic": "research", "ngo": "ngo",
    "iplc": "iplc",
}  # fmt: skip
_HEADS = re.compile(
    r"(?<![^\W\d_])(?:ministry|ministere|ministerios?|министерств[оаеу]м?|university|universite|universidad|universidade"
    r"|институт\w*|университет\w*|municipality|municipalite|municipalidad|mairie|alcaldia|prefeitura|department|departamento"
    r"|directorate|direction|institute?|institut|instituto|agency|agence|agencia|authority|autorite|council|conseil|consejo|conselho|foundation"
    r"|fondation|fundacion|fundacao|association|asociacion|associacao|secretariat|secretaria|office|service|centre|center"
    r"|centro|museum|museo|museu|camara|cooperative|cooperativa|акимат|комитет|агентство|trust|society|network|alliance|college|academy|ong|ngo|вузе|мэрия|фонд|وزاره|جامعه|بلديه|هييه"
    r"|معهد|جمعيه|موسسه)(?![^\W\d_])"
)
_STRONG = ("minist", "univ", "municipa", "mairie", "alcaldia", "prefeitura")
"""Beginnings of words that name an organisation even in small letters, when what they are of follows."""
_WRITTEN = read("organization_words")
_LINK = frozenset(_WRITTEN["link"])
_STOP = frozenset(_WRITTEN["stop"])
_BESIDE = frozenset(_WRITTEN["beside"])
_SEVERAL = frozenset(_WRITTEN["several"])
_TOWN_HEADS = frozenset(("municipality", "municipalidad", "mairie", "alcaldia", "prefeitura", "council", "بلديه"))
_RUSSIAN = ("ии", "ыи", "ои", "ая", "ое", "ого", "ому", "ом", "ем")
"""Endings of adjectives, folded."""
_DEEP = 400
"""Letters of a message in which people introduce themselves."""
_HAN = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:部(?!分|门)|大学|市政府|省政府|县政府|林业局|研究所|研究院|科学院|植物园|公司|银行)"
    r"(?:[\u4e00-\u9fff]{1,6}(?:研究所|研究院|植物园|分院|学院|中心))?"
)
_WHOLE = ("大学", "科学院", "研究所", "研究院", "植物园", "学院", "中心")
"""Endings of names that the country's name belongs to."""
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
    kind = _kind([match for match in kinds if not _several(message, match)])
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


def kind_of(message: Message) -> tuple[Finding, ...]:
    """The type of an organisation and the role of who works there, from its name alone ("Kea Trust")."""
    return tuple(f for f in findings(message) if f.field in ("organization_type", "requester_role"))


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


def _several(message: Message, kind: Match) -> bool:
    """Whether companies are spoken of, not one: nobody writes for "the hotels" or "las empresas"."""
    words = message.folded[kind.start : kind.end].split()
    return kind.code == "private" and len(words) == 1 and words[0] in _SEVERAL


def organization(message: Message, countries: tuple[tuple[int, int], ...] = ()) -> Finding | None:
    """The organisation's name as written, cut before the country; None for a bare word like "the ministry".

    In Latin letters a name has capitals, or is a ministry, university or town hall of something.
    """
    if han := _HAN.search(message.folded):
        return _in_han(message, han, countries)
    for head in _HEADS.finditer(message.speech[:_DEEP]):
        start, end = _lead(message, head), _tail(message, head, countries)
        if (start, end) != head.span() and (_named(message, head, start, end) or not head.group().isascii()):
            return Finding("organization", message.quote(start, end), start, end)
    return None


def _tail(message: Message, head: re.Match[str], countries: tuple[tuple[int, int], ...]) -> int:
    """Where the name ends: every further word is a capital one, a linking one, or comes right after such a link."""
    words = [word for word in message.words if word.start >= head.start()]
    end, linked, latin = words[0].end, False, head.group().isascii()
    town = head.group() in _TOWN_HEADS or head.group().startswith(("univ", "جامعه"))
    for count, (before, word) in enumerate(pairwise(words)):
        between = message.between(before.end, word.start)
        if any(mark in between for mark in ",.;:!?()\n") or word.text in _STOP or word.text.isdigit() or count >= 8:
            break
        named = any(start <= word.start < stop for start, stop in countries)
        if named and (not town or (end > head.end() and not linked)):
            break
        if word.text in _LINK:
            linked = True
            continue
        if latin and not (linked or word.text in _BESIDE or _capital(message, word)):
            break
        end, linked = word.end, False
    return end


def _lead(message: Message, head: re.Match[str]) -> int:
    """Where the name begins: capital words right before the head belong to it ("Kea Trust")."""
    start = reach = head.start()
    for word in reversed([word for word in message.words if word.end <= start][-4:]):
        if reach - word.end != 1 or word.text in _STOP | _LINK:
            break
        if _capital(message, word):
            start = reach = word.start
        elif word.text.endswith(_RUSSIAN):
            reach = word.start  # Russian adjectives have small letters inside a name.
        else:
            break
    return start


def _named(message: Message, head: re.Match[str], start: int, end: int) -> bool:
    inside = [word for word in message.words if start <= word.start < end]
    capitals = [word for word in inside if _capital(message, word) and word.start > 0]
    if head.group().startswith(_STRONG):
        return len(inside) > 1 and (bool(capitals) or any(word.text in _LINK for word in inside[:3]))
    proper = [word for word in capitals if word.start != head.start()]
    return bool(proper) or (start < head.start() and len(inside) > 1)


def _capital(message: Message, word: Word) -> bool:
    return message.quote(word.start, word.end)[:1].isupper()


def _in_han(message: Message, han: re.Match[str], countries: tuple[tuple[int, int], ...]) -> Finding | None:
    start, end = han.span()
    whole = message.folded[start:end].endswith(_WHOLE)
    for place_start, place_end in () if whole else countries:
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
    for place_start, place_end in () if whole else countries:
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
