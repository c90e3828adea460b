"""Bytes as text, whatever alphabet they were saved in."""

from __future__ import annotations

import codecs
import re

from knowledge.reading.stop import Stop

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ACCENTED = re.compile(r"[À-ÿ]")
_LETTER = re.compile(r"[^\W\d_]")


def decoded(data: bytes, declared: str = "") -> str:
    """In the order of trust: the mark in front, UTF-8, what the file says of itself, an older European alphabet.

    Raises:
        Stop: it is text in none of them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _in(encoding, data)
    for encoding in ("utf-8", declared):
        try:
            return data.decode(encoding) if encoding else _european(data)
        except (UnicodeDecodeError, LookupError):
            continue
    return _european(data)


def _in(encoding: str, data: bytes) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Stop("damaged") from error


def _european(data: bytes) -> str:
    text = data.decode("cp1252", errors="replace")
    accented, letters = len(_ACCENTED.findall(text)), len(_LETTER.findall(text))
    # Nobody writes accents on most letters: it is Cyrillic.
    return data.decode("cp1251", errors="replace") if accented * 2 > letters else text
