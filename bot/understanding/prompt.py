"""What a language model is asked about a message, and the closed shape of what it may say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from bot import display
from bot.models.port import Prompt, Shape
from dialogs.form import Field
from dialogs.kinds import Choice, Choices
from dialogs.words import say

MOST = 8
"""Proposals taken from one message: more would bury the card. Chosen."""

Intent = Literal["answer", "question", "help", "dont_know", "repeat"]
"""All a model may say a message is for. None of them agrees, sends, erases, moves, or calls anybody."""


class Pointed(Shape):
    """A place in the message that says something about a field."""

    field: str
    quote: str
    codes: list[str]


class Read(Shape):
    intent: Intent
    intent_quote: str
    found: list[Pointed]


def prompt(text: str, fields: Sequence[Field], asked: str | None) -> Prompt:
    """The question about a message, for these fields; nothing of anybody else is in it, nor of what was said before."""
    listed = "\n".join(_described(field) for field in fields)
    data = json.dumps({"message": text, "open_question": asked}, ensure_ascii=False)
    return Prompt(f"{_instructions()}{listed}\n", data)


@cache
def _instructions() -> str:
    return files("bot.understanding").joinpath("prompts", "reading.txt").read_text(encoding="utf-8")


@cache
def _described(field: Field) -> str:
    """One field in the words of the form; English, as the instructions are."""
    about = f"- {field.key}: {display.label(field.key, 'en')}. {say(f'ask.{field.key}', 'en')}"
    if not isinstance(field.kind, Choice | Choices):
        return about
    codes = "; ".join(f"{code} = {display.option(field.key, code, 'en')}" for code in field.kind.options)
    return f"{about} Codes: {codes}."
