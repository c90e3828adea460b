"""One event per message: commands, answers, corrections, first words; and never an exception."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.understanding.literal import Literal, understand, warm_up
from bot.understanding.port import Situation
from bot.understanding.questions import WISHED
from dialogs import events
from dialogs.answers import Answer, Money, Source
from dialogs.events import Event
from dialogs.forms.request import REQUEST
from dialogs.kinds import Choice, Choices, Contact, check
from knowledge import library
from knowledge.documents import questions

BASE = Situation(REQUEST, "objective", (), {"country": Answer(("WS",))}, "en", "2026-11-21")


def at(asked: str | None, **changes: object) -> Situation:
    field = REQUEST.field(asked or "")
    options = field.kind.options if field is not None and isinstance(field.kind, Choice | Choices) else ()
    return replace(BASE, asked=asked, options=options, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("/help", events.WantsHelp()),
        ("skip this one please", events.Skipped()),
        ("je sais pas", events.DoesNotKnow()),
        ("I will ask my colleague", events.DoesNotKnow(later=True)),
        ("back to the budget", events.Change("budget")),
        ("previous question", events.Back()),
        ("¿puede repetir la pregunta?", events.Repeat()),
        ("хочу поговорить с человеком", events.WantsHuman()),
        ("can we do this in french", events.Language("fr")),
        ("where is my case?", events.WantsStatus()),
        ("delete my data", events.WantsDelete()),
        ("what did others do?", events.WantsSimilar()),
        ("重新开始", events.Restarted()),
        ("what is an OECM?", events.Asked("what is an OECM?")),
        ("merci beaucoup", events.Thanked()),
        ("👍", events.Agreed()),
        ("🐠🐠", events.Unclear("🐠🐠", "no-words")),
        ("   ", events.Unclear("", "empty")),
    ],
)
def test_commands(text: str, event: Event) -> None:
    """What is not an answer is known in any of our languages, whatever is asked."""
    assert understand(text, at("objective")).event == event


@pytest.mark.parametrize(
    "text",
    ["HELP Rhino trains forty rangers every year", "We stop here every poacher we can and report them to the ministry"],
)
def test_a_command_inside_a_sentence_is_text(text: str) -> None:
    """ "help" in a project's name is text, and the whole text is the answer."""
    event = understand(text, at("past_efforts")).event
    assert event == events.Told({"past_efforts": Answer(text)})


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("scope", "2", "subnational"),
        ("assistance_types", "1 and 4", ("AT01", "AT04")),
        ("gbf_targets", "6 and 8 I think", ("6", "8")),
        ("gbf_targets", "ok then 8", ("8",)),
        ("urgency", "in two months", "3_months"),
        ("organization_type", "ONG", "ngo"),
        ("delivery_mode", "en lïgne", "online"),
        ("country", "samoaa", ("WS",)),
        ("budget", "about 40k usd", Money(40_000, "USD")),
        ("beneficiaries_number", "une quarantaine", 40),
        ("start_date", "à la rentrée", "2027-09"),
        ("contact_channel", "awa@peche.example", "awa@peche.example"),
        ("delivery_language", "English and Samoan", ("en", "sm")),
    ],
)
def test_the_asked_field_decides_how_words_are_read(asked: str, text: str, value: object) -> None:
    """The answer is of the asked field's kind and confirmed."""
    event = understand(text, at(asked)).event
    assert isinstance(event, events.Told)
    assert event.answers[asked].value == value
    assert event.answers[asked].confirmed


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("no, I meant Kenya", "country", ("KE",)),
        ("pardon, c'est le Gabon pas le Congo", "country", ("GA",)),
        ("sorry not 12, its 15 officers", "beneficiaries_number", 15),
        ("ошибся, не 30 человек, а 50", "beneficiaries_number", 50),
        ("change le budget, c'est 25 millions pas 30", "budget", Money(25_000_000, "XOF")),
    ],
)
def test_corrections(text: str, field: str, value: object) -> None:
    """A correction names the new value, confirmed, whatever is asked."""
    held = {"country": Answer(("WS",)), "budget": Answer(Money(30_000_000, "XOF"))}
    event = understand(text, at("objective", answers=held)).event
    assert isinstance(event, events.Told)
    assert event.correction
    assert {key: answer.value for key, answer in event.answers.items()} == {field: value}


def test_first_words_hold_many_facts() -> None:
    """All but the hello is kept as typed; what stands in it waits for confirmation, with the words that prove it."""
    text = "Bonjour, je suis Awa du ministère de la pêche du Sénégal, surpêche, former 20 agents d'ici juin 2027"
    event = understand(text, at(None, first=True, answers={})).event
    assert isinstance(event, events.Told)
    assert event.answers["first_words"] == Answer(text.replace("Bonjour, je", "Je"), Source.TYPED)
    assert event.answers["country"] == Answer(("SN",), Source.READ, "Sénégal", confirmed=False)
    assert event.answers["beneficiaries_number"].value == 20
    assert event.answers["end_date"].value == "2027-06"
    assert event.answers["contact_name"].value == "Awa"
    assert event.answers["gbf_targets"].source is Source.INFERRED
    assert all(answer.words in text for answer in event.answers.values())


@pytest.mark.parametrize(("country", "invasive"), [("Cuba", True), ("Seychelles", False)])
def test_a_species_is_invasive_only_where_it_is(country: str, invasive: bool) -> None:
    """Lionfish speak of target 6 in the Caribbean and of nothing in their own ocean."""
    event = understand(f"{country}: there are lionfish everywhere", at(None, first=True, answers={})).event
    assert isinstance(event, events.Told)
    targets = event.answers.get("gbf_targets")
    assert (targets is not None and "6" in (targets.value if isinstance(targets.value, tuple) else ())) is invasive


def test_a_name_with_more_in_the_same_line() -> None:
    """A name, an organisation and an address in one answer are told apart."""
    event = understand("Sina Leota, Ministry of Fisheries, sina@fish.example", at("contact_name")).event
    assert isinstance(event, events.Told)
    assert event.answers["contact_name"].value == "Sina Leota"
    assert event.answers["contact_channel"].value == "sina@fish.example"
    assert event.answers["organization"].value == "Ministry of Fisheries"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("hello from Tonga", {"country": ("TO",)}),
        ("bonjour, ici le Bénin", {"country": ("BJ",)}),
        ("hola desde Perú", {"country": ("PE",)}),
        ("大家好，我来自老挝", {"country": ("LA",)}),
        ("hi, Sina here", {"contact_name": "Sina"}),
        ("Bonjour, je suis Awa, point focal du Sénégal",
         {"country": ("SN",), "contact_name": "Awa", "requester_role": "focal_point"}),
    ],
)  # fmt: skip
def test_an_introduction_is_no_problem(text: str, facts: dict[str, object]) -> None:
    """A greeting with a place or a name gives those, unconfirmed, and leaves the first words to be asked."""
    event = understand(text, at("first_words", first=True, answers={})).event
    assert isinstance(event, events.Told)
    assert {key: answer.value for key, answer in event.answers.items()} == facts
    assert not any(answer.confirmed for answer in event.answers.values())


def test_facts_at_a_closed_question_are_taken() -> None:
    """A country told while consent is asked is kept as such."""
    event = understand("je suis au Bénin", at("consent", answers={})).event
    assert isinstance(event, events.Told)
    assert event.answers["country"].value == ("BJ",)
    assert not event.more


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Рыбаков мало, а иностранные суда ловят ночью кальмаров", "Иностранные суда ловят ночью кальмаров"),
        ("No help comes, and so the trawlers destroy our coral reef", "The trawlers destroy our coral reef"),
    ],
)
def test_a_title_does_not_begin_with_what_ties_it_to_the_clause_before(text: str, title: str) -> None:
    event = understand(text, replace(at(None), first=True)).event
    assert isinstance(event, events.Told)
    assert event.answers["title"].value == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Good morning. I am writing on behalf of the Wildlife Division. Sea turtles do not come back to our beaches.",
         "Sea turtles do not come back to our beaches"),
        ("Je vous écris au nom du service des forêts. La mangrove meurt dans le delta du Saloum.",
         "La mangrove meurt dans le delta du Saloum"),
        ("Escribo en nombre de la Dirección de Bosques. Los manglares del golfo se mueren.",
         "Los manglares del golfo se mueren"),
        ("I represent the fishers of Tonga and our lobsters are gone", "Our lobsters are gone"),
        ("Hello, my name is Serah Tari, I work for the Department of Environmental Protection. Our coconut crabs are "
         "nearly gone from Santo.", "Our coconut crabs are nearly gone from Santo"),
        ("nous sommes une nation crie au Québec et le caribou disparaît à cause des coupes forestières",
         "Le caribou disparaît à cause des coupes forestières"),
        ("its about our mangroves in samoa, people cut them for firewood", "Our mangroves in samoa"),
        ("السلام عليكم أشجار دم الأخوين تموت عندنا", "أشجار دم الأخوين تموت عندنا"),
    ],
)  # fmt: skip
def test_a_title_says_what_is_wrong_and_not_who_writes(text: str, title: str) -> None:
    """A greeting is no part of it, and who writes is a title only where nothing else is."""
    event = understand(text, at("first_words", first=True, answers={})).event
    assert isinstance(event, events.Told)
    assert event.answers["title"].value == title


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("we do not know how to work with the hotels on the beach of Ada", None),
        ("las empresas contaminan el río y no sabemos qué hacer", None),
        ("we run a small hotel and the reef in front of it is dying", "private"),
    ],
)
def test_the_companies_of_others_are_not_who_writes(text: str, kind: str | None) -> None:
    event = understand(text, at("first_words", first=True, answers={})).event
    assert isinstance(event, events.Told)
    held = event.answers.get("organization_type")
    assert (held.value if held else None) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [("c'est un groupement de femmes", "iplc"), ("es un grupo de mujeres", "iplc"), ("UN", "un"), ("un", "un")],
)
def test_an_article_is_no_code(text: str, kind: str) -> None:
    """ "Un groupement" is not the United Nations; the code alone is."""
    event = understand(text, at("organization_type")).event
    assert isinstance(event, events.Told)
    assert event.answers["organization_type"].value == kind


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "yes"),
        ("fr", "oui"),
        ("es", "sí"),
        ("pt", "sim"),
        ("ar", "نعم"),
        ("ar", "أجل"),
        ("ru", "да"),
        ("zh", "是"),
    ],
)
def test_yes_is_yes_in_the_language_of_the_conversation(language: str, text: str) -> None:
    assert understand(text, replace(at("consent"), language=language)).event == events.Agreed(text)


@pytest.mark.parametrize(
    "text",
    [
        "we will have to leave the island",
        "people will have to leave",
        "we must leave our fields",
        "we will have no water",
        "ya no podremos seguir",
        "nous devrons quitter l'île",
        "люди уходят",
        "سنضطر إلى مغادرة الجزيرة",
        "我们必须离开这个岛",
    ],
)
def test_what_ends_or_goes_away_if_nothing_is_done_ends_nothing_here(text: str) -> None:
    assert isinstance(understand(text, at("effects")).event, events.Told)


@pytest.mark.parametrize(
    "text",
    ["can i send it now", "est-ce que je peux envoyer maintenant ?", "¿puedo enviarlo ya?", "posso enviar agora?",
     "могу я уже отправить?", "هل يمكنني الإرسال الآن؟", "我可以现在提交吗？"],
)  # fmt: skip
def test_whether_it_may_be_sent_leads_to_the_card_and_sends_nothing(text: str) -> None:
    assert understand(text, at("fpic_needed")).event == events.WantsSend()
    assert understand(text, at("review")).event == events.Repeat()


@pytest.mark.parametrize(
    ("text", "name", "organization"),
    [
        ("Marie Cheezo, conseil de Lac Simon", "Marie Cheezo", "conseil de Lac Simon"),
        ("Fatou Diouf, ministère de l'environnement", "Fatou Diouf", "ministère de l'environnement"),
    ],
)
def test_where_somebody_works_needs_no_capital_to_sign(text: str, name: str, organization: str) -> None:
    event = understand(text, at("contact_channel")).event
    assert isinstance(event, events.Told)
    assert not event.more
    assert (event.answers["contact_name"].value, event.answers["organization"].value) == (name, organization)


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("risks", "que cambie el gobierno", "que cambie el gobierno"),
        ("risks", "que não chova", "que não chova"),
        ("organization_type", "es del estado", "national_government"),
        ("visibility", "ustedes nomás", "desk"),
        ("visibility", "vous seulement", "desk"),
        ("gbf_targets", "la 2", ("2",)),
        ("gbf_targets", "2 y 4", ("2", "4")),
    ],
)
def test_short_answers_as_people_give_them(asked: str, text: str, value: object) -> None:
    event = understand(text, at(asked)).event
    assert isinstance(event, events.Told)
    assert event.answers[asked].value == value


def test_praise_of_a_title_agrees_to_it() -> None:
    """Words that only approve are no title."""
    assert understand("yes that is good", at("title")).event == events.Agreed("yes that is good")


def test_lionfish_are_no_lions() -> None:
    """A word inside the name of another animal proposes nothing."""
    text = "les poissons-lions mangent nos récifs et les pêcheurs ne savent pas quoi faire"
    event = understand(text, at("first_words", first=True, answers={})).event
    assert isinstance(event, events.Told)
    assert "gbf_targets" not in event.answers


@pytest.mark.parametrize("asked", ["consent", "country", "scope", "contact_channel", "start_date", "budget", "review"])
def test_content_at_a_closed_question_is_kept(asked: str) -> None:
    """A sentence that answers nothing but says something is added to what was told."""
    text = "giant african snails came to two ports last month"
    event = understand(text, at(asked)).event
    assert isinstance(event, events.Told)
    assert event.more == text
    assert asked not in event.answers


@pytest.mark.parametrize(
    ("asked", "text", "code"),
    [
        ("capacity_level", "les règles et la coordination", "systemic"),
        ("capacity_level", "les règles", "systemic"),
        ("capacity_level", "la loi", "systemic"),
        ("capacity_level", "rules", "systemic"),
        ("capacity_level", "les personnes", "individual"),
        ("assistance_types", "appui juridique", "AT08"),
        ("gap_types", "staff", "staff"),
        ("visibility", "le service d’assistance", "desk"),
        ("scope", "it is for the whole country and its islands", "national"),
        ("scope", "B", "subnational"),
        ("fpic_needed", "2", "no"),
    ],
)
def test_part_of_a_label_chooses_it(asked: str, text: str, code: str) -> None:
    """An option is chosen by its label, by part of it, by an everyday word, by number or by letter."""
    event = understand(text, at(asked)).event
    assert isinstance(event, events.Told)
    value = event.answers[asked].value
    assert (value if isinstance(value, tuple) else (value,)) == (code,)


@pytest.mark.parametrize("asked", ["consent", "delete"])
@pytest.mark.parametrize(
    ("text", "event"),
    [("1", events.Agreed), ("2", events.Declined), ("A", events.Agreed), ("b", events.Declined), ("yes", events.Agreed),
     ("no", events.Declined), ("oui", events.Agreed)],
)  # fmt: skip
def test_yes_and_no_have_places(asked: str, text: str, event: type[Event]) -> None:
    """Where yes or no is asked the first place agrees and the second declines."""
    assert type(understand(text, at(asked)).event) is event


@pytest.mark.parametrize(
    ("text", "kind", "role"),
    [
        ("Kea Trust", "ngo", "ngo"),
        ("Université de Lomé", "academic", "research"),
        ("Ministère de l'environnement", "national_government", "government"),
    ],
)
def test_an_organisation_tells_its_type(text: str, kind: str, role: str) -> None:
    """The answer is the name as typed; type and role are proposed from it."""
    event = understand(text, at("organization")).event
    assert isinstance(event, events.Told)
    assert event.answers["organization"] == Answer(text)
    for key, value in (("organization_type", kind), ("requester_role", role)):
        assert (event.answers[key].value, event.answers[key].source) == (value, Source.INFERRED)


def test_warming_up_in_a_thread_harms_nothing() -> None:
    """Messages read while another thread loads the phrases are read as ever."""
    with ThreadPoolExecutor(4) as pool:
        warming = [pool.submit(warm_up, "2026-11-21", REQUEST) for _ in range(3)]
        read = [pool.submit(understand, "back to the budget", at("objective")) for _ in range(20)]
    assert all(job.exception() is None for job in warming)
    assert {job.result().event for job in read} == {events.Change("budget")}


def test_a_message_from_before_the_question_answers_nothing() -> None:
    """Sent before the question was on the screen: a bare yes or number is not taken, text is kept as more."""
    assert isinstance(understand("2", at(None)).event, events.Unclear)
    assert isinstance(understand("yes", at(None)).event, events.Unclear)
    late = understand("and the nets are torn as well", at(None)).event
    assert isinstance(late, events.Told)
    assert late.more == "and the nets are torn as well"


async def test_the_port_answers_like_the_function() -> None:
    """Awaiting the port gives the same reading."""
    assert await Literal()("skip", at("scope")) == understand("skip", at("scope"))


def test_a_very_long_message_takes_linear_time() -> None:
    """20,000 characters are kept whole and read in well under a second."""
    text = "The reefs of our islands are dying and nobody counts the fish. " * 318
    start = time.perf_counter()
    event = understand(text, at("problem_statement")).event
    assert isinstance(event, events.Told)
    assert event.answers["problem_statement"].value == text.strip()
    assert time.perf_counter() - start < 2


ASKED = st.sampled_from([None, "review", "delete", "lesson", *(field.key for field in REQUEST.fields)])
SCRIPTS = st.text(alphabet="aé1٣万年月日до ньمن لا的不是$€@.+-/,?!😀\n ", max_size=80)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=120), SCRIPTS), asked=ASKED, first=st.booleans())
@example(text="9" * 5_000, asked="gap_types", first=False)  # Python reads no number of more than 4,300 digits.
@example(text="9" * 5_000, asked="review", first=False)
def test_reading_is_total(text: str, asked: str | None, first: bool) -> None:
    """Any text for any question gives one event and raises nothing."""
    reading = understand(text, at(asked, first=first))
    assert reading.event is not None
    assert reading.intent


@pytest.mark.parametrize("asked", ["contact_name", "organization", "country", "beneficiaries_number", "first_words"])
def test_an_address_alone_names_no_organisation(asked: str) -> None:
    """The ministry in "name@ministry.example" is part of an address, and no word of the message."""
    event = understand("marie@ministry.example", at(asked)).event
    assert isinstance(event, events.Told | events.Unclear)
    if isinstance(event, events.Told) and asked != "organization":
        assert "organization" not in event.answers


def test_whoever_is_named_gains_when_that_was_asked() -> None:
    """Asked who gains, a person may well name the rangers."""
    event = understand("our 24 rangers", at("beneficiaries_direct")).event
    assert isinstance(event, events.Told)
    assert event.answers["beneficiaries_number"].value == 24


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("97 00 11 22", "BJ", "97 00 11 22"),
        ("01 97 00 11 22", "BJ", "+2290197001122"),
        ("tel. 66 00 00 11 merci", "TD", "+23566000011"),
        ("+229 97 00 11 22", "BJ", "+229 97 00 11 22"),
        ("555-0100", "", "555-0100"),
        ("2027-06-30", "BJ", None),
        ("2019-2020", "BJ", None),
        ("000000", "BJ", None),
        ("12", "BJ", None),
    ],
)
def test_a_number_of_an_old_plan_is_kept_as_written(text: str, country: str, number: str | None) -> None:
    """In E.164 where the plan of the country knows it, else as its owner writes it; what is no number is refused."""
    held = {"country": Answer((country,))} if country else {}
    event = understand(text, replace(at("contact_channel"), answers=held)).event
    told = event.answers.get("contact_channel") if isinstance(event, events.Told) else None
    assert (told and told.value) == number
    assert number is None or check(Contact(), number) == number


@pytest.mark.parametrize(
    "text", ["send", "Send it!", "yes, send it", "envoyez la demande", "enviar", "отправить", "提交"]
)
def test_a_wish_to_send_is_heard_at_any_question(text: str) -> None:
    """Sending is wished for in any of our languages, at the card and long before."""
    for asked in ("country", "consent", "review", "objective"):
        assert understand(text, at(asked)).event == events.WantsSend()


@pytest.mark.parametrize(
    "text", ["yes, but my minister must agree first", "yes but not now", "oui mais montrez-la au ministre"]
)
def test_a_yes_that_says_more_sends_nothing(text: str) -> None:
    """Nothing leaves on a doubt: a yes to the card that says more than yes is no yes."""
    assert not isinstance(understand(text, at("review")).event, events.Agreed | events.WantsSend)


def test_a_no_to_the_card_keeps_its_words() -> None:
    """Why somebody does not agree to the card reaches the conversation."""
    assert understand("No, my minister objects", at("review")).event == events.Declined("No, my minister objects")


@pytest.mark.parametrize(
    "text",
    [
        "no budget", "there is no budget yet", "pas de budget pour l'instant", "aucun budget", "sin presupuesto",
        "no hay presupuesto", "nenhum orçamento", "sem verba por enquanto", "orçamento ainda por definir",
        "sem dinheiro", "nenhuma verba disponível", "zero", "0",
        "aucun budget disponible", "нет бюджета", "без бюджета", "لا توجد ميزانية", "بدون ميزانية", "没有预算",
        "暂无资金",
    ],
)  # fmt: skip
def test_no_budget_is_a_budget_nobody_knows(text: str) -> None:
    """Who says that there is none yet has answered: the question is not put again."""
    assert understand(text, at("budget")).event == events.DoesNotKnow()


@pytest.mark.parametrize(
    ("text", "value"),
    [("dez de outubro de 2027", "2027-10-10"), ("vinte de abril de 2027", "2027-04-20"),
     ("le cinq mai 2027", "2027-05-05"), ("veintidós de marzo de 2027", "2027-03-22"), ("maio de 2027", "2027-05")],
)  # fmt: skip
def test_the_day_of_a_date_in_words(text: str, value: str) -> None:
    """A number word right before a month is its day."""
    event = understand(text, at("start_date")).event
    assert isinstance(event, events.Told)
    assert event.answers["start_date"].value == value


@pytest.mark.parametrize("asked", ["start_date", "objective", "contact_name", "first_words"])
def test_the_time_of_day_is_neither_an_answer_nor_for_the_library(asked: str) -> None:
    """« Quelle heure est-il » in the middle of a question; what is ours to know is asked of the library still."""
    for text in ("quelle heure est-il", "il est quelle heure", "which day is it today"):
        assert not isinstance(understand(text, at(asked)).event, events.Told), text
    assert understand("quelle heure est-il", at(asked)).event == events.OffTopic()
    assert isinstance(understand("what is the date of the deadline?", at(asked)).event, events.Asked)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("reword the objective", "objective"), ("put the problem better", "problem_statement"),
        ("reformulez le problème", "problem_statement"), ("écrivez le problème plus clairement", "problem_statement"),
        ("reformular el problema", "problem_statement"), ("escrever melhor o objetivo", "objective"),
    ],
)  # fmt: skip
def test_a_field_to_be_put_more_clearly_is_named(text: str, field: str) -> None:
    """A wish for better words with a field's everyday name is about that field."""
    assert understand(text, at("contact_name")).event == events.WantsClearer(field)


ASKED = [question for guide in library.guides() for question in questions(guide) if guide.id not in WISHED]


@pytest.mark.parametrize("text", ASKED)
@pytest.mark.parametrize("asked", ["country", "objective"])
def test_what_a_guide_answers_is_a_question(text: str, asked: str) -> None:
    """Whoever asks who reads along, or whether it costs anything, wishes nothing and answers nothing."""
    assert isinstance(understand(text, at(asked)).event, events.Asked)


@pytest.mark.parametrize(
    "text",
    [
        "who can read my answers?", "will other people see what I type here", "do we have to pay anything?",
        "am I chatting with a real person?", "can my colleague help me fill this in?", "I am in a hurry",
        "qui peut lire mes réponses ?", "il faut payer quelque chose ?", "on peut faire vite ?",
        "¿otros ven lo que escribo aquí?", "¿hay que pagar algo?", "¿qué es este servicio?",
        "outras pessoas veem o que escrevo?", "tenho que pagar alguma coisa?", "meu colega pode me ajudar a preencher?",
        "من يستطيع قراءة إجاباتي؟", "هل يجب أن أدفع شيئا؟", "من انت",
        "кто может читать мои ответы?", "нужно ли что-то платить?", "можно побыстрее?",
        "谁能看到我的回答？", "需要付钱吗？", "能快一点吗？",
    ],
)  # fmt: skip
def test_questions_about_the_service_in_other_words(text: str) -> None:
    assert isinstance(understand(text, at("objective")).event, events.Asked)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("c'est privé", events.Skipped()),
        ("how do I delete my data?", events.WantsDelete()),
        ("who could I speak to? put me through to somebody", events.WantsHuman()),
    ],
)
def test_a_wish_beside_words_of_a_question(text: str, event: Event) -> None:
    """Without a question mark it answers; what is asked how to do is done, or offered."""
    assert understand(text, at("objective")).event == event


def test_first_words_with_everything_in_them() -> None:
    """Where is no title; the languages of the help are no gap; what is quoted ends with its clause."""
    told = understand(
        "En Haïti et en République dominicaine, le poisson-lion vide nos récifs. Il faut former 120 pêcheurs "
        "et acheter du matériel, de mars 2027 à août 2028.",
        at(None),
    ).event
    assert isinstance(told, events.Told)
    assert told.answers["scope"].value == "regional"
    assert str(told.answers["title"].value).startswith("Le poisson-lion")
    assert told.answers["assistance_types"].words == "former 120 pêcheurs et acheter du matériel"


def test_the_languages_of_the_help_are_no_gap() -> None:
    """ "In Russian and English" says how to help, not what is missing; a barrier of language still does."""
    told = understand("Борщевик на пастбищах, обучить чабанов на русском и английском языках", at(None)).event
    assert isinstance(told, events.Told)
    assert "gap_types" not in told.answers
    told = understand("Our rangers face a language barrier, the manuals are only in English", at(None)).event
    assert isinstance(told, events.Told)
    assert "language" in str(told.answers["gap_types"].value)


def test_a_name_under_the_card_is_whose_it_is() -> None:
    """As one signs what is to be sent; not twice, and a word or a country is none."""
    told = understand("Adjoa Dossou", at("review")).event
    assert told == events.Told({"contact_name": Answer("Adjoa Dossou")}, correction=True)
    known = at("review", answers={"contact_name": Answer("Ada Lovelace")})
    for text, situation in (("Adjoa Dossou", known), ("Hmm", at("review")), ("Costa Rica", at("review"))):
        event = understand(text, situation).event
        assert not isinstance(event, events.Told) or "contact_name" not in event.answers
