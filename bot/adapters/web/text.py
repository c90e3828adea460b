"""Plain text as HTML: everything escaped, web addresses made links."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"'«»“”]+")
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TRAILING = ".,;:!?…"


def plain(text: str) -> str:
    """Without the characters that steer terminals and have no place on a page; line ends and tabs stay."""
    return _STEERING.sub("", text)


def linked(text: str) -> Markup:
    """Our own text or a source, escaped, with http and https addresses as links that tell the other side nothing."""
    text = plain(text)
    pieces: list[Markup] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        address = _bare(match.group())
        pieces += [escape(text[end : match.start()]), _anchor(address)]
        end = match.start() + len(address)
    return Markup().join([*pieces, escape(text[end:])])


def _anchor(address: str) -> Markup:
    return Markup('<a href="{0}" rel="noopener noreferrer" target="_blank">{0}</a>').format(address)


def _bare(address: str) -> str:
    """Without the punctuation of the sentence around it; a closing bracket stays when it was opened inside."""
    while address:
        last = address[-1]
        if last in _TRAILING or (last in ")]" and address.count(last) > address.count("(" if last == ")" else "[")):
            address = address[:-1]
        else:
            break
    return address
