"""The effects of several messages, or of several events of one, as one answer with one question, last."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.effects import Ask, Card, Effect
from dialogs.state import State, replace


def one(effects: Sequence[Effect]) -> list[Effect]:
    """The effects as one answer: each thing said once, where it came first, and a question if it ended with one.

    A question that another message followed is not put, nor the card that came with it: it was dealt with, or is put
    again at the end.
    """
    kept: list[Effect] = []
    for number, effect in enumerate(effects, 1):
        put = number == len(effects)
        about = effects[number] if isinstance(effect, Card) and not put else None
        dropped = isinstance(about, Ask) and number + 1 < len(effects)
        if (put or not isinstance(effect, Ask)) and not dropped and effect not in kept:
            kept.append(effect)
    return kept


def unshown(state: State, effects: Sequence[Effect]) -> State:
    """The state when more is to be answered after these effects, whose question is therefore not put.

    The terms that came with it were not said: sending waits until they were.
    """
    last = effects[-1] if effects else None
    return replace(state, terms_said=False) if isinstance(last, Ask) and last.terms == "full" else state


__all__ = ["one", "unshown"]
