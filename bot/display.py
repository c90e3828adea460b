"""A value as a person reads it: the one form that the chat, the card and the exports share."""

from __future__ import annotations

from functools import lru_cache
from typing import assert_never

from dialogs.answers import Citation, Indicator, Logframe, Money, Value
from dialogs.forms.request import REQUEST
from dialogs.kinds import (
    Amount,
    Choice,
    Choices,
    Consent,
    Contact,
    Count,
    Countries,
    Date,
    Indicators,
    Kind,
    Languages,
    Text,
)
from dialogs.vocabularies import subjects, targets
from dialogs.words import has, names, say

_NBSP = "\u00a0"
_CLOSING = "\"'»”’)]）」』 \u00a0\u202f"
"""What may stand behind the mark that ends a sentence."""
_WIDE_ENDS = "。！？"
"""Marks behind which no blank stands."""
_SENTENCE_ENDS = f".!?…؟{_WIDE_ENDS}"
_GOES_ON = ",;:،؛，；：、–—-"


def display(field_key: str, value: Value, language: str) -> str:
    """A field's value in words: names for codes, dates and sums written out, lists joined.

    Total: text stays as it was written, and a code or a field that nobody knows is shown as it is.
    """
    field = REQUEST.field(field_key)
    if field is None or not _fits(field.kind, value):
        return _plain(value, language)
    match field.kind:
        case Date():
            return names.date(str(value), language)
        case Text() | Contact() | Amount() | Count():
            return _plain(value, language)
        case Choice() | Choices() | Consent():
            labels = [option(field_key, code, language) for code in _codes(value)]
            return say("list.separator", language).join(labels)
        case Countries():
            return names.listed([names.country(code, language) for code in _codes(value)], language)
        case Languages():
            return _capital(names.listed([names.language_name(code, language) for code in _codes(value)], language))
        case _:
            assert_never(field.kind)


def flowing(text: str, language: str) -> str:
    """What was told in several lines as one that reads as language; a single line as it is.

    A line that ends as a sentence does is followed by another; else by a full stop where the next begins with a
    capital, and by the language's mark between the parts of a list where it goes on in small letters or has none.
    """
    first, *others = [line.strip() for line in text.split("\n") if line.strip()] or [""]
    for line in others:
        end = first.rstrip(_CLOSING)[-1:] or first[-1]
        if end in _SENTENCE_ENDS:
            first = f"{first} {_capital(line)}" if end not in _WIDE_ENDS else f"{first}{_capital(line)}"
        elif end in _GOES_ON:
            first = f"{first} {line}"
        else:
            first = f"{first}. {line}" if line[0].isupper() else f"{first}{say('list.separator', language)}{line}"
    return first


def standing(stage: str, language: str) -> str:
    """Where a request stands, one of the states of a request; one that this program does not know is said to be so."""
    return say(f"stage.{stage}" if has(f"stage.{stage}", "en") else "stage.unknown", language)


def option(field_key: str, code: str, language: str) -> str:
    """One code of a field, or of a question that is no field ("review"), as it stands on a button."""
    field = REQUEST.field(field_key)
    match field.kind if field else None:
        case Countries():
            return names.country(code, language)
        case Languages():
            return _capital(names.language_name(code, language))
        case Consent():
            return _worded(f"option.consent.{code}", code, language)
        case Choices(vocabulary="gbf_targets") if code in targets.TARGETS:
            return f"{code}{_NBSP}– {targets.title(code, language)}"
        case Choices(vocabulary="themes") if code in subjects.SUBJECTS:
            return subjects.label(code, language)
        case Choice(vocabulary=vocabulary) | Choices(vocabulary=vocabulary):
            return _worded(f"option.{vocabulary}.{code}", code, language)
        case _:
            return _worded(f"option.{field_key}.{code}", code, language)


def alone(value: str) -> bool:
    """Whether a value is no sentence, but a number, a code or an address: it stands where its page begins a line."""
    return not any(letter.isalpha() for letter in value) or len(value.split()) == 1


def cited(citation: Citation, language: str) -> str:
    """Where something stands, as people cite it: the file with the page, or with the heading where it has no pages."""
    if not citation.document:
        return say("cite.text", language)
    # Its own direction stays the file's, whatever the sentence's is.
    document = say("say.file-name", language, name=f"\u2068{citation.document}\u2069")
    if citation.page:
        return say("cite.page", language, document=document, page=citation.page)
    if citation.heading:
        return say("cite.heading", language, document=document, heading=citation.heading)
    return document


def label(field_key: str, language: str) -> str:
    """What a field is called on the card and in the exports; its key when it has no name yet."""
    return _worded(f"label.{field_key}", field_key, language)


CELLS = ("what", "level", "baseline", "target", "date", "source")
"""The columns of a logframe, in order; headings are `logframe.<cell>`."""


def cells(row: Indicator, language: str) -> tuple[str, ...]:
    """The cells of an indicator, in the order of `CELLS`; what was not told is marked, so that the gap is seen."""
    told = (row.what, row.level and say(f"logframe.{row.level}", language), row.baseline, row.target, row.date)
    return tuple(cell or say("logframe.open", language) for cell in (*told, row.source))


def _row(row: Indicator, language: str) -> str:
    """ "Lionfish per hectare (what becomes of nature); now: 60; should be: …"."""
    what, level, *rest = cells(row, language)
    names = (say(f"logframe.{cell}", language) for cell in CELLS[2:])
    facts = [say("heard.fact", language, label=name, value=cell) for name, cell in zip(names, rest, strict=True)]
    head = f"{what} ({level})" if row.level else what
    return say("list.separator", language).join((head, *facts))


def _fits(kind: Kind, value: Value) -> bool:
    match kind:
        case Amount():
            return isinstance(value, Money)
        case Indicators():
            return isinstance(value, Logframe)
        case Count():
            return isinstance(value, int)
        case Choices() | Countries() | Languages():
            return isinstance(value, tuple | str)
        case _:
            return isinstance(value, str)


def _codes(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _plain(value: Value, language: str) -> str:
    match value:
        case Money():
            return names.money(value, language)
        case Logframe(rows=rows):
            return "\n".join(_row(row, language) for row in rows)
        case int():
            return names.number(value, language)
        case tuple():
            return say("list.comma", language).join(value)
        case str():
            return value
        case _:
            assert_never(value)


@lru_cache(maxsize=8192)
def _worded(id: str, otherwise: str, language: str) -> str:
    return say(id, language) if has(id, language) or has(id, "en") else otherwise


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
