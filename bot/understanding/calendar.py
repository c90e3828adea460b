"""Sums with months, seasons and the feasts people date things by."""

from __future__ import annotations

from datetime import date

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_FEASTS = {"school": (9, 9), "easter": (4, 4), "christmas": (12, 1), "newyear": (1, 1)}
"""Month of a feast, and the month that follows it closely."""
_RAMADAN_ENDS = {2026: (3, 19), 2027: (3, 9), 2028: (2, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23)}
"""Last day by the Umm al-Qura calendar; moon sighting may move it by a day."""
_LUNAR_NEW_YEAR = {2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23)}


def add_months(start: date, months: int) -> str:
    """ "YYYY-MM" so many months later."""
    total = start.year * 12 + start.month - 1 + months
    return f"{min(total // 12, 9999):04}-{total % 12 + 1:02}"


def last_month_of_quarter(quarter: int) -> int:
    return quarter * 3


def season_month(season: str) -> int:
    """First month of a season in the northern half of the world."""
    return _SEASONS[season]


def feast_month(feast: str, today: date, year: int | None, *, after: bool) -> str:
    """ "YYYY-MM" of the next feast of that name, or of what comes right after it."""
    moving = {"ramadan": _RAMADAN_ENDS, "eid": _RAMADAN_ENDS, "lunar": _LUNAR_NEW_YEAR}.get(feast)
    if moving is not None:
        wanted = year or next(
            (y for y in sorted(moving) if (y, *moving[y]) > (today.year, today.month, today.day)), today.year
        )
        return f"{wanted}-{moving.get(wanted, (3, 1))[0]:02}"
    month, following = _FEASTS[feast]
    chosen = following if after else month
    wanted = year or today.year + ((chosen, 28) < (today.month, today.day))
    return f"{wanted}-{chosen:02}"
