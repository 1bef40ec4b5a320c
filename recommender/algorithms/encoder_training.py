"""From what is known of a title to where it stands in a model of tastes: an encoder of content.

A perceptron with one hidden layer learns the collaborative factors of rated titles from vectors of their texts and
metadata, so that titles nobody rated get factors too. Training needs torch; ``encode`` is numpy alone.

Source: van den Oord, Dieleman, Schrauwen, "Deep content-based music recommendation" (NIPS 2013); hiding inputs at
random as in Volkovs, Yu, Poutanen, "DropoutNet" (NIPS 2017).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from recommender.algorithms.base import Progress, report
from recommender.algorithms.torch_backend import load_torch, one_thread
from recommender.dataset import BoolArray, FloatArray, IntArray
from recommender.dataset.types import AnyArray

HIDDEN = 128
EPOCHS = 200
PATIENCE = 10
BATCH = 256
LEARNING_RATE = 0.002
WEIGHT_DECAY = 0.01
HIDDEN_INPUTS = 0.2  # share of inputs set to zero in training
SHARE_HELD_BACK = 0.1
LEAST_HELD_BACK = 20  # titles


def train_encoder(
    inputs: FloatArray, targets: FloatArray, known: BoolArray, *, seed: int, progress: Progress | None = None
) -> dict[str, AnyArray]:
    """Arrays for ``encode``, fitted to the titles where ``known``; their squared error is minimised.

    inputs: float32[n, d]; targets: float32[n, f]; known: bool[n], titles whose targets can be believed. Stops once the
    error on a tenth of them, held back, stops falling. ValueError for shapes that do not fit together or no known
    title; MissingPackageError without torch; what ``progress`` raises ends the training.
    """
    n = known.size
    if inputs.ndim != 2 or targets.ndim != 2 or not inputs.shape[0] == targets.shape[0] == n:
        raise ValueError(f"inputs {inputs.shape}, targets {targets.shape} and known {known.shape} do not fit together")
    if not known.any():
        raise ValueError("no title has known factors")
    torch = load_torch()
    rng = np.random.default_rng(seed)
    rows = rng.permutation(np.flatnonzero(known))
    held = int(rows.size * SHARE_HELD_BACK)
    held = held if held >= LEAST_HELD_BACK else 0
    scale = np.full(1, max(float(targets[known].std()), 1e-12), dtype=np.float32)
    x = torch.from_numpy(np.array(inputs, dtype=np.float32))
    y = torch.from_numpy((targets / scale).astype(np.float32))
    kept = _initial(rng, inputs.shape[1], targets.shape[1])
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in kept.items()}
    optimiser = torch.optim.AdamW(tensors.values(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    best, since = np.inf, 0
    with one_thread(torch):
        for epoch in range(EPOCHS):
            error = _epoch(torch, tensors, optimiser, x, y, rng.permutation(rows[held:]), rng)
            if held:
                checks = torch.from_numpy(rows[:held])
                error = float(_error(torch, tensors, x[checks], y[checks]).detach())
            since = 0 if error < best or not held else since + 1
            if since == 0:
                best, kept = error, {name: tensor.detach().numpy().copy() for name, tensor in tensors.items()}
            report(progress, (epoch + 1) / EPOCHS, f"epoch {epoch + 1} of {EPOCHS}, error {error:.3f}")
            if since >= PATIENCE:
                break
    report(progress, 1.0, "done")
    return {**kept, "scale": scale}


def _initial(rng: np.random.Generator, width: int, factors: int) -> dict[str, AnyArray]:
    """Small random layers (He et al., ICCV 2015)."""
    sizes = {"hidden_weights": (width, HIDDEN), "output_weights": (HIDDEN, factors)}
    layers = {
        name: (rng.standard_normal(size) * np.sqrt(2.0 / max(size[0], 1))).astype(np.float32)
        for name, size in sizes.items()
    }
    biases = {"hidden_bias": np.zeros(HIDDEN, np.float32), "output_bias": np.zeros(factors, np.float32)}
    return {**layers, **biases}


def _error(torch: Any, tensors: dict[str, Any], x: Any, y: Any) -> Any:
    hidden = torch.relu(x @ tensors["hidden_weights"] + tensors["hidden_bias"])
    return ((hidden @ tensors["output_weights"] + tensors["output_bias"] - y) ** 2).mean()


def _epoch(
    torch: Any, tensors: dict[str, Any], optimiser: Any, x: Any, y: Any, rows: IntArray, rng: np.random.Generator
) -> float:
    """One pass over the rows; answers the error of the last batch."""
    error = 0.0
    for start in range(0, rows.size, BATCH):
        batch = torch.from_numpy(rows[start : start + BATCH])
        shown = rng.random((batch.shape[0], x.shape[1])) >= HIDDEN_INPUTS
        mask = torch.from_numpy(shown.astype(np.float32) / np.float32(1.0 - HIDDEN_INPUTS))
        loss = _error(torch, tensors, x[batch] * mask, y[batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        error = float(loss.detach())
    return error


def encode(arrays: Mapping[str, AnyArray], inputs: FloatArray) -> FloatArray:
    """Factors of titles, float32[n, f], from their vectors, float32[n, d]."""
    hidden = np.maximum(inputs @ arrays["hidden_weights"] + arrays["hidden_bias"], 0.0)
    outputs = (hidden @ arrays["output_weights"] + arrays["output_bias"]) * arrays["scale"]
    return np.asarray(outputs, dtype=np.float32)
