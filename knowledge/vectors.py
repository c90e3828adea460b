"""What the model makes of texts that people wait for: what waits at the same moment is embedded in one go.

One short text costs mostly the reading of the model's weights, which many texts share: sixteen take a fifth of the time
each. Nobody waits for company: what has gathered while the thread was busy goes together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from knowledge.embed import Embedder

MOST = 32
"""Texts in one go, so that searches run in between."""


class Asked:
    """A text on its way to its vector."""

    __slots__ = ("_error", "_vector", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._vector: Sequence[float] = ()
        self._error: Exception | None = None

    def answer(self, vector: Sequence[float]) -> None:
        self._vector = vector

    def fail(self, error: Exception) -> None:
        self._error = error

    @property
    def vector(self) -> Sequence[float]:
        """Once `Vectors.work` was called after it was asked.

        Raises:
            KnowledgeUnavailable: the model is missing or is not the one it should be.
        """
        if self._error:
            raise self._error
        return self._vector


class Vectors:
    """Texts are asked for anywhere; `work` is for the one thread that embeds, to be called once for each of them."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._waiting: deque[Asked] = deque()

    def ask(self, text: str) -> Asked:
        asked = Asked(text)
        self._waiting.append(asked)
        return asked

    def work(self) -> None:
        """Embed the text that has waited longest, and what waits with it; nothing when that was done before."""
        taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST))]
        if taken:
            self._embed(taken)

    def _embed(self, taken: Sequence[Asked]) -> None:
        try:
            for asked, vector in zip(taken, self._embedder.queries([each.text for each in taken]), strict=True):
                asked.answer(vector)
        except Exception as error:
            if len(taken) > 1:  # One bad text harms no other.
                for asked in taken:
                    self._embed([asked])
            else:
                taken[0].fail(error)
