"""Questions for the meaning of a word: "what is an OECM?" asks for one term and nothing else."""

from __future__ import annotations

import re

from knowledge.names import fold

_FRAMES = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        r"""^(?:what\ (?:is\ the\ meaning\ of|is|are|does|do\ you\ mean\ by)|who\ (?:is|are)|what'?s|
            define|meaning\ of|explain)\s+
            (?:(?:an?|the)\s+)?(?P<term>.+?)(?:\ mean|\ stand\ for)?$""",
        r"""^(?:qu'?\s?est[-\ ]ce\ qu(?:e\ c'?est\ qu)?(?:e\ |')|c'?est\ quoi|
            qu(?:e\ voulez-vous\ dire|'?\s?entendez-vous)\ par|qui\ est|que\ veut\ dire|que\ signifie|
            definition\ d(?:e\ |')|definir)
            \s*(?:(?:une|un|les|le|la|des)\s+|l')?(?P<term>.+)$""",
        r"""^(?:que\ (?:es|son|significa|quiere\ decir(?:\ con)?)|a\ que\ se\ refieren?\ con|
            quien\ es|definicion\ de)\s+
            (?:(?:una|un|el|las|la|los)\s+)?(?P<term>.+)$""",
        r"""^(?:o\ que\ (?:e|sao|significa|quer\ dizer(?:\ com)?)|que\ e|quem\ e|definicao\ de)\s+
            (?:(?:uma|um|os|o|as|a)\s+)?(?P<term>.+)$""",
        r"^(?:что\ (?:такое|значит|означает)|кто\ такой|что\ это\ такое)\s+(?P<term>.+)$",
        r"^(?:ما\ (?:هو|هي|معني|المقصود\ ب)|من\ (?:هو|هي)|ماذا\ يعني)\s*(?P<term>.+)$",
        r"^(?:什么是|何谓|谁是)\s*(?P<term>.+)$",
        r"^(?P<term>.+?)(?:是什么意思|是什么|什么意思)$",
    )
)
_LONGEST = 60  # A term is shorter; anything longer is a question of its own.


def asked_terms(text: str) -> tuple[str, ...]:
    """What the text may ask the meaning of: what stands in a question for a meaning, else the text itself; folded.

    Empty for anything too long to be a term.
    """
    folded = fold(text).strip(" \t\n?.!¿¡؟？。«»\"'“”")
    inner = next((match.group("term") for frame in _FRAMES if (match := frame.match(folded))), folded)
    term = inner.strip(" ?.!؟？。«»\"'“”")
    if not term or len(term) > _LONGEST:
        return ()
    return tuple(dict.fromkeys((term, term.removesuffix("s"))))
