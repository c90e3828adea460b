"""Rules on what would last: awareness is not capacity; who teaches on, who maintains, what risk was weighed."""

from __future__ import annotations

from dialogs.coach.case import Case, missing
from dialogs.coach.lexicon import prepare

_TRAINING = frozenset({"AT01", "AT02"})
_TECHNOLOGY = frozenset({"AT04"})
_PLANNED = ("objective", "outputs", "assistance_details")
"""Where people say what is to be done."""

_WORDS_OF_A_RISK = 3


def more_than_awareness(case: Case) -> str | None:
    """Knowing of a problem changes nothing by itself: what will people do then?"""
    signs = case.signs
    return None if signs.has("results") or signs.stated or signs.has("states") else signs.first("awareness") or None


def taught_on(case: Case) -> str | None:
    """Whoever was trained moves on: who trains the next person?"""
    trains = _TRAINING & {*case.codes_of("assistance_types")} or _planned(case, "training")
    return missing(not trains or case.signs.has("succession"))


def maintained(case: Case) -> str | None:
    """Technology breaks: who maintains it?"""
    return missing(not _brings_technology(case) or case.signs.has("upkeep"))


def weighed(case: Case) -> str | None:
    """Technology, and whatever is set free, can do harm: what risk was assessed?"""
    risky = _brings_technology(case) or _planned(case, "risky")
    told = case.signs.length >= _WORDS_OF_A_RISK and case.signs.lexicon.pattern("nothing").fullmatch(
        case.signs.words.folded.strip(" .!\n")
    ) is None  # fmt: skip
    return missing(not risky or told)


def _brings_technology(case: Case) -> bool:
    wanted = bool(_TECHNOLOGY & {*case.codes_of("assistance_types")})
    return wanted or "equipment" in case.codes_of("gap_types")


def _planned(case: Case, name: str) -> bool:
    return any(case.signs.lexicon.has(name, prepare(case.text_of(key))) for key in _PLANNED)
