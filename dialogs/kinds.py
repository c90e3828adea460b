"""Kinds of answer: which values fit a field. Text becomes a value in bot/understanding; here a value is checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import assert_never

from dialogs.answers import Indicator, Logframe, Money, Value


@dataclass(frozen=True, slots=True)
class Invalid:
    """Why a value cannot be used; `reason` is a wording `refuse.<reason>`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Text:
    words: int = 0
    """Advice on length in words, 0 for none; longer text is kept whole."""


@dataclass(frozen=True, slots=True)
class Choice:
    vocabulary: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    vocabulary: str
    options: tuple[str, ...]
    most: int = 3


@dataclass(frozen=True, slots=True)
class Countries:
    most: int = 1


@dataclass(frozen=True, slots=True)
class Date:
    """A year, a month or a day."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money with its currency."""


@dataclass(frozen=True, slots=True)
class Count: ...


@dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address or a telephone number: E.164, or as its owner writes it."""


@dataclass(frozen=True, slots=True)
class Languages:
    """Any number of ISO 639 codes."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Yes or no, held as "yes" or "no"."""


@dataclass(frozen=True, slots=True)
class Indicators(Text):
    """Free text, kept as the small logframe that `dialogs/coach/indicators.py` makes of it."""


Kind = Text | Indicators | Choice | Choices | Countries | Date | Amount | Count | Contact | Languages | Consent

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_CONTACT = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}|\+?\(?(?:\d[ ().-]{0,2}){6,15}")


def check(kind: Kind, value: Value) -> Value | Invalid:
    """The value as it is kept, or why it cannot be used. Total: any value for any kind."""
    match kind:
        case Indicators():
            return value if isinstance(value, Logframe) else _one_line(value)
        case Text():
            return _text(value)
        case Choice(options=options):
            return value if isinstance(value, str) and value in options else Invalid("not-an-option")
        case Choices(options=options, most=most):
            return _codes(value, options, most)
        case Countries(most=most):
            return _codes(value, None, most, "not-a-country")
        case Date():
            return value if isinstance(value, str) and _DATE.fullmatch(value) else Invalid("not-a-date")
        case Amount():
            return value if isinstance(value, Money) and value.amount >= 0 else Invalid("not-money")
        case Count():
            return value if isinstance(value, int) and value >= 0 else Invalid("not-a-number")
        case Contact():
            return value if isinstance(value, str) and _CONTACT.fullmatch(value) else Invalid("not-a-contact")
        case Languages():
            return _codes(value, None, 20)
        case Consent():
            return value if value in ("yes", "no") else Invalid("not-an-option")
        case _:
            assert_never(kind)


def _text(value: Value) -> Value | Invalid:
    if not isinstance(value, str) or not value.strip():
        return Invalid("empty")
    return value.strip() if any(c.isalnum() for c in value) else Invalid("no-words")


def _one_line(value: Value) -> Value | Invalid:
    text = _text(value)
    return Logframe((Indicator(text),)) if isinstance(text, str) else text


def _codes(value: Value, options: tuple[str, ...] | None, most: int, reason: str = "not-an-option") -> Value | Invalid:
    if not isinstance(value, tuple) or not value:
        return Invalid(reason)
    if not all(isinstance(code, str) and code and (options is None or code in options) for code in value):
        return Invalid(reason)
    unique = tuple(dict.fromkeys(value))
    return unique if len(unique) <= most else Invalid("too-many")
