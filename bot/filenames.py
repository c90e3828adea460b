"""A name for a file that somebody sent: safe to show, to write and to download, and still the person's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.sniffing import CSV, ENDINGS, TEXT

LONGEST = 80
"""Characters: most file systems take 255 bytes, and a character has up to three in the scripts of our languages."""

_SEPARATORS = re.compile(r"[/\\]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))


def cleaned(name: str, media_type: str) -> str:
    """The last part of a path, without signs that control, hide or turn the reading order, with a fitting ending.

    Where nothing is left of it, the kind stands for it: "photo.jpg", "file.pdf".
    """
    plain = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    plain = _SEPARATORS.split(plain.strip())[-1]
    # Cc controls; Cf hides or turns; Co, Cs and Cn mean nothing to anybody else.
    plain = "".join(" " if sign.isspace() else sign for sign in plain if not _unseen(sign))
    plain = " ".join(plain.translate(_FORBIDDEN).split()).strip(". ")
    endings = ENDINGS.get(media_type, ())
    stem, _, ending = plain.rpartition(".")
    if not stem:
        stem, ending = plain, ""
    if endings and ending.lower() not in endings:
        stem, ending = plain, endings[0]
    if not any(sign.isalnum() for sign in stem):
        stem = _standing_for(media_type)
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    room = LONGEST - len(ending) - 1
    stem = stem[:room].rstrip(". ")
    return f"{stem}.{ending}" if ending else stem


def distinct(name: str, names: Sequence[str]) -> str:
    """The name, with a number where another one has it already."""
    stem, dot, ending = name.rpartition(".")
    number = 2
    wanted = name
    while wanted in names:
        wanted = f"{stem} ({number}){dot}{ending}" if dot else f"{name} ({number})"
        number += 1
    return wanted


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn") and not sign.isspace()


def _standing_for(media_type: str) -> str:
    if media_type.startswith("image/"):
        return "photo"
    return {CSV: "table", TEXT: "text"}.get(media_type, "file")
