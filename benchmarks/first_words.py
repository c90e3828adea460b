"""Plays people's first words through whole conversations and prints what came of them, as a Markdown table.

python benchmarks/first_words.py [FILE.jsonl] [--only ID] [--transcripts FOLDER]

The rows rest on public project records, retold as somebody would tell them on a phone; `id` is the record's. `expect`
is what a reader of the record would put on the card and `relevant` the documents of our library that such a person
can use: judgements of ours that the conversation never reads. Our library holds most of these records in our words, so
that finding the own record is no feat; what stands beside it tells more.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import wiring
from bot.cli.converse import SHAPE, Talk, converse, script
from bot.cli.stage import talk
from bot.cli.start import logs
from bot.message import Found, Line, Outbound
from bot.settings import Settings
from dialogs.state import State

ROWS = Path(__file__).with_name("first_words.jsonl")
SHOWN = ("country", "scope", "gbf_targets", "themes", "assistance_types", "gap_types", "beneficiaries_number", "title")
COUNTED = ("country", "gbf_targets", "beneficiaries_number")
"""What `expect` labels, and the summary counts."""


@dataclass(slots=True)
class Listening:
    """A talk that also keeps what stands beside the words: cases that were found and the lines of the card."""

    talk: Talk
    said: int = 0
    first_hits: tuple[Found, ...] = ()
    card: tuple[Line, ...] = ()
    lines: list[str] = field(default_factory=list)

    async def open(self) -> Sequence[Outbound]:
        return self._keep(await self.talk.open())

    async def say(self, text: str) -> Sequence[Outbound]:
        self.said += 1
        self.lines.append(f"\nPERSON: {text}")
        return self._keep(await self.talk.say(text))

    async def state(self) -> State:
        return await self.talk.state()

    def _keep(self, messages: Sequence[Outbound]) -> Sequence[Outbound]:
        for message in messages:
            if self.said == 1:  # Later ones answer a question.
                self.first_hits = self.first_hits or message.found
            self.card = message.lines or self.card
            self.lines += _written(message)
        return messages


@dataclass(frozen=True, slots=True)
class Played:
    """One conversation, over."""

    row: dict[str, Any]
    answer: dict[str, Any]
    hits: tuple[Found, ...]
    card: tuple[Line, ...]
    lines: tuple[str, ...]

    @property
    def found(self) -> list[tuple[str, bool]]:
        """Titles of the first hits, and whether a person of this row can use them."""
        return [(hit.title, hit.document in self.row.get("relevant", ())) for hit in self.hits]

    @property
    def own(self) -> str:
        """The id this very record has in our library, if it is there."""
        return f"lifeweb-{self.row['id'][3:]}" if self.row["id"].startswith("LW-") else ""

    @property
    def open(self) -> list[str]:
        return [line.label for line in self.card if line.open]

    def right(self, key: str) -> bool | None:
        """Whether an expected value was reached; None when nothing is expected."""
        wanted, got = self.row["expect"].get(key), self.answer["answers"].get(key)
        if wanted is None:
            return None
        return bool(set(wanted) & set(got or ())) if key == "gbf_targets" else got == wanted


def main() -> None:
    wish = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wish.add_argument("file", nargs="?", type=Path, default=ROWS)
    wish.add_argument("--only", default="", help="the id of one row")
    wish.add_argument("--transcripts", type=Path, help="a folder to write each conversation to")
    given = wish.parse_args()
    logs("error")
    rows = [json.loads(line) for line in given.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    played = asyncio.run(_play([row for row in rows if given.only in ("", row["id"])]))
    if given.transcripts:
        given.transcripts.mkdir(parents=True, exist_ok=True)
        for one in played:
            (given.transcripts / f"{one.row['id']}.txt").write_text("\n".join(one.lines), encoding="utf-8")
    print("\n".join((*_table(played), "", *_summary(played))))


async def _play(rows: list[dict[str, Any]]) -> list[Played]:
    """The conversations in order, each in a chat of its own; nothing is kept."""
    now = dt.datetime.now(dt.UTC).replace(hour=12, minute=0, second=0, microsecond=0).timestamp()
    played = []
    with tempfile.TemporaryDirectory(prefix="needs-first-words-") as folder:
        async with wiring.open_service(Settings(data_dir=Path(folder), database_url="")) as service:
            await service.prepare()
            form = service.mind.form
            for number, row in enumerate(rows):
                asked = script(SHAPE.read(json.dumps(row).encode()), form)
                async with talk(service, asked, f"first-words-{number}", now) as held:
                    ear = Listening(held)
                    answer: dict[str, Any] = dict(await converse(asked, ear, form))
                played.append(Played(row, answer, ear.first_hits, ear.card, tuple(ear.lines)))
    return played


def _table(played: Sequence[Played]) -> Iterator[str]:
    yield "| record | first words | understood | turns, end | first hits (+ fits, - does not) | open on the card |"
    yield "|---|---|---|---|---|---|"
    for one in played:
        understood = "<br>".join(f"{key}: {_value(one, key)}" for key in SHOWN if key in one.answer["answers"])
        hits = "<br>".join(f"{'+' if fits else '-'} {title}" for title, fits in one.found) or "none"
        end = f"{one.answer['turns']}, {one.answer['end']}"
        cells = (one.row["id"], one.row["turns"][0]["user"], understood, end, hits, ", ".join(one.open) or "nothing")
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _value(one: Played, key: str) -> str:
    value = one.answer["answers"][key]
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{shown} (!)" if one.right(key) is False else shown.replace("CBD-SUBJECT-", "")


def _summary(played: Sequence[Played]) -> Iterator[str]:
    for key in COUNTED:
        judged = [right for one in played if (right := one.right(key)) is not None]
        yield f"- {key}: {sum(judged)} of {len(judged)} as expected"
    ended = sum(one.answer["end"] == one.row["must_end"] for one in played)
    found = [fits for one in played for _, fits in one.found]
    helped = sum(any(fits for _, fits in one.found) for one in played)
    turns = sorted(one.answer["turns"] for one in played)
    yield f"- ended as meant: {ended} of {len(played)}; turns: median {turns[len(turns) // 2]}, most {turns[-1]}"
    yield f"- hits: {sum(found)} of {len(found)} shown fit; {helped} of {len(played)} people saw one they can use"
    beside = [hit.document in one.row["relevant"] for one in played for hit in one.hits if hit.document != one.own]
    yield f"- hits that are not the person's own record: {sum(beside)} of {len(beside)} fit"
    silent = sum(len(one.hits) == 0 for one in played if not one.row["relevant"])
    yield f"- nothing shown where nothing fits: {silent} of {sum(not one.row['relevant'] for one in played)}"


def _written(message: Outbound) -> Iterator[str]:
    """A message as somebody reads it: text, cases, card, buttons."""
    yield f"\nBOT[{message.kind} {message.language}] {message.counter}\n  " + message.text.replace("\n", "\n  ")
    for hit in message.found:
        yield f"  * {hit.title} | {hit.place_and_year} | {hit.source} | {hit.document}"
        yield f"    {hit.why}\n    {hit.summary}"
    for line in message.lines:
        yield f"  | {line.label}: {line.value}" + (f"  (?) {line.because}" if line.proposed else "")
    if message.options:
        yield "  " + " ".join(f"[{option.label}]" for option in message.options)


if __name__ == "__main__":
    main()
