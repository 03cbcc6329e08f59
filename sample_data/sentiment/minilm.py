"""Sentence embeddings of all-MiniLM-L6-v2, computed with NumPy alone.

The published network is small: six layers, 384 numbers a word. Written out here, the make script
needs neither a deep-learning library nor a converted model.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt
from scipy.special import erf

Array = npt.NDArray[np.float32]

HEADS = 12
LAYERS = 6
MOST_TOKENS = 256
LONGEST_WORD = 100
NORM_EPSILON = 1e-12
BATCH = 64


def read_weights(content: bytes) -> dict[str, Array]:
    """Return the arrays of a safetensors file by name.

    Args:
        content: The bytes of the file: header length, JSON header, numbers.

    Returns:
        Every 32-bit float array in it.
    """
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    return {
        name: np.frombuffer(content[start + at[0] : start + at[1]], "<f4").reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32" and (at := entry["data_offsets"])
    }


@dataclass(frozen=True)
class Embedder:
    """The network's weights and its vocabulary.

    Attributes:
        weights: Arrays by the names of the published file.
        vocabulary: Number of each word piece.
    """

    weights: Mapping[str, Array]
    vocabulary: Mapping[str, int]

    def embed(self, texts: Sequence[str]) -> Array:
        """Return one vector of length one per text."""
        tokens = [self.tokens(text) for text in texts]
        out = np.zeros((len(texts), 384), np.float32)
        for batch in _batches(tokens):
            out[batch] = self._forward(np.array([tokens[i] for i in batch]))
        return out

    def tokens(self, text: str) -> list[int]:
        """Return the numbers of a text's word pieces between the two end marks."""
        pieces = [p for word in _words(text) for p in self._pieces(word)][: MOST_TOKENS - 2]
        return [self.vocabulary[p] for p in ("[CLS]", *pieces, "[SEP]")]

    def _pieces(self, word: str) -> list[str]:
        """Cut a word into the longest known pieces, from the left."""
        pieces: list[str] = []
        start = 0
        while start < len(word) <= LONGEST_WORD:
            piece = self._longest(word, start)
            if piece is None:
                return ["[UNK]"]
            pieces.append(piece)
            start += len(piece.removeprefix("##")) if start else len(piece)
        return pieces or ["[UNK]"]

    def _longest(self, word: str, start: int) -> str | None:
        mark = "##" if start else ""
        ends = range(len(word), start, -1)
        known = (mark + word[start:end] for end in ends)
        return next((piece for piece in known if piece in self.vocabulary), None)

    def _forward(self, ids: npt.NDArray[np.int64]) -> Array:
        """Return the embeddings of texts that all have the same number of tokens."""
        w = self.weights
        x = w["embeddings.word_embeddings.weight"][ids]
        x = x + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = x + w["embeddings.token_type_embeddings.weight"][0]
        x = self._norm(x, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            x = self._layer(x, f"encoder.layer.{layer}")
        mean: Array = x.mean(axis=1)
        length: Array = np.linalg.norm(mean, axis=1, keepdims=True)
        return np.divide(mean, length)

    def _layer(self, x: Array, name: str) -> Array:
        heads = self._attention(x, f"{name}.attention.self")
        attended = self._dense(heads, f"{name}.attention.output.dense")
        x = self._norm(x + attended, f"{name}.attention.output.LayerNorm")
        wide = _gelu(self._dense(x, f"{name}.intermediate.dense"))
        return self._norm(x + self._dense(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _attention(self, x: Array, name: str) -> Array:
        query, key, value = (
            _split(self._dense(x, f"{name}.{part}")) for part in ("query", "key", "value")
        )
        weights = np.exp(query @ key.swapaxes(-1, -2) / np.float32(np.sqrt(query.shape[-1])))
        weights /= weights.sum(axis=-1, keepdims=True)
        mixed: Array = (weights @ value).swapaxes(1, 2).reshape(x.shape)
        return mixed

    def _dense(self, x: Array, name: str) -> Array:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _norm(self, x: Array, name: str) -> Array:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(NORM_EPSILON))
        scaled: Array = np.divide(centred, spread) * self.weights[f"{name}.weight"]
        return scaled + self.weights[f"{name}.bias"]


def _split(x: Array) -> Array:
    """Return (text, head, token, number) from (text, token, all numbers)."""
    return x.reshape(*x.shape[:2], HEADS, -1).swapaxes(1, 2)


def _gelu(x: Array) -> Array:
    below: Array = 1 + erf(x / np.float32(np.sqrt(2)))
    return np.float32(0.5) * x * below


def _batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield positions of texts with equally many tokens, a few at a time."""
    ordered = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
    for _, same in groupby(ordered, key=lambda i: len(tokens[i])):
        group = list(same)
        yield from (group[i : i + BATCH] for i in range(0, len(group), BATCH))


def _words(text: str) -> Iterable[str]:
    """Return lower-case words without accents, each punctuation mark by itself."""
    plain = unicodedata.normalize("NFD", text.lower())
    kept = (c for c in plain if unicodedata.category(c) != "Mn")
    return "".join(f" {c} " if _is_mark(c) else c for c in kept).split()


def _is_mark(character: str) -> bool:
    """Say whether the tokenizer cuts here: ASCII symbols count as punctuation, too."""
    symbol = character.isascii() and character.isprintable() and not character.isalnum()
    return character != " " and (symbol or unicodedata.category(character).startswith("P"))
