"""What hurried people write: how they sign, what they call a price, and what their first words are about."""

from __future__ import annotations

import pytest

from bot.understanding.literal import understand
from bot.understanding.port import Situation
from bot.understanding.script import Message
from bot.understanding.signatures import Signature, letter, signature
from dialogs.answers import Answer, Value
from dialogs.events import DoesNotKnow, Told
from dialogs.forms.request import REQUEST


def situation(asked: str, *, first: bool = False) -> Situation:
    known = {} if first else {"country": Answer(("HN",)), "first_words": Answer("pines die")}
    return Situation(REQUEST, asked, (), known, "en", "2026-11-21", first)


def told(text: str, asked: str, *, first: bool = False) -> dict[str, Value]:
    event = understand(text, situation(asked, first=first)).event
    assert isinstance(event, Told)
    return {key: answer.value for key, answer in event.answers.items()}


@pytest.mark.parametrize(
    ("text", "name", "organization", "channel"),
    [
        ("Sokha, forestry administration, s@forest.example", "Sokha", "forestry administration", "s@forest.example"),
        ("Ana Silva / Kafa coop union / a@coop.example", "Ana Silva", "Kafa coop union", "a@coop.example"),
        ("Marvin Paz, mancomunidad, 9988-7766", "Marvin Paz", "mancomunidad", "+50499887766"),
        ("Wilko from Lauru land conference, w@lauru.example", "Wilko", "Lauru land conference", "w@lauru.example"),
        ("Marie C., national focal point, Ministry of Fisheries, m@x.example",
         "Marie C.", "Ministry of Fisheries", "m@x.example"),
    ],
)  # fmt: skip
def test_one_line_holds_who_and_where(text: str, name: str, organization: str, channel: str) -> None:
    """Name, organisation and address of one line are all taken, so that none is asked for again."""
    answers = told(text, "contact_name")
    assert (answers["contact_name"], answers["organization"], answers["contact_channel"]) == (
        name,
        organization,
        channel,
    )


@pytest.mark.parametrize("text", ["Aroha Tane", "María de la Cruz", "a@b.example", "", "Ministry of Fisheries, Apia"])
def test_a_bare_name_is_no_such_line(text: str) -> None:
    """A name alone, an address alone or an organisation with its town has no parts to take."""
    assert signature(text) is None


def test_the_organisation_ends_before_the_address() -> None:
    """Where the address stands does not matter."""
    assert signature("Olha, a@b.example, NGO Bolota", "a@b.example") == Signature("Olha", "NGO Bolota")


@pytest.mark.parametrize("text", ["they pay 2 dollars a kilo", "le prix est de 3 euros le kilo", "5 USD/kg"])
def test_a_price_is_no_budget(text: str) -> None:
    """What a thing costs by weight is not what the request costs."""
    assert "budget" not in told(text, "problem_statement")


def test_a_verb_is_no_month() -> None:
    """To set up something is not to do it by September."""
    assert not {"start_date", "end_date"} & set(told("no idea how to set up a node for our data", "problem_statement"))
    assert told("to be done by 12 set 2027 in the lake", "problem_statement")["end_date"] == "2027-09-12"


@pytest.mark.parametrize("text", ["idk, ask the focal point", "Je ne sais pas, demandez à notre point focal"])
def test_the_answer_we_offer_is_understood(text: str) -> None:
    """Who sends us to the focal point, as the question suggests, does not know."""
    assert understand(text, situation("national_priority")).event == DoesNotKnow()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("the monk seals at our cape, tourists and nets disturb them", "The monk seals at our cape"),
        ("mathenge (prosopis) closes the river and the land", "Mathenge (prosopis) closes the river and the land"),
        ("hi, Sina here from Samoa. our reefs bleached again", "Our reefs bleached again"),
        ("every country here has its own list of invasive species and they do not talk to each other at all today",
         "Every country here has its own list of invasive species"),
        ("在马尔代夫，珊瑚正在死亡，我们需要培训15名巡护员", "珊瑚正在死亡"),
        ("We have a problem with lions eating our cattle in Kajiado", "Lions eating our cattle in Kajiado"),
        ("on a un souci avec la jacinthe d'eau sur le lac Nokoué", "La jacinthe d'eau sur le lac Nokoué"),
        ("tenemos un problema con las ranas que desaparecen", "Las ranas que desaparecen"),
        ("لدينا مشكلة في الشعاب المرجانية التي تموت", "الشعاب المرجانية التي تموت"),
        ("We have problems with the sea", "We have problems with the sea"),
    ],
)  # fmt: skip
def test_a_title_is_what_people_begin_with(text: str, title: str) -> None:
    """The opening clause unless it greets, whole in its brackets, cut before an "and" when it runs on; without "we have
    a problem with", where more than two words are left."""
    assert told(text, "first_words", first=True)["title"] == title


@pytest.mark.parametrize(
    ("text", "name", "organization"),
    [
        (
            "The reef dies.\n\nBest regards,\nDesmond Joseph\nReef Alliance\nd@reef.example",
            "Desmond Joseph",
            "Reef Alliance",
        ),
        (
            "Les carrières avancent.\nBien cordialement,\nMariama Barry\nONG Forêt Debout",
            "Mariama Barry",
            "ONG Forêt Debout",
        ),
        ("محمية بلا خطة.\nمع التحية\nنبيل سالم\nجمعية سقطرى", "نبيل سالم", "جمعية سقطرى"),
        ("河水变黄。\n此致\n敬礼\n陈明\n湄公河守护者", "陈明", "湄公河守护者"),
    ],
)
def test_a_letter_says_who_writes(text: str, name: str, organization: str) -> None:
    """The lines under the closing of a letter are a name and an organisation, in any script."""
    found = {finding.field: finding.value for finding in letter(Message(text))}
    assert found == {"contact_name": name, "organization": organization}


@pytest.mark.parametrize("text", ["Regards", "We thank you\nSamoa", "Thanks\nfor the fish, they are all dead now"])
def test_no_letter_no_name(text: str) -> None:
    """Without a closing and a name under it nobody is named."""
    assert letter(Message(text)) == ()
