"""Working days and hours of the countries people write from."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.working import CLOSES, MOST, OPENS, Office, add, next_working_moment, office
from dialogs.vocabularies.parties import PARTIES


def at(text: str, zone: str = "UTC") -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def here(moment: dt.datetime) -> str:
    """As the clock of the place shows it."""
    return moment.strftime("%a %Y-%m-%d %H:%M %z")


def test_samoa_rests_on_saturday_and_sunday_a_day_ahead_of_most() -> None:
    """Friday noon in London is already Saturday in Apia; Monday 1 June 2026 is Independence Day there."""
    assert here(next_working_moment("WS", at("2026-05-29 12:00"))) == "Tue 2026-06-02 09:00 +1300"
    assert here(add("WS", at("2026-05-28 10:00", "Pacific/Apia"), 1)) == "Fri 2026-05-29 17:00 +1300"
    assert here(add("WS", at("2026-05-29 10:00", "Pacific/Apia"), 1)) == "Tue 2026-06-02 17:00 +1300"


@pytest.mark.parametrize(("country", "offset"), [("DZ", "+0100"), ("EG", "+0300")])
def test_algeria_and_egypt_rest_on_friday_and_saturday(country: str, offset: str) -> None:
    """Five working days after a Thursday in August end on the next Thursday, for Sunday is one of them."""
    assert here(next_working_moment(country, at("2026-08-07 10:00"))) == f"Sun 2026-08-09 09:00 {offset}"
    assert here(add(country, at("2026-08-06 10:00"), 5)) == f"Thu 2026-08-13 17:00 {offset}"


def test_algerian_holidays_are_no_working_days() -> None:
    """5 July is Independence Day: a Sunday in 2026, so a working day otherwise."""
    assert office("DZ").holiday(dt.date(2026, 7, 5))
    assert here(add("DZ", at("2026-07-02 10:00"), 1)) == "Mon 2026-07-06 17:00 +0100"


def test_brazil_counts_by_the_clock_of_brasilia_unless_another_is_named() -> None:
    """17:30 in Brasilia is half past three in Rio Branco, where an office still reads today."""
    moment = at("2026-03-10 17:30", "America/Sao_Paulo")
    assert here(next_working_moment("BR", moment)) == "Wed 2026-03-11 09:00 -0300"
    acre = office("BR", zone="America/Rio_Branco")
    assert here(acre.next_working_moment(moment)) == "Tue 2026-03-10 15:30 -0500"
    assert here(acre.add(moment, 1)) == "Wed 2026-03-11 17:00 -0500"
    assert here(office("BR").add(moment, 1)) == "Thu 2026-03-12 17:00 -0300"


def test_brazil_rests_on_tiradentes_day() -> None:
    assert here(add("BR", at("2026-04-20 12:00"), 1)) == "Wed 2026-04-22 17:00 -0300"


def test_an_open_office_reads_at_once() -> None:
    """At its first minute, not at its last."""
    assert here(next_working_moment("HT", at("2026-03-10 09:00", "America/Port-au-Prince"))).startswith(
        "Tue 2026-03-10"
    )
    assert here(next_working_moment("HT", at("2026-03-10 17:00", "America/Port-au-Prince"))).startswith(
        "Wed 2026-03-11"
    )


def test_hours_are_those_of_the_place_also_when_clocks_change() -> None:
    """Lisbon puts its clocks forward on 29 March 2026."""
    assert here(add("PT", at("2026-03-27 10:00"), 1)) == "Mon 2026-03-30 17:00 +0100"


def test_leave_counts_as_closed() -> None:
    away = office("WS", closed=[dt.date(2026, 3, 10), dt.date(2026, 3, 11)])
    assert here(away.add(at("2026-03-09 10:00", "Pacific/Apia"), 1)) == "Thu 2026-03-12 17:00 +1300"


def test_where_the_law_names_one_day_of_rest_offices_have_two() -> None:
    """Sunday in Paraguay, Friday in Iran: the day before it is free as well."""
    assert office("PY").rest == {5, 6}
    assert office("IR").rest == {3, 4}


def test_a_country_nobody_knows_has_a_plain_week() -> None:
    """By UTC; a request may name no country yet."""
    for country in ("", "XX"):
        assert here(add(country, at("2026-12-24 10:00"), 2)) == "Mon 2026-12-28 17:00 +0000"


def test_what_cannot_be_counted_is_refused() -> None:
    """No days, more than a year, a moment without a zone, an office that never opens, a zone nobody has."""
    noon = at("2026-03-10 12:00")
    for days in (0, -1, MOST + 1):
        with pytest.raises(ValueError, match="working days"):
            add("WS", noon, days)
    with pytest.raises(ValueError, match="time zone"):
        add("WS", noon.replace(tzinfo=None), 1)
    with pytest.raises(ValueError, match="no working day"):
        Office("", ZoneInfo("UTC"), frozenset(range(7))).add(noon, 1)
    with pytest.raises(ZoneInfoNotFoundError):
        office("BR", zone="America/Atlantis")


def test_every_party_has_a_clock_and_a_week() -> None:
    """Of its own: none is left on UTC who does not live by it, and nobody works more than five days."""
    for country in PARTIES:
        place = office(country)
        assert len(place.rest) == 2, country
        assert str(place.zone) != "UTC", country


@given(
    st.sampled_from(["WS", "DZ", "EG", "BR", "IR", "BN", "NP", "XX"]),
    st.integers(0, 4 * 365 * 24).map(lambda hours: at("2025-01-01 00:00") + dt.timedelta(hours=hours)),
    st.integers(1, 30),
)
def test_a_deadline_leaves_exactly_the_days_it_names(country: str, start: dt.datetime, days: int) -> None:
    """Counted one by one, each later than the day it could be read; later starts never end earlier."""
    place = office(country)
    read, due = place.next_working_moment(start), place.add(start, days)
    assert place.works(read.date())
    assert OPENS <= read.time() < CLOSES
    assert read >= start
    between = [read.date() + dt.timedelta(days=n) for n in range(1, (due.date() - read.date()).days + 1)]
    assert sum(map(place.works, between)) == days
    assert place.works(due.date())
    assert place.add(start + dt.timedelta(hours=7), days) >= due


def test_holidays_load_when_they_are_asked_for() -> None:
    """Importing the module costs a turn nothing."""
    program = "import sys, bot.working; print(sorted({'holidays', 'babel'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
