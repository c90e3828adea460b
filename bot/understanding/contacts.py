"""E-mail addresses and telephone numbers."""

from __future__ import annotations

import re

from bot.understanding.finding import Finding
from bot.understanding.lexicon import lexicon
from bot.understanding.script import Message

_EMAIL = re.compile(
    r"(?:[^\W\u3400-\u9fff]|[.+'-]){1,64}@(?:[^\W\u3400-\u9fff]|-){1,63}"
    r"(?:\.(?:[^\W\u3400-\u9fff]|-){1,63})*\.[^\W\d_\u3400-\u9fff]{2,24}"
)
_SPOKEN = re.compile(
    r"\b([\w.+-]{1,64})\s*(?:\(at\)|\[at\]| at | arobase | arroba )\s*"
    r"([\w-]{1,63}(?:\s*(?:\(dot\)|\[dot\]|\.| dot | punto | ponto | point )\s*[\w-]{2,24}){1,4})",
    re.I,
)
_PHONE = re.compile(r"(?<![a-z\d_@+])(?:\+|00)?\(?\d[\d ().-]{4,20}\d(?![a-z\d_@])")
_NO_PHONE = re.compile(
    r"(\d)(?:[ ().-]*\1)+|(?:19|20)\d\d[ .-]+(?:19|20)?\d\d(?:[ .-]+\d\d?)?|\d\d?[ .-]\d\d?[ .-](?:19|20)\d\d"
)
"""One digit again and again, and dates."""


def email(message: Message) -> Finding | None:
    """The first e-mail address, as written, in lower case only where the domain is."""
    found = _EMAIL.search(message.text) if "@" in message.text else None
    if found is None:
        return None
    address = found.group().strip(".'")
    at = found.start() + found.group().index(address)
    return Finding("contact_channel", address, *message.place(at, at + len(address)))


def phone(message: Message, countries: tuple[str, ...] = (), *, asked: bool = False) -> Finding | None:
    """The first telephone number; without its prefix only when asked, or behind "phone" where a country is known.

    In E.164 where it is possible in one of the countries or has its prefix; else as written, for numbering plans change
    and people know their own number: the desk sees that it has no prefix.
    """
    if message.digits < 6:
        return None
    for found in _PHONE.finditer(message.folded):
        written = found.group()
        whole = written.startswith(("+", "00"))
        if not (asked or whole or (countries and _named(message, found.start()))) or _NO_PHONE.fullmatch(written):
            continue
        number = _e164(written, countries) or (" ".join(written.split()) if asked else "")
        if number:
            return Finding("contact_channel", number, *found.span())
    return None


def _named(message: Message, start: int) -> bool:
    """Whether "phone" stands right before a number, a small word between them at most."""
    return any(
        match.end <= start
        and sum(match.end <= word.start < start for word in message.words) <= 1
        and not any(mark in message.folded[match.end : start] for mark in ",;!?\n")
        for match in lexicon("telephones").find(message)
    )


def spoken(message: Message) -> str:
    """An address spelled for a human eye, "name at place.org"; empty when there is none."""
    found = _SPOKEN.search(message.text)
    if not found:
        return ""
    domain = re.sub(r"\s*(?:\(dot\)|\[dot\]|\.| dot | punto | ponto | point )\s*", ".", found.group(2), flags=re.I)
    return f"{found.group(1)}@{domain}"


def _e164(written: str, countries: tuple[str, ...]) -> str:
    import phonenumbers  # 20 ms to load, and few messages have a telephone number

    digits = "+" + written[2:] if written.startswith("00") else written
    for region in (*countries, None):
        try:
            number = phonenumbers.parse(digits, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""
