"""Effects become messages: one question last, a person always at hand, nothing longer than the channel carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Limits
from bot.message import Outbound
from bot.render import Service, render
from bot.render.fit import excerpt, pieces
from bot.render.hits import found
from bot.taps import LONGEST, parse
from dialogs.answers import Answer, Gap, Money, Note, Source
from dialogs.asking import options
from dialogs.effects import (
    Ask,
    Card,
    Effect,
    Explain,
    Export,
    GiveLink,
    Heard,
    Judge,
    Refuse,
    Say,
    Show,
    ShowMore,
)
from dialogs.events import Hit
from dialogs.form import Depth
from dialogs.forms.request import REQUEST
from dialogs.state import Phase, State
from dialogs.words import AVAILABLE, OWN_NAMES

WEB = Limits(text=20_000, options=40, label=120, cards=True, deduplicates=True)
PLAIN = Limits(text=20_000, options=0, label=60, cards=False, deduplicates=False)
SMALL = Limits(text=600, options=5, label=20, cards=False, deduplicates=False)
SERVICE = Service("the Help Desk", "Montreal", "help@desk.example")
STATE = State(1, phase=Phase.ASKING, asked="country", trail=("first_words", "country"), draft="fish", asked_as="where")
HIT = Hit(
    document="practice:12",
    title="Divers and cooks against lionfish",
    why=(("meaning", "lionfish"), ("meaning", "reef"), ("same-region", "Caribbean"), ("island-state", "")),
    country=("BZ",),
    year="2019",
    source="https://example.org/12",
    summary="Fishers hunt on fixed days and sell the catch.",
)


def shown(
    *effects: Effect, language: str = "en", limits: Limits = WEB, state: State = STATE, service: Service = SERVICE
) -> tuple[Outbound, ...]:
    return render(effects, language=language, limits=limits, service=service, state=state)


def labels(message: Outbound) -> list[str]:
    return [option.label for option in message.options]


def acts(messages: Sequence[Outbound]) -> list[str]:
    return [parsed.argument for o in messages[-1].options if (parsed := parse(o.tap)) and parsed.verb == "do"]


def test_a_place_stands_before_the_region() -> None:
    """Where the source names a place that is no country, people read the place; a country comes before it."""
    place = replace(HIT, country=(), region="Caribbean", place="Bonaire")

    assert found(place, 4, "en").place_and_year == "Bonaire, 2019"
    assert found(replace(place, place=""), 4, "en").place_and_year == "Caribbean, 2019"
    assert found(replace(place, country=("BZ",)), 4, "en").place_and_year == "Belize, 2019"


@pytest.mark.parametrize(("language", "begins"), [("es", "Todavía no respondo"), ("sm", "I do not speak")])
def test_a_language_we_lack_is_regretted_in_itself(language: str, begins: str) -> None:
    """While there is no Spanish that is said in Spanish; of a language nobody wrote a word in, in our own.

    Either way those we answer in follow by their own names.
    """
    (message,) = shown(Say("language-unavailable", {"language": language}), Ask("country"))
    assert message.text.startswith(begins)
    assert all(OWN_NAMES[code] in message.text for code in AVAILABLE)


def test_what_was_added_later_stands_apart_on_the_card() -> None:
    """Two things said at different times do not run into one sentence."""
    held = {"problem_statement": Answer("our reefs die\nsince 2023 in Ba")}
    (message,) = shown(Card(held), Ask("review"))
    assert message.lines[0].value == "our reefs die / since 2023 in Ba"


def test_later_facts_are_said_back_briefly() -> None:
    """Only first words are followed by the request to say what is wrong; a later fact is noted in a few words."""
    (first,) = shown(Heard({"first_words": Answer("rats"), "country": Answer(("FJ",))}), Ask("consent"))
    (later,) = shown(Heard({"end_date": Answer("2028-06", Source.READ)}), Ask("consent"))
    assert "Tell me if that is not right." in first.text
    assert later.text.startswith("Noted: to be done by June 2028.\n")


def test_what_is_said_joins_the_question() -> None:
    """One message, the question last."""
    (message,) = shown(Refuse("country", "not-a-country"), Ask("country", manner="short"))
    assert message.kind == "ask"
    assert message.text == "I do not recognise the country.\n\nPlease write the name of the country."


def test_the_first_screen_says_who_where_and_whom_to_ask() -> None:
    """Operator, place of the data and a human contact; examples are announced only in a demonstration."""
    (message,) = shown(Say("welcome"), Ask("first_words"))
    assert all(named in message.text for named in (SERVICE.operator, SERVICE.data_place, SERVICE.contact))
    assert "invented" not in message.text
    (message,) = shown(Say("welcome"), Ask("first_words"), service=replace(SERVICE, demo=True))
    assert "invented" in message.text


def test_cases_come_before_the_question_with_what_leads_to_them() -> None:
    """Two messages: what was heard and found, then the question."""
    found, asked = shown(Heard({"first_words": Answer("Lionfish!")}), Say("hits-intro"), Show((HIT,)), Ask("country"))
    assert (found.kind, asked.kind) == ("hits", "ask")
    assert found.text.startswith("I understand: it is about “Lionfish!”.")
    (case,) = found.found
    assert (case.place_and_year, case.source) == ("Belize, 2019", HIT.source)
    assert case.why == "close in meaning: lionfish, reef; same region (Caribbean); also a small island State"
    assert [parsed.verb for o in case.options if (parsed := parse(o.tap))] == ["more", "example", "not-relevant"]


def test_nothing_is_invented_about_a_case() -> None:
    """Where place or year are not known, the case says so; an invented example says that it is."""
    (message,) = shown(Show((replace(HIT, country=(), year="", demo=True),)), language="fr")
    assert message.found[0].place_and_year == "pays non indiqué, année non indiquée"
    assert message.found[0].title.startswith("Exemple inventé")


def test_a_channel_without_cards_reads_the_same_case() -> None:
    """Title, place, reason, source and what to type all stand in the text."""
    state = replace(STATE, shown=(HIT.document,))
    (message,) = shown(Show((HIT,)), limits=PLAIN, state=state)
    assert all(part in message.text for part in (f"A) {HIT.title}", "Belize, 2019", "Caribbean", HIT.source))
    assert "Tell me more A" in message.text


def test_a_document_with_a_long_id_has_no_buttons() -> None:
    """Somebody's own library may name documents as it likes."""
    (message,) = shown(Show((replace(HIT, document="x" * 80),)))
    assert message.found[0].options == ()


def test_the_whole_text_of_a_case_or_the_truth() -> None:
    """Tell me more shows all of it; a document that is gone is said to be gone."""
    whole = render(
        (ShowMore(HIT.document),),
        language="en",
        limits=WEB,
        service=SERVICE,
        state=STATE,
        documents={HIT.document: HIT},
    )
    assert HIT.summary in whole[0].text
    assert HIT.source in whole[0].text
    assert shown(ShowMore("gone"))[0].text == "That text is no longer available."


HELD = {
    "country": Answer(("JM",), Source.READ, "in Jamaica", confirmed=False),
    "problem_statement": Answer("Lionfish eat the reef."),
    "first_words": Answer("lionfish"),
    "budget": Answer(Money(50000, "USD")),
    "evidence": Gap("will_ask"),
    "places": Note("over there somewhere"),
}
REVIEWING = replace(STATE, phase=Phase.REVIEWING, asked="review", answers=HELD)


def test_the_card_marks_proposals_and_the_words_behind_them() -> None:
    """A line per answer, gap and open field; only what we concluded is marked, with its proof."""
    (message,) = shown(Card(HELD, open=("objective",)), Ask("review"), state=REVIEWING)
    lines = {line.label: line for line in message.lines}
    assert message.kind == "card"
    assert [label for label, line in lines.items() if line.proposed] == ["Country"]
    assert lines["Country"].because == "in Jamaica"
    assert lines["Country"].change == "fish.where|change|country"
    assert lines["Rough cost"].value == "50,000 US dollars"
    assert lines["How we know"].value == "to be asked"
    assert lines["Places"].value == "in your words: over there somewhere"
    assert lines["The change we want"].value == "not answered yet"
    assert "In your own words" not in lines


def test_before_sending_the_truth_is_told() -> None:
    """Who has read it, what it is not, and that no money is promised, with the card; afterwards that it still holds."""
    (message,) = shown(Card(HELD), Ask("review", terms="full"), state=REVIEWING)
    (after,) = shown(Card(HELD), Ask("review", terms="short"), state=REVIEWING)
    assert "still holds" in after.text
    assert len(after.text) < 200
    for promise in ("team has not read", "technically could", "not an official communication", "no money is promised"):
        assert promise in message.text
    assert labels(message)[:4] == ["Send it", "Make it stronger", "Change something", "Stop here for now"]
    assert message.options[0].primary


def test_at_full_depth_nothing_is_stronger() -> None:
    """A button that leads nowhere is not shown."""
    (message,) = shown(Card(HELD), Ask("review"), state=replace(REVIEWING, depth=Depth.FULL))
    assert "stronger" not in acts([message])


def test_the_card_reads_whole_as_text() -> None:
    """Without drawn lines, values, marks and numbers to choose by stand in the text."""
    (message,) = shown(Card(HELD), Ask("review"), state=REVIEWING, limits=PLAIN)
    assert "Country: Jamaica (my proposal, because you wrote “in Jamaica”)" in message.text
    assert "1. Send it\n2. Make it stronger\n3. Change something\n4. Stop here for now" in message.text


def test_a_card_in_the_middle_stands_before_the_open_question() -> None:
    """Looking at the request does not lose the question."""
    card, asked = shown(Card(HELD), Ask("country"))
    assert (card.kind, asked.kind) == ("card", "ask")
    assert card.lines
    assert not asked.lines


def test_a_secret_link_stands_in_its_own_message() -> None:
    """The link comes with what it opens; the question follows."""
    effects = (Say("submitted", {"code": "KUMA-4827"}), GiveLink(), Ask("lesson"))
    links = {"page": "/p/secret"}
    said, asked = render(effects, language="en", limits=WEB, service=SERVICE, state=STATE, links=links)
    assert (said.link, asked.link) == ("/p/secret", "")
    assert "KUMA-4827" in said.text
    assert asked.kind == "ask"


def test_without_a_link_none_is_spoken_of() -> None:
    """Nobody is told to keep a link they did not get."""
    (message,) = shown(Say("paused"), GiveLink())
    assert message.link == ""
    assert "link" not in message.text


def test_nobody_is_told_that_answers_are_kept_who_did_not_agree() -> None:
    """Pausing says what really happens."""
    kept = replace(STATE, answers={"consent": Answer("yes")})
    assert "erased after 24 hours" in shown(Say("paused"))[0].text
    assert "kept until you come back" in shown(Say("paused"), state=kept)[0].text


def test_everything_held_is_given_as_a_file() -> None:
    """The file has its own message; the open question follows."""
    file, asked = shown(Export(), Say("export"), Ask("country"))
    assert (file.kind, file.link) == ("file", "/file/everything.json")
    assert asked.kind == "ask"


def test_help_says_why_and_how() -> None:
    """The reason, an example, and the plain question again."""
    (message,) = shown(Explain("country"), Ask("country"))
    assert "For example:" in message.text
    assert message.text.endswith("Which country is this for?")


def test_what_is_done_elsewhere_says_nothing() -> None:
    """Effects that only change what is stored leave no message."""
    assert shown(Judge("practice:12", "example")) == ()
    assert shown() == ()


def test_an_answer_that_is_changed_is_shown_first() -> None:
    """Going back to a question shows what is held."""
    state = replace(STATE, answers={"country": Answer(("JM",))})
    assert shown(Ask("country"), state=state)[0].text.startswith("So far: Jamaica\n")


def test_a_correction_is_said_back() -> None:
    """What changed, in the form it is kept."""
    (message,) = shown(Heard({"country": Answer(("KE",))}, corrected=True), language="fr")
    assert message.text == "C’est corrigé. Pays\u00a0: Kenya."


def test_what_was_heard_is_one_sentence() -> None:
    """The matter first, then where, for whom and by when; proposals wait for the card."""
    facts = {
        "beneficiaries_number": Answer(12),
        "gbf_targets": Answer(("6",), Source.INFERRED, "lionfish", confirmed=False),
        "country": Answer(("JM",)),
        "first_words": Answer("les poissons-lions mangent nos récifs"),
    }
    (message,) = shown(Heard(facts), language="fr")
    assert message.text == (
        "Si je comprends bien\u00a0: il s’agit de «\u00a0les poissons-lions mangent nos récifs\u00a0», en Jamaïque et "
        "pour 12 personnes environ. Dites-moi si ce n’est pas exact."
    )


def test_the_counter_travels_with_the_question() -> None:
    """Drawn by the channel, or read in the text."""
    (web,) = shown(Ask("country", number=2, total=6))
    (plain,) = shown(Ask("country", number=2, total=6), limits=PLAIN, language="fr")
    assert web.counter == "2 of at most 6"
    assert "2 of at most 6" not in web.text
    assert plain.text.startswith("(2 sur 6 au plus)\n")


@pytest.mark.parametrize("language", AVAILABLE)
@pytest.mark.parametrize("manner", ["plain", "short", "example"])
@pytest.mark.parametrize("limits", [WEB, PLAIN, SMALL], ids=["web", "plain", "small"])
def test_every_question_can_be_put(language: str, manner: str, limits: Limits) -> None:
    """Each field, in each manner, on each kind of channel: words, a person at hand, taps that fit, labels that fit."""
    for field in REQUEST.fields:
        ask = Ask(field.key, options=options(field), manner=manner)  # type: ignore[arg-type]
        messages = shown(ask, language=language, limits=limits, state=replace(STATE, asked=field.key))
        assert "person" in acts(messages), field.key
        assert all(len(m.text) <= limits.text for m in messages)
        assert len(messages[-1].options) <= (limits.options or 99)
        assert all(len(o.label) <= limits.label and len(o.tap.encode()) <= LONGEST for o in messages[-1].options)
        reachable = [o for o in messages[-1].options if "|pick|" in o.tap]
        numbered = sum(line.split(".")[0].isdecimal() for m in messages for line in m.text.splitlines())
        assert max(len(reachable), numbered) >= len(ask.options), field.key


def test_a_question_we_cannot_do_without_is_not_skipped_at_first() -> None:
    """Skipping it is offered after two misses."""
    assert not {"skip", "unknown"} & set(acts(shown(Ask("country"))))
    patient = shown(Ask("country", manner="example"), state=replace(STATE, misses=2))
    assert {"skip", "unknown"} <= set(acts(patient))


def test_a_message_without_a_question_still_offers_a_person() -> None:
    """Also when the conversation is closed; never while a person of the desk holds it."""
    assert acts(shown(Say("delete-done"))) == ["person"]
    assert acts(shown(Say("cancelled"), state=replace(STATE, phase=Phase.CANCELLED))) == ["undo", "restart", "person"]
    assert shown(Say("paused"), state=replace(STATE, with_desk=True))[0].options == ()


def test_a_failure_is_told_with_a_way_on() -> None:
    """An honest sentence and a person."""
    message = SERVICE.failure("fr")
    assert message.kind == "error"
    assert SERVICE.contact in message.text
    assert acts([message]) == ["person"]


@given(st.text(alphabet=st.sampled_from("aé \n👩‍👧🏽🇫🇷\u0301\u200d字"), max_size=400), st.integers(20, 80))
def test_nothing_is_lost_in_splitting(text: str, most: int) -> None:
    """All but blanks at the cuts arrives, in pieces that fit."""
    cut = pieces(text, most)
    assert all(len(piece) <= most for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


def test_no_piece_ends_within_a_sign() -> None:
    """Flags, skin tones, families and accents stay whole."""
    for sign in ("🇫🇷", "👍🏽", "👩‍👧", "e\u0301"):
        for piece in pieces(sign * 40, 25):
            assert piece.replace(sign, "") == ""


def test_text_is_cut_where_people_pause() -> None:
    """Between paragraphs first, then lines, then words."""
    assert pieces("one two\n\nthree four", 12) == ("one two", "three four")
    assert pieces("one two three", 8) == ("one two", "three")
    assert pieces("", 8) == ("",)
    assert excerpt("one two three", 8) == "one two…"


def test_long_messages_keep_their_buttons_on_the_last_piece() -> None:
    """However long the reply, the question and its buttons come last."""
    *early, last = shown(
        Explain("contact_name"), Say("handed-off"), Ask("contact_name"), limits=replace(SMALL, text=200)
    )
    assert early
    assert not any(message.options for message in early)
    assert "person" in acts([last])


def test_nobody_is_asked_for_an_address_twice() -> None:
    """The question that invites name, organisation and address asks for the name alone once an address is told."""
    ask = Ask("contact_name")
    first = shown(ask, state=STATE)[-1].text
    told = replace(STATE, answers={**STATE.answers, "contact_channel": Answer("a@b.org")})
    again = shown(ask, state=told)[-1].text
    assert "e-mail" in first
    assert "e-mail" not in again
