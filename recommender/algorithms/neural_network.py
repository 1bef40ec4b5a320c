"""The network of neural collaborative filtering as plain arrays, scored by numpy.

A member is ``z``, the mean of the source vectors of their titles. A title i is judged by two networks, fused by
addition before the loss as in He et al. 2017:

    generalised matrix factorisation   z . gmf_targets[i]
    multi-layer perceptron             head . relu(relu(u + mlp_targets[i]) deep_weights + deep_bias)
                                       with u = tanh(z member_weights + member_bias) joint_weights

and ``bias[i]``. The first layer over the pair (member, title) is linear in the title, so its part is stored with the
title and scoring a catalog costs one small matrix product.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from recommender.dataset import FloatArray
from recommender.dataset.types import AnyArray

BLOCK = 4_096
NAMES = (
    "sources",
    "gmf_targets",
    "mlp_targets",
    "bias",
    "member_weights",
    "member_bias",
    "joint_weights",
    "deep_weights",
    "deep_bias",
    "head",
)


@dataclass(frozen=True)
class Shape:
    """Sizes: of the vectors of titles, of the two layers of the perceptron."""

    n_items: int
    factors: int
    hidden: int
    deep: int

    def of(self, name: str) -> tuple[int, ...]:
        """Shape of one array."""
        n, f, h, d = self.n_items, self.factors, self.hidden, self.deep
        shapes: dict[str, tuple[int, ...]] = {
            "sources": (n, f),
            "gmf_targets": (n, f),
            "mlp_targets": (n, h),
            "bias": (n,),
            "member_weights": (f, h),
            "member_bias": (h,),
            "joint_weights": (h, h),
            "deep_weights": (h, d),
            "deep_bias": (d,),
            "head": (d,),
        }
        return shapes[name]


@dataclass(frozen=True, eq=False)
class Network:
    """float32 arrays by the names of ``NAMES``, in the shapes of ``shape``."""

    shape: Shape
    arrays: dict[str, AnyArray]

    @classmethod
    def initial(cls, shape: Shape, item_counts: AnyArray, seed: int) -> Self:
        """Small random vectors and layers (Glorot, Bengio 2010); the bias starts at the logarithm of popularity."""
        rng = np.random.default_rng(seed)
        arrays: dict[str, AnyArray] = {}
        for name in NAMES:
            size = shape.of(name)
            scale = 0.1 if size[0] == shape.n_items else np.sqrt(2.0 / sum(size))
            arrays[name] = (rng.standard_normal(size) * scale).astype(np.float32)
        for name in ("member_bias", "deep_bias"):
            arrays[name][:] = 0.0
        arrays["bias"] = np.log1p(item_counts).astype(np.float32)
        return cls(shape, arrays)

    def member(self, rows: AnyArray, weights: FloatArray, averaging: float) -> FloatArray:
        """z of one member, float32[factors]: ``sum of w * source / (sum of w) ** averaging``."""
        total = float(weights.sum())
        z: FloatArray = (weights @ self.arrays["sources"][rows]) / np.float32(total**averaging)
        return z

    def scores(self, z: FloatArray) -> FloatArray:
        """Of all titles for one member, float32[n_items]."""
        arrays = self.arrays
        u = np.tanh(z @ arrays["member_weights"] + arrays["member_bias"]) @ arrays["joint_weights"]
        scores: FloatArray = arrays["gmf_targets"] @ z + arrays["bias"]
        for start in range(0, self.shape.n_items, BLOCK):
            block = slice(start, start + BLOCK)
            first = np.maximum(arrays["mlp_targets"][block] + u, 0.0)
            second = np.maximum(first @ arrays["deep_weights"] + arrays["deep_bias"], 0.0)
            scores[block] += second @ arrays["head"]
        return scores
