"""What the assistant says besides its questions: `Say`, `Refuse` and `Explain` in words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.display import display, label, standing
from bot.render import elsewhere
from bot.render.service import Service
from dialogs.answers import Answer, Money, Value
from dialogs.effects import Explain, Refuse, Say
from dialogs.state import State
from dialogs.words import AVAILABLE, OWN_NAMES, has, names, say

BOUNDS = {"megabytes": 10, "files": 10, "room": 50}
"""What people are told of the limits of `bot/attachments.py`; a test holds them to each other."""


def said(effect: Say, language: str, service: Service, state: State) -> str:
    """The wording of a message with everything it may name filled in."""
    language = _tongue(effect, language)
    text = say(f"say.{_truthful(effect.message, state)}", language, **_values(effect.values, language, service, state))
    if effect.message == "delete-done" and "when" in effect.values:
        id = "say.receipt-codes" if effect.values.get("codes") else "say.receipt"
        return f"{text}\n{say(id, language, **_values(effect.values, language, service, state))}"
    if effect.message != "welcome":
        return text
    beside = ("say.welcome-model",) * bool(service.model) + ("say.welcome-demo",) * service.demo
    return "\n".join([text, *(say(id, language, **service.values(language)) for id in beside)])


def refused(effect: Refuse, language: str) -> str:
    return say(f"refuse.{effect.reason if has(f'refuse.{effect.reason}', 'en') else 'unclear'}", language)


def explained(effect: Explain, language: str) -> str:
    """Why a question is asked, and an example of an answer; "" for a question that has neither."""
    if not has(f"why.{effect.field}", "en"):
        return ""
    return f"{say(f'why.{effect.field}', language)}\n{example(effect.field, language)}"


def example(field: str, language: str) -> str:
    return say("say.example", language, example=say(f"example.{field}", language))


def kept(state: State) -> bool:
    """Whether the person agreed that the answers are kept."""
    held = state.answers.get("consent")
    return isinstance(held, Answer) and held.value == "yes"


def _tongue(effect: Say, language: str) -> str:
    """The language to say it in: that we do not speak a language yet is said in that very language, where we can."""
    wanted = effect.values.get("language")
    own = (
        effect.message == "language-unavailable" and isinstance(wanted, str) and has("say.language-unavailable", wanted)
    )
    return str(wanted) if own else language


def _truthful(message: str, state: State) -> str:
    """Nobody is told that answers are kept who did not agree to it."""
    return f"{message}-not-kept" if message in ("paused", "timed-out") and not kept(state) else message


def _values(given: Mapping[str, Value], language: str, service: Service, state: State) -> dict[str, object]:
    stage = state.stage or ("desk" if state.with_desk else "sent")
    named = {name: _shown(name, value, language) for name, value in given.items()}
    if "language" in named:
        named["languages"] = say("list.comma", language).join(apart(OWN_NAMES[code]) for code in AVAILABLE)
    return {"stage": standing(stage, language), **service.values(language), **named}


def _shown(name: str, value: Value, language: str) -> object:
    match name, value:
        case "channel", str():
            return elsewhere.name(value, language)
        case "names", tuple():
            return names.listed([_quoted(name, language) for name in value], language)
        case "when", str():
            return f"{names.date(value[:10], language)}, {value[11:]}"
        case "codes", tuple():
            return say("list.comma", language).join(str(code) for code in value)
        case "why", str():
            return say(f"reading.{value}", language)
        case "reason", str():
            return say(f"attachment.{value}", language, **BOUNDS)
        case "field", str():
            return label(value, language)
        case "question", str():
            return say(f"ask.{value}", language)
        case "name", str():
            return apart(value)
        case "day", str():
            return names.date(value, language)
        case "fields", tuple():
            labels = (label(key, language) for key in value)
            return say("list.separator", language).join(text[:1].lower() + text[1:] for text in labels)
        case "stage", str():
            return standing(value, language)
        case "language", str():
            return names.language_name(value, language)
        case "n", int():
            return value
        case _, int() | Money() | tuple():
            return display(name, value, language)
        case _:
            return value


def _quoted(name: str, language: str) -> str:
    """A file's name, apart from the sentence."""
    return say("say.file-name", language, name=apart(name))


def apart(name: str) -> str:
    """A name that keeps its own direction, and gives none to the sentence around it."""
    return f"\u2068{name}\u2069"
