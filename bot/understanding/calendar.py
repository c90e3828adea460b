"""Sums with months, seasons and the feasts people date things by."""

from __future__ import annotations

from datetime import date, timedelta

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_FEASTS = {"school": (9, 9), "christmas": (12, 1), "newyear": (1, 1)}
"""Month of a feast, and the month that follows it closely."""
_RAMADAN_ENDS = {2026: (3, 19), 2027: (3, 9), 2028: (2, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23)}
"""Last day by the Umm al-Qura calendar; moon sighting may move it by a day."""
_EASTER = {2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21), 2031: (4, 13)}
_PASCHA = {2026: (4, 12), 2027: (5, 2), 2028: (4, 16), 2029: (4, 8), 2030: (4, 28), 2031: (4, 13)}
"""Easter of the Orthodox churches."""
_CARNIVAL = {2026: (2, 17), 2027: (2, 9), 2028: (2, 29), 2029: (2, 13), 2030: (3, 5), 2031: (2, 25)}
"""Shrove Tuesday, 47 days before Easter."""
_LUNAR_NEW_YEAR = {2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23)}
_MOVING = {
    "ramadan": _RAMADAN_ENDS, "eid": _RAMADAN_ENDS, "lunar": _LUNAR_NEW_YEAR, "easter": _EASTER, "pascha": _PASCHA,
    "carnival": _CARNIVAL,
}  # fmt: skip
_SOON_AFTER = timedelta(days=7)
"""After a feast means the week that follows. Chosen."""


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
    moving = _MOVING.get(feast)
    if moving is not None:
        days = [date(y, *moving[y]) for y in sorted(moving)]
        coming = next((day for day in days if (day.year == year if year else day > today)), None)
        held = coming or days[0].replace(year=year or today.year)
        return f"{held + _SOON_AFTER if after else held:%Y-%m}"
    month, following = _FEASTS[feast]
    chosen = following if after else month
    wanted = year or today.year + ((chosen, 28) < (today.month, today.day))
    return f"{wanted}-{chosen:02}"
