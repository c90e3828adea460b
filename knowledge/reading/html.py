"""Web pages: what a reader sees, under its headings; scripts and styles are not read, let alone run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from knowledge.reading import tidy
from knowledge.reading.documents import Found
from knowledge.reading.letters import decoded
from knowledge.reading.outline import Line, sections

_UNSEEN = frozenset(("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "nav", "select"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time"),
        *("tt", "u", "var", "wbr"),
    )
)
_CELLS = frozenset(("td", "th"))
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)


def found(data: bytes) -> Found:
    """Whatever is broken in it is read as a browser would: there is always a reading, perhaps an empty one."""
    declared = _DECLARED.search(data[:4096])
    page = _Page()
    page.feed(decoded(data, declared.group(1).decode("ascii") if declared else ""))
    page.close()
    page.end_line()
    return Found(tidy.clean(page.title).strip(), sections(page.lines))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.lines: list[Line] = []
        self._line: list[str] = []
        self._heading = False
        self._unseen: list[str] = []
        self._titled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag == "title":
            self._titled = True
        elif tag in _CELLS and any(piece.strip() for piece in self._line):
            self._line.append(" | ")
        elif tag not in _INLINE and tag not in _CELLS:
            self.end_line()
            self._heading = tag in _HEADINGS

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE and tag not in _UNSEEN:
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        elif tag == "title":
            self._titled = False
        elif tag not in _INLINE and tag not in _CELLS:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if self._titled and not self._unseen:
            self.title += data if len(self.title) < 1000 else ""
        elif not self._unseen:
            self._line.append(data)

    def end_line(self) -> None:
        text = " ".join(tidy.clean("".join(self._line)).split()).strip(" |")
        if text:
            self.lines.append(Line(text, self._heading))
        self._line.clear()
        self._heading = False
