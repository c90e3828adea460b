"""Say back in one sentence what was understood."""

from __future__ import annotations

from collections.abc import Mapping

from bot.display import display, flowing, label
from bot.render.fit import excerpt
from dialogs.answers import Answer
from dialogs.effects import Compare, Heard, Offer
from dialogs.words import names, say

ORDER = (
    "country",
    "other_countries",
    "places",
    "beneficiaries_number",
    "start_date",
    "end_date",
    "budget",
    "delivery_language",
    "contact_name",
    "organization",
    "contact_channel",
)
"""Facts worth saying back, in the order a sentence takes them; proposals of ours wait for the card."""

ABOUT = ("title", "first_words", "problem_statement")
"""What the matter is, best wording first."""

LONGEST = 90  # characters of a person's own words that are said back; chosen for a phone screen


def sentence(heard: Heard, language: str) -> str:
    """One sentence; "" when nothing was understood that is worth saying back."""
    known = {key: held for key, held in heard.facts.items() if isinstance(held, Answer)}
    if heard.corrected:
        return _plainly("heard.corrected", known, language)
    if not known.keys() & {*ABOUT, *ORDER}:
        return _plainly("heard.noted", known, language)
    about = next((known[key] for key in ABOUT if key in known), None)
    parts = [say("heard.about", language, value=excerpt(flowing(str(about.value), language), LONGEST))] if about else []
    parts += [_fact(key, known[key], language, foreign=heard.foreign) for key in ORDER if key in known]
    # The person is asked once to say what is wrong; later facts are said back briefly.
    return say("heard.intro" if about else "heard.also", language, facts=names.listed(parts, language))


def compared(change: Compare, language: str) -> str:
    """What an answer is and what it would become, each on its line."""
    held = change.held
    told = display(change.field, held.value, language) if isinstance(held, Answer) else say("say.open-field", language)
    was, becomes = (flowing(text, language) for text in (told, display(change.field, change.becomes.value, language)))
    start = _parting(was, becomes)
    return say(
        "heard.compared",
        language,
        label=label(change.field, language),
        was=excerpt(_from(was, start), LONGEST),
        becomes=excerpt(_from(becomes, start), LONGEST),
    )


def offered(offer: Offer, language: str) -> str:
    """Both wordings of an answer, whole: nobody agrees to what they did not see."""
    return say("heard.clearer", language, label=label(offer.field, language), was=offer.was, becomes=offer.becomes)


def _parting(was: str, becomes: str) -> int:
    """Where two texts are shown from so that their difference can be seen: some words before the first one."""
    whole = min(len(was), len(becomes))  # One goes on where the other ends.
    same = next((at for at, (one, other) in enumerate(zip(was, becomes, strict=False)) if one != other), whole)
    return 0 if same < LONGEST // 2 else was.rfind(" ", 0, same - LONGEST // 4) + 1


def _from(text: str, start: int) -> str:
    return f"… {text[start:]}" if start else text


def _plainly(id: str, known: Mapping[str, Answer], language: str) -> str:
    """Labels and values; "" for none."""
    facts = [_labelled(key, held, language) for key, held in known.items()]
    return say(id, language, facts=say("list.separator", language).join(facts)) if facts else ""


def _fact(key: str, held: Answer, language: str, *, foreign: bool) -> str:
    value = held.value
    if key == "country" and isinstance(value, tuple):
        return names.listed([names.in_country(code, language) for code in value], language)
    if key == "delivery_language" and isinstance(value, tuple):
        spoken = names.listed([names.language_name(code, language) for code in value], language)
        return say("heard.fact.delivery_language", language, value=spoken)
    if key == "beneficiaries_number" and held.words:  # "60 households" are not sixty people.
        return say("heard.people-quoted" if foreign else "heard.people", language, value=excerpt(held.words, LONGEST))
    shown = excerpt(display(key, value, language), LONGEST)
    return say(f"heard.fact.{key}", language, value=shown, n=value if isinstance(value, int) else 1)


def _labelled(key: str, held: Answer, language: str) -> str:
    value = excerpt(display(key, held.value, language), LONGEST)
    return say("heard.fact", language, label=label(key, language), value=value)
