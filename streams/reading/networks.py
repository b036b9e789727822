"""The trained networks, run by onnxruntime on one thread: a window at a time, so that no window depends on another."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime

WIDTH = 384


class Seen(NamedTuple):
    """What the lower layers make of a window's pieces: vectors, and probabilities of names and triggers."""

    vectors: np.ndarray
    names: np.ndarray
    triggers: np.ndarray


class Networks:
    """Two graphs and the weights of the links."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # a long window would keep its memory for good
        options.log_severity_level = 3
        self._lower = _session(folder / "lower.onnx", options)
        self._upper = _session(folder / "upper.onnx", options)
        with np.load(folder / "links.npz") as weights:
            self._links = {name: weights[name].astype(np.float32) for name in weights.files}

    def lower(self, embedded: np.ndarray) -> Seen:
        """[pieces, 384], the marks of begin and end among them -> what is seen of all of them."""
        vectors, names, triggers = self._lower.run(None, {"embedded": embedded[None]})
        return Seen(vectors[0], softmax(names[0]), softmax(triggers[0]))

    def upper(self, vectors: np.ndarray, triggers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Vectors around triggers [n, pieces, 384] and marks of these -> roles [n, pieces, labels], what each says."""
        roles, says = self._upper.run(None, {"vectors": vectors, "trigger": triggers})
        return softmax(roles), says

    def links(self, vectors: np.ndarray, mentions: np.ndarray) -> np.ndarray:
        """Mentions as first and last piece [n, 2] -> probabilities [links, n, 1 + n]; column 0: none."""
        both = np.concatenate([vectors[mentions[:, 0]], vectors[mentions[:, 1]]], axis=1)
        none = self._links["none"]
        kinds, width = none.shape
        query, key = (
            (both @ self._links[f"{name}.weight"].T + self._links[f"{name}.bias"]).reshape(-1, kinds, width)
            for name in ("query", "key")
        )
        scores = np.einsum("mkw,nkw->kmn", query, key)
        scores[:, np.arange(len(both)), np.arange(len(both))] = -1e4
        first = np.einsum("mkw,kw->km", query, none)[..., None]
        return softmax(np.concatenate([first, scores], axis=2) * width**-0.5)


def _session(path: Path, options: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])


def softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)
