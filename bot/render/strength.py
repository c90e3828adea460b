"""How strong a request is, in words, with the questions that would help it most."""

from __future__ import annotations

from bot.render.fit import excerpt
from dialogs.effects import Appraise
from dialogs.words import say

QUOTED = 60  # characters of a person's own words within a question


def appraised(found: Appraise, language: str) -> str:
    """A sentence, then a line for each point; never empty."""
    lead = "say.strength-points" if found.strength else "say.mismatches"
    how = say("say.strength", language, strength=say(f"strength.{found.strength}", language)) if found.strength else ""
    points = [
        say("say.point", language, point=say(one.question, language, words=excerpt(one.words, QUOTED)))
        for one in found.points
    ]
    return "\n".join(part for part in (how, *((say(lead, language), *points) if points else ())) if part)
