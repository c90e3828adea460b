"""Writes target_leanings.json and wish_leanings.json beside itself: what examples teach about targets and wishes.

Targets are learnt from target_examples.txt and the library's targets, wishes from the phrases of intents.txt and
answers.txt. A multinomial regression over the vectors of the bundled embedding model. Some minutes; run it again after
the examples change: python -m bot.understanding.data.generate_leanings
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.understanding.leanings import ANSWER, NONE
from bot.understanding.lexicon import LANGUAGES, read
from knowledge.embed import Embedder, open_embedder

HERE = Path(__file__).parent
LIBRARY = HERE.parents[2] / "knowledge" / "library" / "targets.jsonl"
TARGETS = (*map(str, range(1, 24)), NONE)
WISHES = (
    "help", "question", "repeat", "dont_know", "review", "skip", "pause", "back", "human", "cancel", "restart",
    "thanks", "greeting", ANSWER,
)  # fmt: skip
BESIDE = 0.5
"""What a further target of an example counts beside its first."""
TARGET_SIZE, WISH_SIZE = 0.01, 0.003
"""How much large weights are held down: the more examples there are, the less."""
STEPS, RATE = 500, 2.0

Array = npt.NDArray[np.float32]
Example = tuple[tuple[str, ...], str]
"""Codes, the most fitting first, and words."""


def main() -> None:
    embedder = open_embedder()
    _write("target_leanings.json", embedder, TARGETS, list(_targets()), TARGET_SIZE)
    _write("wish_leanings.json", embedder, WISHES, list(_wishes()), WISH_SIZE)


def _write(name: str, embedder: Embedder, codes: Sequence[str], examples: Sequence[Example], size: float) -> None:
    vectors = np.array(embedder.documents([text for _, text in examples]), dtype=np.float32)
    weights, bias = learn(vectors, [_shares(each, codes) for each, _ in examples], size)
    made = {
        "model": embedder.model.hash,
        "codes": codes,
        "weights": [[round(float(value), 3) for value in row] for row in weights.T],
        "bias": [round(float(value), 3) for value in bias],
    }
    (HERE / name).write_text(json.dumps(made) + "\n", encoding="utf-8")


def learn(vectors: Array, shares: list[list[float]], size: float) -> tuple[Array, Array]:
    """Weights (dimensions by codes) and biases that make of a vector of length one the shares of the codes."""
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    middle = vectors.mean(axis=0)
    centred = vectors - middle
    wanted = np.array(shares, dtype=np.float32)
    many = wanted.shape[1]
    weights = np.zeros((vectors.shape[1], many), np.float32)
    bias = np.zeros(many, np.float32)
    for _ in range(STEPS):
        scores = centred @ weights + bias
        got = np.exp(scores - scores.max(axis=1, keepdims=True))
        got /= got.sum(axis=1, keepdims=True)
        beside = got - wanted
        weights -= RATE * (centred.T @ beside / len(vectors) * many + size * weights)
        bias -= RATE * beside.mean(axis=0)
    return weights, bias - middle @ weights


def _shares(named: tuple[str, ...], codes: Sequence[str]) -> list[float]:
    counts = [1.0 if code == named[0] else BESIDE if code in named else 0.0 for code in codes]
    return [count / sum(counts) for count in counts]


def _targets() -> Iterator[Example]:
    """Each with its targets, the most fitting first."""
    yield from _told()
    for line in LIBRARY.read_text(encoding="utf-8").splitlines():
        target = json.loads(line)
        for key, text in target.items():
            if key.split("_")[0] in ("title", "text") and isinstance(text, str):
                yield (target["id"].removeprefix("target-"),), text


def _told() -> Iterator[Example]:
    for line in (HERE / "target_examples.txt").read_text(encoding="utf-8").splitlines():
        codes, sign, text = line.partition(" = ")
        if sign and not line.startswith("#"):
            yield tuple(codes.split("+")), text.strip()


def _wishes() -> Iterator[Example]:
    """Phrases by their wish; what tells a problem or is known to answer wishes nothing."""
    for language in LANGUAGES:
        for name, phrases in read("intents", language).items():
            wish = "greeting" if name.startswith("hail") else name.rstrip("~")
            if wish in WISHES:
                yield from (((wish,), phrase.replace("*", "")) for phrase in phrases)
        yield from ((("question",), phrase) for phrase in read("questions", language).get("ask", ()))
        yield from (((ANSWER,), phrase) for phrase in read("answers").get(language, ()))
    yield from (((ANSWER,), text) for codes, text in _told() if codes != (NONE,))


if __name__ == "__main__":
    main()
