"""What a text leans to by its meaning: towards which targets a problem does, and which wish a short remark is like.

What was learnt from examples lies in `data/target_leanings.json` and `data/wish_leanings.json`, made by
`data/generate_leanings.py` with the embedding model that comes with the installation. It holds for that model only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NONE = "-"
"""The code of what speaks of no target."""
ANSWER = "answer"
"""The name of what wishes nothing of us: it tells or answers."""


@dataclass(frozen=True, slots=True, eq=False)
class Leanings:
    """A straight line through the space of a model for each code."""

    model: str
    """SHA-256 of the model's files, as `knowledge.embed.Model.hash` has it."""
    codes: tuple[str, ...]
    weights: NDArray[np.float64]
    """By code, then by dimension."""
    bias: NDArray[np.float64]

    def of(self, vector: Sequence[float]) -> Mapping[str, float]:
        """The logarithm of each code's share; the shares add up to one.

        `vector` is what the model made of a text, of any length.
        """
        import numpy as np  # Whoever has a vector has an embedding model, which has loaded it.

        text = np.asarray(vector)
        length = math.sqrt(text @ text) or 1.0
        scores: list[float] = (self.weights @ text / length + self.bias).tolist()
        most = max(scores)
        total = most + math.log(sum(math.exp(score - most) for score in scores))
        return {code: score - total for code, score in zip(self.codes, scores, strict=True)}


@cache
def targets() -> Leanings:
    """Towards the 23 targets and `NONE`."""
    return _read("target_leanings.json")


@cache
def wishes() -> Leanings:
    """Towards what people ask of the conversation, by the names of intents, and `ANSWER`."""
    return _read("wish_leanings.json")


def _read(name: str) -> Leanings:
    import numpy as np

    read = json.loads(files("bot.understanding").joinpath("data", name).read_text(encoding="utf-8"))
    return Leanings(
        model=read["model"],
        codes=tuple(read["codes"]),
        weights=np.array(read["weights"]),
        bias=np.array(read["bias"]),
    )
