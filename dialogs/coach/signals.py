"""When a person of the desk should be offered: what no questionnaire is good for."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from dialogs.coach.case import ISO_DATE
from dialogs.coach.lexicon import lexicon, prepare

Signal = Literal["stuck", "distress", "dispute", "consent", "species", "complaint", "hurry", "behalf"]
"""Nothing is known of the problem; anger or despair; a quarrel about law or borders; consent of a people; an exact
place of a rare species; something went wrong with us; less than two weeks are left; it is another country's matter."""

SPOKEN: tuple[Signal, ...] = ("distress", "dispute", "complaint", "behalf")
"""Those that are known by the person's words; each has a list of its name in data/."""

SOON = 14  # days


def spoken(text: str, language: str) -> tuple[Signal, ...]:
    """The signals in a person's words, in the order of `SPOKEN`; empty for nearly all. Linear in the text."""
    words, known = prepare(text), lexicon(language)
    return tuple(signal for signal in SPOKEN if known.has(signal, words))


def hurried(date: str, today: str) -> bool:
    """Whether a date is less than two weeks away; a month is as far as its last day. False when either is unknown."""
    if not (ISO_DATE.fullmatch(date) and ISO_DATE.fullmatch(today) and len(today) == 10 and len(date) > 4):
        return False
    try:
        now = dt.date.fromisoformat(today)
        left = (_last_day(date) - now).days
    except ValueError:
        return False
    return 0 <= left < SOON


def _last_day(date: str) -> dt.date:
    if len(date) == 10:
        return dt.date.fromisoformat(date)
    year, month = (int(part) for part in date.split("-"))
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
