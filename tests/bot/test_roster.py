"""Who works when, and what day may be told to somebody who waits: the rules alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.assignment import colleagues, proposed
from bot.roster import Roster, span, usable
from storage.desk.port import Account
from storage.desk.roster import Hours, Leave

NAIROBI = Hours("Africa/Nairobi", "KE", "09:00", "17:00", (5, 6), "2026-12-31", 1, 1.0)
ANA, BO = 1, 2
DESK = Roster(NAIROBI, (), frozenset((ANA, BO)))


def at(moment: str) -> float:
    """By the clock of Nairobi."""
    return dt.datetime.fromisoformat(f"{moment}+03:00").timestamp()


def leave(account: int | None, first: str, last: str = "") -> Leave:
    return Leave(1, account, first, last or first, "")


def told(desk: Roster, moment: str) -> str:
    day = desk.next_day(at(moment))
    return day.iso if day else ""


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-04T08:00", "2026-03-04"),  # Wednesday, before it opens: today.
        ("2026-03-04T09:00", "2026-03-05"),  # The day has begun: tomorrow.
        ("2026-03-06T18:00", "2026-03-09"),  # Friday evening: Monday.
        ("2026-03-08T12:00", "2026-03-09"),  # Sunday: Monday.
        ("2026-12-11T20:00", "2026-12-14"),  # Jamhuri Day, 12 December, is a Saturday in 2026.
        ("2026-05-29T10:00", "2026-06-02"),  # Madaraka Day, 1 June, is a Monday.
    ],
)
def test_the_next_working_day_that_has_not_begun_is_told(moment: str, day: str) -> None:
    """Whoever asks hears a day that begins after they asked, so that all of it is there to answer in."""
    assert told(DESK, moment) == day
    found = DESK.next_day(at(moment))
    assert found
    assert found.until == at(f"{day}T17:00")


def test_holidays_of_the_desk_and_days_without_anybody_are_passed_over() -> None:
    """One of two on leave closes nothing; both do."""
    closed = replace(DESK, leave=(leave(None, "2026-03-09", "2026-03-10"),))
    assert told(closed, "2026-03-06T18:00") == "2026-03-11"
    one = replace(DESK, leave=(leave(ANA, "2026-03-09"),))
    assert told(one, "2026-03-06T18:00") == "2026-03-09"
    both = replace(DESK, leave=(leave(ANA, "2026-03-09"), leave(BO, "2026-03-08", "2026-03-09")))
    assert told(both, "2026-03-06T18:00") == "2026-03-10"


@pytest.mark.parametrize(
    "desk",
    [
        replace(DESK, hours=replace(NAIROBI, until="")),
        replace(DESK, hours=replace(NAIROBI, until="2026-03-08")),
        replace(DESK, staff=frozenset()),
        replace(DESK, leave=(leave(None, "2026-01-01", "2026-12-31"), leave(None, "2027-01-01", "2027-12-31"))),
    ],
    ids=["not confirmed", "not so far", "nobody answers", "closed for good"],
)
def test_without_a_calendar_that_says_so_no_date_is_told(desk: Roster) -> None:
    assert told(desk, "2026-03-06T18:00") == ""


@pytest.mark.parametrize(
    "wrong", [{"zone": "Mars/Phobos"}, {"opens": "17:00"}, {"closes": "late"}, {"rest": tuple(range(7))},
              {"until": "x"}, {"zone": "../../etc/passwd"}, {"zone": ""}]
)  # fmt: skip
def test_hours_that_cannot_be_are_found(wrong: dict[str, object]) -> None:
    assert usable(NAIROBI)
    assert not usable(replace(NAIROBI, **wrong))  # type: ignore[arg-type]


def test_days_that_cannot_be_are_found() -> None:
    assert span("2026-03-04", "") == ("2026-03-04", "2026-03-04")
    for first, last in (("", ""), ("4 March", ""), ("2026-03-04", "2026-03-03"), ("2026-03-04", "2028-03-04")):
        assert span(first, last) is None


def test_who_suits_best_is_proposed_and_nobody_on_leave() -> None:
    """Language first, then whoever has least to do; a reader answers nobody."""

    def account(id: int, name: str, role: str, *languages: str) -> Account:
        return Account(id, f"{id}@desk.example", name, role, "", languages, "", 0, 0.0, 0.0)  # type: ignore[arg-type]

    people = [
        account(1, "Ana", "officer", "en"), account(2, "Bo", "officer", "fr"), account(3, "Cy", "lead", "fr", "en"),
        account(4, "Di", "officer", "fr"), account(5, "Ed", "reader", "fr"),
    ]  # fmt: skip
    away = replace(DESK, leave=(leave(4, "2026-03-01", "2026-03-31"),))
    found = colleagues(people, "fr", {2: 7, 3: 2}, away, dt.date(2026, 3, 4))
    assert [one.account.name for one in found] == ["Cy", "Bo", "Ana", "Di"]
    best = proposed(found)
    assert best
    assert best.account.name == "Cy"
    everybody = replace(DESK, leave=tuple(leave(id, "2026-03-04") for id in range(1, 5)))
    assert proposed(colleagues(people, "fr", {}, everybody, dt.date(2026, 3, 4))) is None
