"""A message as Block Kit; pure. What people wrote stands in plain text and rich text, which Slack never interprets.

Options that answer are buttons, a list when they are many, boxes to tick when several may be chosen; what can be done
instead of answering stands under them. The card names each line once, and one list changes any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.adapters.slack import elements
from bot.adapters.slack.elements import rich, section, words
from bot.adapters.slack.happening import Block
from bot.adapters.slack.marks import clean, escaped
from bot.adapters.slack.parse import DONE, PRIVATE
from bot.channel import Limits, Pace
from bot.message import Found, Line, Option, Outbound
from bot.render.fit import excerpt, pieces
from dialogs.words import say

LIMITS = Limits(
    text=elements.TEXT,
    options=elements.LIST,
    label=elements.LABEL,
    cards=True,
    deduplicates=False,
    files=True,
    # Slack: about one a second to a channel, several hundred a minute to a workspace.
    pace=Pace(everywhere=5.0, place=1.0),
)

BLOCKS = 50
"""Blocks in one message; Slack's rule."""

AS_BUTTONS = 8
"""Answers shown as buttons; more are easier found in a list. Chosen."""

AS_BOXES = 10
"""Boxes to tick in one group; Slack's rule. More become a list of which several may be taken."""

CARD = 9_000
"""Characters of a whole card. Slack refuses long messages without saying where that begins; chosen well below."""

FALLBACK = 3_500
"""Characters of the text that notifications and screen readers take; Slack advises 4,000 at most."""

_ADDRESS = re.compile(r"(https?://[^\s<>|]*[^\s<>|.,;:!?)])")

_HIT = 2  # blocks a hit takes at most


@dataclass(frozen=True, slots=True)
class Drawn:
    text: str
    """All of it in words, for notifications and screen readers."""
    blocks: tuple[Block, ...]


def draw(message: Outbound, *, id: int, site: str = "", thread: bool = False, called: bool = False) -> Drawn:
    """The message within Slack's limits. `id` makes its blocks' names unique; `site` is where our web pages are found.

    In a `thread` of a channel each question says that others read along, and offers a direct message; also, where that
    is so, that we hear only what mentions us (`called`).
    """
    rest = [
        *_card(message.lines, id, message.language),
        *_link(message.link, site),
        *_options(message, id),
        *(_others(id, message.language, called=called) if thread and message.kind in ("ask", "card") else ()),
    ]
    head = [*([elements.context(message.counter)] if message.counter else []), *_paragraphs(message.text)]
    room = (BLOCKS - len(head) - len(rest)) // _HIT
    hits = (_found(found, f"{id}:{n}", message.language) for n, found in enumerate(message.found[:room]))
    shown = [block for hit in hits for block in hit]
    return Drawn(_spoken(message), (*head, *shown, *rest))


def chosen(blocks: Sequence[Block], label: str) -> tuple[Block, ...]:
    """A message whose buttons have served: what was chosen in their place, "" for nothing. Hits keep theirs."""
    left = [block for block in blocks if not str(block.get("block_id", "")).startswith("options:")]
    return (*left[: BLOCKS - 1], *((elements.context(f"✓ {label}"),) if label else ()))


def phrase(text: str) -> Drawn:
    """A sentence alone."""
    return Drawn(escaped(text), (rich(section(words(text))),))


def _paragraphs(text: str) -> Iterator[Block]:
    return (rich(section(words(piece))) for piece in pieces(clean(text), elements.TEXT) if piece)


def _found(found: Found, name: str, language: str) -> Iterator[Block]:
    """A case: its title, where and when, what it is, why it fits and where it comes from; what can be done with it."""
    parts = [words(found.title, bold=True)]
    parts += [words(f"\n{text}") for text in (found.place_and_year, found.summary) if text]
    if found.why:
        parts.append(words(f"\n{say('hit.why', language, why=found.why)}", italic=True))
    if found.source:
        parts += [words("\n"), *_linked(say("hit.source", language, source=found.source))]
    yield rich(section(*parts))
    if found.options:
        yield elements.actions(f"hit:{name}", [_button(o, f"hit-{name}-{n}") for n, o in enumerate(found.options)])


def _linked(text: str) -> Iterator[Block]:
    """A text of ours or the desk's, in which addresses can be followed."""
    for part in _ADDRESS.split(text):
        if part:
            yield elements.link(part) if _ADDRESS.fullmatch(part) else words(part)


def _card(lines: Sequence[Line], id: int, language: str) -> Iterator[Block]:
    """The lines under their headings, and one list to change any of them."""
    for longest in (400, 150, 60):
        shown = [(line, _line(line, longest, language)) for line in lines]
        if sum(len(str(part["text"])) for _, parts in shown for part in parts) <= CARD:
            break
    headings = dict.fromkeys(line.section for line in lines)
    for heading in headings:
        under = [section(*parts) for line, parts in shown if line.section == heading]
        yield rich(section(words(heading, bold=True)), elements.bullets(under))
    changes = [Option(line.label, line.change) for line in lines if line.change][: elements.LIST]
    if changes:
        picker = elements.select("change", say("option.review.change", language), changes)
        yield elements.actions(f"options:{id}:change", [picker])


def _line(line: Line, longest: int, language: str) -> list[Block]:
    value = excerpt(line.value, longest)
    parts = [words(f"{line.label}: ", bold=True), words(value, italic=line.open)]
    remarks = [say("say.proposed", language)] if line.proposed else []
    if line.proposed and line.because:
        remarks.append(say("say.because", language, words=excerpt(line.because, longest)))
    remarks += [excerpt(line.origin, longest)] if line.origin else []
    if remarks:
        parts.append(words(f" ({', '.join(remarks)})", italic=True))
    return parts


def _link(path: str, site: str) -> Iterator[Block]:
    if path and site:
        yield rich(section(elements.link(site.rstrip("/") + path)))


def _options(message: Outbound, id: int) -> Iterator[Block]:
    """Answers first, then what else can be done; a card's own list stands for the button that changes something."""
    changes = any(line.change for line in message.lines)
    options = [o for o in message.options if not (changes and o.tap.endswith("|do|change"))]
    answers = [o for o in options if "|pick|" in o.tap]
    others = [o for o in options if o not in answers]
    buttons: list[Block] = []
    if message.several and answers:
        yield _boxes(answers, id, message.language)
        buttons.append(elements.button(DONE, say("channel.done", message.language), "done", primary=True))
    elif len(answers) > AS_BUTTONS:
        picker = elements.select("pick", say("slack.choose", message.language), answers[: elements.LIST])
        yield elements.actions(f"options:{id}:pick", [picker])
    elif answers:
        yield elements.actions(f"options:{id}:pick", [_button(o, f"pick-{n}") for n, o in enumerate(answers)])
    buttons += [_button(o, f"do-{n}") for n, o in enumerate(others)]
    for start in range(0, len(buttons), elements.ROW):
        yield elements.actions(f"options:{id}:do-{start}", buttons[start : start + elements.ROW])


def _boxes(answers: Sequence[Option], id: int, language: str) -> Block:
    name = f"options:{id}:tick"
    if len(answers) <= AS_BOXES:
        return elements.actions(name, [elements.boxes(answers)])
    return elements.taking_several(name, say("slack.choose", language), answers[: elements.LIST])


def _others(id: int, language: str, *, called: bool) -> Iterator[Block]:
    said = ("slack.others", "slack.mention") if called else ("slack.others",)
    yield elements.context(" ".join(say(each, language) for each in said))
    button = elements.button(PRIVATE, say("slack.private", language), "private")
    yield elements.actions(f"private:{id}", [button])


def _button(option: Option, name: str) -> Block:
    return elements.button(name, option.label, option.tap, primary=option.primary)


def _spoken(message: Outbound) -> str:
    said = [message.text]
    said += [" – ".join(part for part in (f.title, f.place_and_year, f.summary) if part) for f in message.found]
    said += [f"{line.label}: {line.value}" for line in message.lines]
    return escaped(pieces(clean("\n".join(part for part in said if part)), FALLBACK)[0]) or "…"
