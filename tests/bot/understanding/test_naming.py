"""Names as they are to stand in a document, whatever leads to them; and values given with a doubt."""

from __future__ import annotations

import pytest

from bot.understanding import naming
from bot.understanding.literal import understand
from bot.understanding.port import Situation
from dialogs import events
from dialogs.answers import Answer, Money, Value
from dialogs.forms.request import REQUEST


def asked(question: str, text: str) -> events.Event:
    situation = Situation(REQUEST, question, (), {}, "en", "2026-11-22", first=False)
    return understand(text, situation).event


def told(question: str, text: str) -> dict[str, Value]:
    event = asked(question, text)
    assert isinstance(event, events.Told), event
    return {key: held.value for key, held in event.answers.items() if isinstance(held, Answer)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Amina Diallo", "Amina Diallo"),
        ("amina diallo", "amina diallo"),
        ("my name is Chad Smith", "Chad Smith"),
        ("It's Georgia Brown", "Georgia Brown"),
        ("Name: Tane Mahuta", "Tane Mahuta"),
        ("please write Sina Tuala", "Sina Tuala"),
        ("Sina Tuala here", "Sina Tuala"),
        ("I am called Little Bear", "Little Bear"),
        ("moi, c'est Awa Traoré", "Awa Traoré"),
        ("Mettez Jean-Pierre N'Dri", "Jean-Pierre N'Dri"),
        ("soy la Dra. Rosa Paz", "la Dra. Rosa Paz"),
        ("Mi nombre completo es Rosa Paz Díaz", "Rosa Paz Díaz"),
        ("o meu nome é João Tembe", "João Tembe"),
        ("ФИО: Иванова Анна Петровна", "Иванова Анна Петровна"),
        ("это Анна Иванова", "Анна Иванова"),
        ("الاسم: سالم العلي", "سالم العلي"),
        ("معكم نبيل سالم", "نبيل سالم"),
        ("姓名：李娜", "李娜"),
        ("我是李娜", "李娜"),
        ("MY NAME IS AMINA DIALLO", "AMINA DIALLO"),
        ("Name", "Name"),
    ],
)
def test_a_name_stands_without_the_words_that_lead_to_it(text: str, name: str) -> None:
    assert told("contact_name", text)["contact_name"] == name


@pytest.mark.parametrize(
    ("text", "organization"),
    [
        ("Kea Trust", "Kea Trust"),
        ("We Are Rewild", "We Are Rewild"),
        ("De La Salle University", "De La Salle University"),
        ("Para la Naturaleza", "Para la Naturaleza"),
        ("I work for the Ministry of Fisheries", "Ministry of Fisheries"),
        ("i'm with sprep", "sprep"),
        ("From the Reef Alliance", "Reef Alliance"),
        ("our organisation is called Reef Alliance", "Reef Alliance"),
        ("it's called Reef Alliance", "Reef Alliance"),
        ("director of INABIO", "INABIO"),
        ("Head of conservation", "Head of conservation"),
        ("director", "director"),
        ("je travaille pour l'ONG Vie Océane", "l'ONG Vie Océane"),
        ("Je suis du ministère de la Pêche", "ministère de la Pêche"),
        ("C'est la Direction des forêts", "Direction des forêts"),
        ("soy del Instituto Humboldt", "Instituto Humboldt"),
        ("Somos la Fundación Manglar Vivo", "Fundación Manglar Vivo"),
        ("trabalho na Universidade Eduardo Mondlane", "Universidade Eduardo Mondlane"),
        ("Я из Института биологии", "Института биологии"),
        ("أنا من جمعية سقطرى", "جمعية سقطرى"),
        ("我在中国科学院工作", "中国科学院"),
        ("单位：云南大学", "云南大学"),
    ],
)
def test_an_organisation_stands_without_the_words_that_lead_to_it(text: str, organization: str) -> None:
    assert told("organization", text)["organization"] == organization


@pytest.mark.parametrize(
    ("text", "name", "organization"),
    [
        ("Maria Silva, director of INABIO", "Maria Silva", "INABIO"),
        ("I'm Maria Silva, from INABIO", "Maria Silva", "INABIO"),
        ("it's Maria Silva, Ministry of Environment", "Maria Silva", "Ministry of Environment"),
        (
            "Awa Traoré, chargée de mission au Ministère de l'Environnement",
            "Awa Traoré",
            "Ministère de l'Environnement",
        ),
        ("Rosa Paz, coordinadora de la Fundación Manglar Vivo", "Rosa Paz", "Fundación Manglar Vivo"),
        ("I'm Maria Silva, I can be reached in the morning", "Maria Silva", None),
        ("Maria Silva, director", "Maria Silva, director", None),
    ],
)
def test_who_and_where_in_one_line(text: str, name: str, organization: str | None) -> None:
    said = told("contact_name", text)
    assert (said["contact_name"], said.get("organization")) == (name, organization)


@pytest.mark.parametrize(
    ("text", "name", "organization"),
    [
        ("سالم أحمد من هيئة حماية البيئة", "سالم أحمد", "هيئة حماية البيئة"),
        ("Sina Tuala from the Ministry of Fisheries", "Sina Tuala", "the Ministry of Fisheries"),
        ("Luz Quispe del Ministerio del Ambiente", "Luz Quispe", "Ministerio del Ambiente"),
    ],
)
def test_what_leads_from_a_name_to_where_one_works_is_in_neither(text: str, name: str, organization: str) -> None:
    said = told("contact_name", text)
    assert (said["contact_name"], said["organization"]) == (name, organization)


@pytest.mark.parametrize("text", ["", "  ", "is", "my name is", "…", "name:", "我"])
def test_something_is_always_left(text: str) -> None:
    """The words as they are, where they lead to nothing."""
    for noun in ("person", "organization"):
        assert naming.called(text, noun) == text.strip()


@pytest.mark.parametrize(
    "text",
    ["Fiji or Tonga", "Fidji ou Tonga", "Fiyi o Tonga", "либо Фиджи, либо Тонга", "فيجي أو تونغا", "斐济或者汤加",
     "either Fiji or Tonga, it is not decided"],
)  # fmt: skip
def test_one_country_or_another_is_asked_back(text: str) -> None:
    """Whoever names two with "or" chose none: both are offered."""
    event = asked("country", text)
    assert isinstance(event, events.Unclear)
    assert (event.reason, set(event.options)) == ("which-country", {"FJ", "TO"})


def test_other_countries_may_be_either() -> None:
    assert told("other_countries", "Fiji or Tonga")["other_countries"] == ("FJ", "TO")


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("country", "not sure, maybe Fiji", ("FJ",)),
        ("country", "je ne sais pas, peut-être les Fidji", ("FJ",)),
        ("country", "no sé, creo que Perú", ("PE",)),
        ("country", "não sei, talvez Angola", ("AO",)),
        ("country", "не знаю, наверное Фиджи", ("FJ",)),
        ("country", "لست متأكدا، ربما فيجي", ("FJ",)),
        ("country", "不确定，可能是斐济", ("FJ",)),
        ("budget", "I don't know, about 20 thousand euros", Money(20_000, "EUR")),
        ("start_date", "I don't know yet, probably next year", "2027"),
        ("beneficiaries_number", "hard to say, maybe 40 families", 40),
    ],
)
def test_a_value_given_with_a_doubt_is_the_answer(question: str, text: str, value: Value) -> None:
    assert told(question, text)[question] == value


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("country", "not sure"),
        ("budget", "no idea, maybe somebody at the ministry knows"),
        ("start_date", "I don't know, perhaps ask the minister"),
    ],
)
def test_a_doubt_alone_is_no_value(question: str, text: str) -> None:
    assert isinstance(asked(question, text), events.DoesNotKnow)


@pytest.mark.parametrize("text", ["it's Sina Tuala, coordinator at the Reef Alliance", "Sina Tuala, Reef Alliance"])
def test_who_writes_instead_of_an_address_is_who_writes(text: str) -> None:
    """No part of it is taken for something about the matter; the address is asked for again."""
    event = asked("contact_channel", text)
    assert isinstance(event, events.Told)
    assert not event.more
    assert {key: held.value for key, held in event.answers.items() if isinstance(held, Answer)} == {
        "contact_name": "Sina Tuala",
        "organization": "Reef Alliance",
    }


@pytest.mark.parametrize(
    "text", ["Fiji, Suva", "Facebook, Sina Tuala", "Tonga", "Suva, Fiji Islands", "Our reefs, the last ones, are dying"]
)
def test_a_place_or_a_remark_instead_of_an_address_is_no_name(text: str) -> None:
    event = asked("contact_channel", text)
    assert not (isinstance(event, events.Told) and "contact_name" in event.answers)


def test_a_name_alone_instead_of_an_address_is_the_name() -> None:
    """Where it is not known yet; it is no address, so that is asked for again."""
    assert told("contact_channel", "Sina Tuala") == {"contact_name": "Sina Tuala"}
    situation = Situation(
        REQUEST, "contact_channel", (), {"contact_name": Answer("Ana")}, "en", "2026-11-22", first=False
    )
    assert isinstance(understand("Sina Tuala", situation).event, events.Unclear)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("haiti cote sud, depuis 2023 on en voit partout, 60 pecheurs d aquin prennent moitié moins", "HT"),
        ("Estamos en el Perú, en la sierra sur, y las heladas mataron las alpacas", "PE"),
        ("Tonga. The seagrass in the lagoon has turned brown and nobody catches any crabs", "TO"),
    ],
)
def test_who_names_a_country_and_goes_on_telling_is_heard(text: str, country: str) -> None:
    """What else is told goes to what was told before; nothing falls out."""
    event = asked("country", text)
    assert isinstance(event, events.Told)
    held = event.answers["country"]
    assert isinstance(held, Answer)
    assert (held.value, event.more) == ((country,), text)


@pytest.mark.parametrize(
    "text", ["It is for Kenya, the northern part near lake Turkana", "The United Republic of Tanzania please",
             "I am writing to you from the beautiful islands of Tonga"],
)  # fmt: skip
def test_where_in_a_country_is_no_more_than_an_answer(text: str) -> None:
    event = asked("country", text)
    assert isinstance(event, events.Told)
    assert not event.more
