"""What a request is about as it stands now, and when that is worth another search.

The first words may be a greeting, a test or a joke, and the real problem comes after: what is searched for is the
problem as it stands now, again and again until something was shown for it.
"""

from __future__ import annotations

from collections.abc import Collection

from dialogs.answers import Answer
from dialogs.form import Form
from dialogs.state import State

HEART = 15
"""Words up to which a message is searched for as it is; of a longer one the title proposed with it. Chosen."""

LONGEST = 1_000
"""Characters by which a problem is known again; what comes after them is not worth another search."""


def problem(form: Form, state: State) -> str:
    """The problem as it stands: told in full, else in first words; "" before either."""
    told = (state.answers.get(field.key) for field in reversed(form.fields) if field.searches)
    return next((held.value for held in told if isinstance(held, Answer) and isinstance(held.value, str)), "")


def query(form: Form, state: State, accepted: Collection[str]) -> str:
    """The problem to search for, now that these fields were told; "" when nothing is to be gained.

    The first time always; once a case was shown, and not all that were shown were called not relevant, the person asks
    for more.
    """
    if not any(field.key in accepted for field in form.fields if field.searches):
        return ""
    now = problem(form, state)[:LONGEST]
    helped = set(state.shown) - set(state.dismissed)
    return "" if (state.searched and helped) or now == state.searched else now


def heart(text: str, title: object) -> str:
    """A long text holds other matters too: its title, where one was proposed with it, is searched for."""
    return title if isinstance(title, str) and length(text) > HEART else text


def has_capitals(text: str) -> bool:
    """Whether a text is written in letters that have capitals, by which names are known."""
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(c.lower() != c.upper() for c in letters) > len(letters)


def length(text: str) -> int:
    """Length in words; two Chinese characters count as one word."""
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    return len(text.split()) + han // 2
