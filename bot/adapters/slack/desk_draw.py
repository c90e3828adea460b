"""What the thread of a case shows: its first message, a line for what was said or done, a window; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot import teams
from bot.adapters.slack import elements
from bot.adapters.slack.desk_parse import ACTION, CLOSING, PRESSES, WHY, carried
from bot.adapters.slack.draw import Drawn
from bot.adapters.slack.elements import rich, section, words
from bot.adapters.slack.happening import Block
from bot.adapters.slack.marks import clean, escaped
from bot.moments import day, moment
from bot.render.fit import excerpt, pieces
from bot.rights import possible
from dialogs.words import names, say
from storage.desk.port import Case

TITLE = 150
"""Characters of a title."""
LONGEST = 9_000
"""Characters of a line; Slack refuses long messages without saying where that begins. Chosen well below."""
LINES = 12
"""Lines of one post. Chosen: as many as one takes in at a glance."""
BLOCKS = 40
"""Blocks of one post. Chosen below Slack's fifty."""
REASON = 3_000
"""Characters of a field in a window; Slack's rule."""
HEAD = 24
"""Characters of a window's title and buttons; Slack's rule."""


@dataclass(frozen=True, slots=True)
class Face:
    """A case, as its first message shows it."""

    case: Case
    assignee: str
    """Name of who has it, "" for nobody."""
    page: str
    """Its page in the console, "" where the console has no address."""
    erased: bool
    now: float
    parts: tuple[tuple[str, str], ...] = ()
    """Codes of the cases that are part of it and that somebody has, with who it is."""


def face(face: Face, language: str) -> Drawn:
    """The first message of a thread."""
    case = face.case
    if face.erased:
        sentence = say("slack.desk.erased", language)
        told = rich(section(words(case.code, bold=True), words(f"\n{sentence}")))
        return Drawn(escaped(f"{case.code}: {sentence}"), (told,))
    title = excerpt(case.title or say("doc.untitled", language), TITLE)
    known = " · ".join(_known(case, language))
    parts = [words(title, bold=True), words(f"\n{known}"), words(f"\n{' · '.join(_standing(face, language))}")]
    parts += [words(f"\n{code}: {holder}") for code, holder in face.parts]
    if case.waiting_since and case.hold != "closed":
        parts += [words(f"\n{say('slack.desk.since', language)} "), _date(case.waiting_since, language)]
    if face.page:
        parts += [words("\n"), {"type": "link", "url": face.page, "text": say("slack.desk.page", language)}]
    buttons = list(_buttons(case, language))
    return Drawn(
        escaped(f"{title} · {known}"),
        (
            rich(section(*parts)),
            *([elements.actions(f"desk:{case.id}", buttons)] if buttons else ()),
            elements.context(say("slack.desk.hint", language)),
        ),
    )


def line(head: str, said: str, language: str, *, files: Sequence[str] = ()) -> Drawn:
    """Who did what, and their words under it."""
    kept = clean(said).strip()
    shown = kept if len(kept) <= LONGEST else kept[: LONGEST - 1].rstrip() + "…"
    parts: list[Block] = [section(words(head, bold=True))]
    if shown:
        quoted = [words(piece) for piece in pieces(shown, elements.TEXT) if piece]
        parts.append({"type": "rich_text_quote", "elements": quoted})
    rest = [*(f"📎 {name}" for name in files), *([say("slack.desk.more", language)] if shown != kept else ())]
    spoken = "\n".join(part for part in (head, excerpt(shown, elements.TEXT), *rest) if part)
    return Drawn(escaped(spoken), (rich(*parts), *(elements.context(one) for one in rest)))


def joined(lines: Sequence[Drawn]) -> Drawn:
    """Several lines as one post."""
    return Drawn("\n".join(one.text for one in lines), tuple(block for one in lines for block in one.blocks))


def fitting(lines: Iterable[Drawn]) -> Iterator[Drawn]:
    """As many of the lines as go in one post; the first whatever its size."""
    length = blocks = 0
    for number, one in enumerate(lines):
        length, blocks = length + len(one.text), blocks + len(one.blocks)
        if number and (length > LONGEST or blocks > BLOCKS or number >= LINES):
            return
        yield one


def window(case: int, acts: int, language: str) -> Block:
    """Asks why a case is closed."""
    field: Block = {"type": "plain_text_input", "action_id": WHY, "multiline": True, "max_length": REASON}
    label = elements.plain(say("console.reason_told_needed", language))
    close = elements.plain(excerpt(say("console.do.close", language), HEAD))
    return {
        "type": "modal",
        "callback_id": CLOSING,
        "private_metadata": carried(case, acts),
        "title": close,
        "submit": close,
        "blocks": [{"type": "input", "block_id": WHY, "label": label, "element": field}],
    }


def _known(case: Case, language: str) -> Iterator[str]:
    yield case.code
    yield say(f"console.kind.{case.kind}", language)
    if case.country:
        yield names.country(case.country, language)
    if case.language:
        yield names.language_name(case.language, language)
    if case.institution:
        yield excerpt(case.institution, TITLE)
    if case.team:
        yield teams.name(case.team)


def _standing(face: Face, language: str) -> Iterator[str]:
    yield say(f"console.hold.{face.case.hold}", language)
    if face.assignee or face.case.hold != "closed":
        yield face.assignee or say("console.nobody", language)
    if (face.case.hold != "closed" and face.case.stage != "draft") or face.case.stage == "merged":
        yield say(f"stage.{face.case.stage}", language)
    if face.case.snoozed_until > face.now:
        yield say("console.rests_until", language, day=day(face.case.snoozed_until, language))


def _buttons(case: Case, language: str) -> Iterator[Block]:
    fit = possible([case])
    for press in PRESSES:
        if press not in fit:
            continue
        yield elements.button(
            f"{ACTION}{press}",
            say(f"console.do.{press}", language),
            carried(case.id, case.acts),
            primary=press == "take",
        )


def _date(at: float, language: str) -> Block:
    """A moment, which Slack shows each reader by their own clock."""
    shown = moment(at, language).shown
    return {"type": "date", "timestamp": int(at), "format": "{date_short_pretty} {time}", "fallback": shown}
