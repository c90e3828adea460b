"""Writes leanings.json beside itself: what target_examples.txt and the library's targets teach about the 23 targets.

A multinomial regression over the vectors of the bundled embedding model. Run it again after the examples change:
python -m bot.understanding.data.generate_leanings
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.understanding.leanings import NONE
from knowledge.embed import open_embedder

HERE = Path(__file__).parent
LIBRARY = HERE.parents[2] / "knowledge" / "library" / "targets.jsonl"
CODES = (*map(str, range(1, 24)), NONE)
BESIDE = 0.5
"""What a further target of an example counts beside its first."""
SIZE = 1.0
"""How much large weights are held down. From 0.3 to 3 the share of unread examples found hardly changes."""
STEPS, RATE = 400, 2.0

Array = npt.NDArray[np.float32]


def main() -> None:
    embedder = open_embedder()
    examples = list(_examples())
    vectors = np.array(embedder.documents([text for _, text in examples]), dtype=np.float32)
    weights, bias = learn(vectors, [codes for codes, _ in examples])
    made = {
        "model": embedder.model.hash,
        "codes": CODES,
        "weights": [[round(float(value), 3) for value in row] for row in weights.T],
        "bias": [round(float(value), 3) for value in bias],
    }
    (HERE / "leanings.json").write_text(json.dumps(made) + "\n", encoding="utf-8")


def learn(vectors: Array, codes: list[tuple[str, ...]]) -> tuple[Array, Array]:
    """Weights (dimensions by codes) and biases that make of a vector of length one the shares of the codes."""
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    middle = vectors.mean(axis=0)
    centred = vectors - middle
    wanted = np.array([_shares(each) for each in codes], dtype=np.float32)
    weights = np.zeros((vectors.shape[1], len(CODES)), np.float32)
    bias = np.zeros(len(CODES), np.float32)
    for _ in range(STEPS):
        scores = centred @ weights + bias
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        beside = shares - wanted
        weights -= RATE * (centred.T @ beside / len(vectors) * len(CODES) + SIZE * 0.01 * weights)
        bias -= RATE * beside.mean(axis=0)
    return weights, bias - middle @ weights


def _shares(codes: tuple[str, ...]) -> list[float]:
    counts = [1.0 if code == codes[0] else BESIDE if code in codes else 0.0 for code in CODES]
    return [count / sum(counts) for count in counts]


def _examples() -> Iterator[tuple[tuple[str, ...], str]]:
    """Each with its targets, the most fitting first."""
    for line in (HERE / "target_examples.txt").read_text(encoding="utf-8").splitlines():
        codes, sign, text = line.partition(" = ")
        if sign and not line.startswith("#"):
            yield tuple(codes.split("+")), text.strip()
    for line in LIBRARY.read_text(encoding="utf-8").splitlines():
        target = json.loads(line)
        for key, text in target.items():
            if key.split("_")[0] in ("title", "text") and isinstance(text, str):
                yield (target["id"].removeprefix("target-"),), text


if __name__ == "__main__":
    main()
