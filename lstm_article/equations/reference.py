"""The reference: an LSTM as it has been since Gers, Schmidhuber and Cummins (2000).

In plain Python: so small a run takes less time than loading NumPy does.
"""

import math
from collections.abc import Mapping, Sequence

Vector = Sequence[float]
Matrix = Sequence[Vector]  # rows


def lstm(
    x: Sequence[Vector],
    weights: Mapping[str, tuple[Matrix, Matrix, Vector]],
    h: Vector | None = None,
    C: Vector | None = None,  # noqa: N803  the cell state's letter everywhere
) -> list[dict[str, Vector]]:
    r"""Run an LSTM and return f, i, \tilde{C}, o, C and h of each step, each of n_h numbers.

    `x` has n_x numbers for each step. `weights` has, for each of f, i, \tilde{C} and o, the weights on the input
    (n_h rows of n_x), those on the hidden state (n_h rows of n_h) and the bias (n_h). `h` and `C` are the states
    before the first step (n_h), by default 0. Source: doi:10.1162/089976600300015015, without peepholes; tested
    against the LSTM operator of ONNX.
    """
    zero = [0.0] * len(weights["f"][2])
    h, C = h or zero, C or zero  # noqa: N806
    steps = list[dict[str, Vector]]()
    for x_t in x:
        z = {
            name: [dot(row_x, x_t) + dot(row_h, h) + b_k for row_x, row_h, b_k in zip(W_x, W_h, b, strict=True)]
            for name, (W_x, W_h, b) in weights.items()
        }
        f, i, o = (list(map(sigmoid, z[gate])) for gate in ("f", "i", "o"))
        candidate = list(map(math.tanh, z[r"\tilde{C}"]))
        C = [f_k * C_k + i_k * c_k for f_k, C_k, i_k, c_k in zip(f, C, i, candidate, strict=True)]  # noqa: N806
        h = [o_k * math.tanh(C_k) for o_k, C_k in zip(o, C, strict=True)]
        steps.append({"f": f, "i": i, r"\tilde{C}": candidate, "o": o, "C": C, "h": h})
    return steps


def dot(row: Vector, vector: Vector) -> float:
    """The dot product."""
    products = (a * b for a, b in zip(row, vector, strict=True))
    return sum(products)  # not `fsum`, which raises for what is not finite


def sigmoid(z: float) -> float:
    """The logistic function, in a form that no z is too large for."""
    return (1 + math.tanh(z / 2)) / 2
