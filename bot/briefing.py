"""A case in a few lines and in another language, by a language model, for staff: a reading aid beside what was told.

Nothing of it is kept: it is made anew for whoever asks, and there is nothing to erase.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.casefile import said_elsewhere
from bot.display import display
from bot.writing.port import Line, Translated, Writer
from dialogs.answers import Answer, Answers, Held, Logframe, Note
from dialogs.form import Form
from dialogs.kinds import Text

PAYER = "desk"
"""The desk asks on its own account: nobody's share of the day is taken."""

AT_ONCE = 4
"""Questions put to a model side by side. Chosen: a service answers so many as fast as one."""


@dataclass(frozen=True, slots=True)
class Original:
    """What was told in free words, and the same in the reader's language."""

    field: str
    words: str
    translated: Translated | None
    """None when none came of it."""


@dataclass(frozen=True, slots=True)
class Brief:
    lines: Sequence[Line]
    """A summary; each line names the fields it rests on. Empty when none came of it."""
    originals: tuple[Original, ...]
    """In the form's order; empty when the reader has the person's language."""


async def brief(writer: Writer, form: Form, told: Answers, *, spoken: str, reader: str) -> Brief:
    """Of what was told in the language `spoken`, for who reads `reader`; never raises.

    Who asks and how to reach them is not given to the model: it need not know.
    """
    held = {field.key: told[field.key] for field in form.fields if field.key in told and not field.contact}
    if said_elsewhere(held):
        del held["first_words"]
    if not held:
        return Brief((), ())
    gate = asyncio.Semaphore(AT_ONCE)

    async def summary() -> Sequence[Line]:
        async with gate:
            return await writer.summary(_values(held, spoken), reader, payer=PAYER)

    async def original(key: str, words: str) -> Original:
        async with gate:
            return Original(key, words, await writer.translation(words, reader, payer=PAYER))

    texts = [] if spoken == reader else list(_texts(form, held))
    every = asyncio.gather(*(original(key, words) for key, words in texts))
    lines, originals = await asyncio.gather(summary(), every)
    return Brief(lines, tuple(originals))


def _values(held: Mapping[str, Held], language: str) -> Mapping[str, str]:
    """By field what is known, in words."""
    known = {key: one for key, one in held.items() if isinstance(one, Answer)}
    return {key: display(key, one.value, language) for key, one in known.items()}


def _texts(form: Form, held: Mapping[str, Held]) -> Iterator[tuple[str, str]]:
    """(field, words) of what was told in free text, what was only kept as it was said included."""
    for field in form.fields:
        match held.get(field.key):
            case Note(text=words):
                yield field.key, words
            case Answer(value=str(words)) if isinstance(field.kind, Text):
                yield field.key, words
            case Answer(value=Logframe() as frame):
                yield field.key, str(frame)
            case _:
                pass
