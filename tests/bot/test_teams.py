"""Which team a case may belong to: proposals that officers confirm, and that no requester sees before."""

from __future__ import annotations

from bot.teams import proposed, public_name, route, teams
from dialogs.vocabularies.parties import PARTIES
from storage.desk.way import Confirmed


def said(team: str, *countries: str, languages: tuple[str, ...] = ()) -> Confirmed:
    return Confirmed(team, countries, languages, None, 0.0)


def candidates(country: str, *confirmed: Confirmed, language: str = "") -> list[str]:
    return [one.team.id for one in route(country, teams(confirmed), language)]


def test_eighteen_centres_are_shipped_and_none_is_confirmed() -> None:
    """All they list are Parties."""
    assert len(proposed()) == 18
    assert not any(team.confirmed for team in proposed().values())
    unknown = {country for team in proposed().values() for country in team.countries} - PARTIES.keys()
    assert unknown == set()


def test_a_country_of_one_centre_has_one_candidate() -> None:
    """Which an officer still confirms: nothing is passed on by itself."""
    (only,) = route("WS", proposed())
    assert (only.team.id, only.team.confirmed, only.team.basis) == ("SPREP", False, "members")


def test_a_country_of_several_shows_them_all() -> None:
    """The one with fewer countries first; Burundi belongs to three regions at once."""
    assert candidates("BI") == ["RBINS", "COMIFAC", "RCMRD"]


def test_what_is_confirmed_comes_first_and_replaces_the_proposal() -> None:
    assert candidates("BI", said("RCMRD", "BI", "KE")) == ["RCMRD", "RBINS", "COMIFAC"]
    assert candidates("UG", said("RCMRD", "KE")) == ["OSS"]
    assert candidates("WS", said("SPREP")) == []


def test_who_speaks_the_language_comes_before_who_does_not() -> None:
    french, english = said("COMIFAC", "BI", "CM", languages=("fr",)), said("RCMRD", "BI", languages=("en",))
    assert candidates("BI", french, english) == ["RCMRD", "COMIFAC", "RBINS"]
    assert candidates("BI", french, english, language="fr") == ["COMIFAC", "RCMRD", "RBINS"]


def test_nobody_known_leaves_the_case_with_the_global_desk() -> None:
    assert candidates("") == candidates("XX") == []


def test_a_requester_hears_of_confirmed_teams_of_their_country_only() -> None:
    known = teams([said("SPREP", "WS")])
    assert public_name("SPREP", "WS", known) == "Secretariat of the Pacific Regional Environment Programme"
    assert public_name("SPREP", "TO", known) == ""
    assert public_name("CSE", "SN", known) == ""
    assert public_name("", "WS", known) == public_name("gone", "WS", known) == ""
