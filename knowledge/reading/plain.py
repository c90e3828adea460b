"""Plain text and Markdown: paragraphs under headings, or under pages where a form feed parts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from knowledge.reading import tidy
from knowledge.reading.documents import Found
from knowledge.reading.letters import decoded
from knowledge.reading.outline import Line, sections
from knowledge.reading.port import Part

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n", re.DOTALL)
_STATED = re.compile(r"^title:\s*['\"]?(.+?)['\"]?$", re.MULTILINE | re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s+(?P<text>.+?)[\s#]*$")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})$")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|___|__|`)(?=\S)(.+?)(?<=\S)\1")
_SLANTED = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![\w*])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_SENTENCE_END = re.compile(r"[.!?:;。！？：；؟]['\"»”’)\]]*$")
_RULE = re.compile(r"[-*_ ]{3,}$|\|?[-:| ]{5,}\|?$")


def found(data: bytes) -> Found:
    """
    Raises:
        Stop: it is text in no alphabet we know.
    """
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    title = ""
    if front := _FRONT.match(text):
        stated = _STATED.search(front["front"])
        title = stated.group(1) if stated else ""
        text = text[front.end() :]
    if text.count("\f") > 1:
        bodies = tidy.pages([_unmarked(page) for page in text.split("\f")])
        return Found(title, tuple(Part(body, page=number) for number, body in enumerate(bodies, start=1) if body))
    return Found(title, sections(_lines(_single_spaced(tidy.clean(_unmarked(text)).split("\n")))))


def _unmarked(text: str) -> str:
    text = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", _IMAGE.sub("", text)))
    return _ESCAPED.sub(r"\1", _SLANTED.sub(r"\1", text))


def _single_spaced(lines: list[str]) -> list[str]:
    """Without the empty line after every line, where a program put one; sentences run over such lines."""
    pairs = [(line, below) for line, below in pairwise(lines) if line]
    apart = sum(not below for _, below in pairs)
    broken = sum(not _SENTENCE_END.search(line) for line, _ in pairs)
    if len(pairs) < 20 or apart < 0.8 * len(pairs) or broken < 0.6 * len(pairs) or _average(pairs) < 60:
        return lines
    return [line for place, line in enumerate(lines) if line or (place and not lines[place - 1])]


def _average(pairs: list[tuple[str, str]]) -> float:
    return sum(len(line) for line, _ in pairs) / len(pairs)


def _lines(lines: list[str]) -> Iterator[Line]:
    gathered: list[str] = []
    for place, line in enumerate(lines):
        heading = _HEADING.match(line)
        underlined = line and place + 1 < len(lines) and _UNDERLINE.match(lines[place + 1]) and not gathered
        if heading or underlined:
            yield from map(Line, tidy.paragraphs(gathered))
            gathered.clear()
            yield Line(heading["text"] if heading else line, heading=True)
        elif _RULE.match(line) or _UNDERLINE.match(line):
            gathered.append("")
        elif line or gathered:
            gathered.append(line)
        if not line:
            yield from map(Line, tidy.paragraphs(gathered))
            gathered.clear()
    yield from map(Line, tidy.paragraphs(gathered))
