"""The reference: an LSTM in NumPy, as it has been since Gers, Schmidhuber and Cummins (2000)."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def lstm(
    x: Array,
    weights: Mapping[str, tuple[Array, Array, Array]],
    h: Array | None = None,
    C: Array | None = None,  # noqa: N803  the cell state's letter everywhere
) -> list[dict[str, Array]]:
    r"""Run an LSTM and return f, i, \tilde{C}, o, C and h of each step, each of shape (batch, n_h).

    `x` has shape (steps, batch, n_x). `weights` has, for each of f, i, \tilde{C} and o, the weights on the
    input (n_h, n_x), those on the hidden state (n_h, n_h) and the bias (n_h). `h` and `C` are the states
    before the first step (batch, n_h), by default 0. Source: doi:10.1162/089976600300015015, without
    peepholes; tested against the LSTM operator of ONNX.
    """
    n_h = len(weights["f"][2])
    h = np.zeros((x.shape[1], n_h)) if h is None else h
    C = np.zeros((x.shape[1], n_h)) if C is None else C  # noqa: N806
    steps = []
    for x_t in x:
        z = {name: x_t @ W_x.T + h @ W_h.T + b for name, (W_x, W_h, b) in weights.items()}
        f, i, o = sigmoid(z["f"]), sigmoid(z["i"]), sigmoid(z["o"])
        candidate = np.tanh(z[r"\tilde{C}"])
        C = f * C + i * candidate  # noqa: N806
        h = o * np.tanh(C)
        steps.append({"f": f, "i": i, r"\tilde{C}": candidate, "o": o, "C": C, "h": h})
    return steps


def sigmoid(z: Array) -> Array:
    """The logistic function of each element."""
    return 1 / (1 + np.exp(-z))
