"""Plain text as HTML: everything escaped, web addresses made links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"'«»“”]+")
_CODE = re.compile(r"\b[A-Z]{4}-\d{4}\b")
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SLOT = "\0"
"""Stands in a wording where a piece of HTML belongs; no wording or answer has it."""
_TRAILING = ".,;:!?…"
_LOOSE = " ,;:–—-"
"""What is left hanging where an address stood."""


def plain(text: str) -> str:
    """Without the characters that steer terminals and have no place on a page; line ends and tabs stay."""
    return _STEERING.sub("", text)


def linked(text: str) -> Markup:
    """Our own text or a source, escaped; case codes stand out, on one line, and http and https addresses are links that
    tell the other side nothing."""
    text = plain(text)
    pieces: list[Markup] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        address = _bare(match.group())
        pieces += [_coded(text[end : match.start()]), _anchor(address)]
        end = match.start() + len(address)
    return Markup().join([*pieces, _coded(text[end:])])


def named(source: str) -> Markup:
    """A source as one link that bears its name, or its host when it has no name; plain text without an address."""
    source = plain(source)
    match = _ADDRESS.search(source)
    if match is None:
        return escape(source)
    address = _bare(match.group())
    before = source[: match.start()].rstrip(_LOOSE + "(")
    after = source[match.start() + len(address) :].lstrip(").")
    name = f"{before} {after}".replace(" ,", ",").strip(_LOOSE)
    return _anchor(address, name or urlsplit(address).netloc.removeprefix("www."))


def around(text: str, piece: Markup) -> Markup:
    """The text escaped, with the piece in the place of its slot."""
    before, _, after = text.partition(SLOT)
    return escape(before) + piece + escape(after)


def _coded(text: str) -> Markup:
    # What `re.sub` puts together from Markup would be escaped again, so it is given the bare string.
    return Markup(_CODE.sub(r'<b class="code">\g<0></b>', str(escape(text))))  # noqa: S704  Escaped just now.


def _anchor(address: str, name: str = "") -> Markup:
    link = Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>')
    return link.format(address, name or address)


def _bare(address: str) -> str:
    """Without the punctuation of the sentence around it; a closing bracket stays when it was opened inside."""
    while address:
        last = address[-1]
        if last in _TRAILING or (last in ")]" and address.count(last) > address.count("(" if last == ")" else "[")):
            address = address[:-1]
        else:
            break
    return address
