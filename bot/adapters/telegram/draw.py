"""An outbound message as what Telegram shows: texts with marks, a keyboard under the last, perhaps a file. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.adapters.telegram import keyboard
from bot.adapters.telegram.keyboard import Key, Rows
from bot.adapters.telegram.text import Rich, bold, italic, joined, plain
from bot.channel import Limits, Pace
from bot.message import Found, Line, Outbound, Place
from dialogs.words import say

LIMITS = Limits(
    text=4096,
    options=24,
    label=60,
    cards=True,
    deduplicates=False,
    units="utf-16",
    files=True,
    pace=Pace(everywhere=30, place=1),
    together=0.5,
)
"""Text and pace are Telegram's own rules; 24 buttons of one line each are what a thumb still scrolls, and half a second
is what an album of ten takes to come, a message for each picture. Chosen."""

CAPTION = 1024
"""UTF-16 units of text that a file carries."""

FIELD = 20
"""Characters of a field's name on the button that changes it. Chosen: two of them stand side by side on a phone."""


@dataclass(frozen=True, slots=True)
class Part:
    """One call: a text, or a file with a text under it."""

    rich: Rich
    rows: Rows = ()
    file: str = ""
    kept: int = 0
    """As in `Outbound`."""


def draw(message: Outbound, *, site: str = "", private: str = "") -> tuple[Part, ...]:
    """What to send, in order; empty when there is nothing to show.

    `site` is where our pages are found, "" leaves links out; `private`, in a group, is where to talk to us instead:
    there nothing but the text is shown, for everybody could tap.
    """
    if private:
        link = Key(say("channel.private", message.language, link="").strip(" :\u00a0"), url=private)
        return _parts(joined((plain(message.text), plain(private)), "\n"), ((link,),))
    blocks = [plain(message.text)]
    if message.link and site:
        blocks.append(plain(site.rstrip("/") + message.link))
    blocks += [_case(number, case, message.language) for number, case in enumerate(message.found, start=1)]
    blocks += _card(message.lines, message.language)
    blocks.append(italic(message.counter))
    return _parts(joined(blocks, "\n\n"), _rows(message), message.file, message.kept)


def not_saved(language: str) -> Part:
    return Part(plain(say("channel.not-saved", language)))


def at_work(language: str) -> Part:
    return Part(plain(say("channel.working", language)))


def in_group(place: Place) -> bool:
    """Telegram counts groups and channels below zero."""
    return place.chat.startswith("-")


def _parts(rich: Rich, rows: Rows, file: str = "", kept: int = 0) -> tuple[Part, ...]:
    texts = rich.split(LIMITS.text)
    if not file:
        return (*(Part(text) for text in texts[:-1]), *(Part(text, rows) for text in texts[-1:]))
    under = rich.split(CAPTION)
    if len(under) == 1:
        return (Part(under[0], rows, file, kept),)
    return (*(Part(text) for text in texts), Part(Rich(""), rows, file, kept))


def _rows(message: Outbound) -> Rows:
    done = say("channel.done", message.language)
    changes = [Key(f"✎ {_short(line.label)}", line.change) for line in message.lines if line.change]
    # Each line has its own button: a general one to change something would only ask which.
    options = tuple(o for o in message.options if not (changes and o.tap.endswith("|do|change")))
    cases = [row for number, case in enumerate(message.found, start=1) for row in _about(number, case)]
    below = keyboard.laid(changes) if options else ()
    return (*cases, *keyboard.of(options, several=message.several, done=done), *below)


def _about(number: int, case: Found) -> Iterator[tuple[Key, ...]]:
    """What can be done with a case: short ones side by side, first."""
    keys = [Key(f"{number} · {option.label}", option.tap) for option in case.options]
    return iter(keyboard.laid(sorted(keys, key=lambda key: len(key.label) > keyboard.SHORT)))


def _case(number: int, case: Found, language: str) -> Rich:
    title = f"{number}. {case.title}" if case.options else case.title
    why = say("hit.why", language, why=case.why) if case.why else ""
    source = say("hit.source", language, source=case.source) if case.source else ""
    parts = (bold(title), italic(case.place_and_year), plain(case.summary), plain(why), italic(source))
    return joined(parts, "\n")


def _card(lines: tuple[Line, ...], language: str) -> list[Rich]:
    """A block for each section, under its name."""
    sections: dict[str, list[Rich]] = {}
    for line in lines:
        sections.setdefault(line.section, []).append(_line(line, language))
    return [joined((bold(name.upper()), *shown), "\n") for name, shown in sections.items()]


def _line(line: Line, language: str) -> Rich:
    fact = plain(say("heard.fact", language, label=line.label, value=line.value))
    label = plain(line.label).text
    if fact.text.startswith(label):
        fact = bold(label) + Rich(fact.text[len(label) :])
    remarks = [say("say.proposed", language)] if line.proposed else []
    remarks += [say("say.because", language, words=line.because)] if line.proposed and line.because else []
    remarks += [line.origin] if line.origin else []
    return fact + italic(f" ({', '.join(remarks)})") if remarks else fact


def _short(label: str) -> str:
    return label if len(label) <= FIELD else f"{label[: FIELD - 1].rstrip()}…"
