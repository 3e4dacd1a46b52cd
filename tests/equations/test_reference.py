"""The reference cell against ONNX Runtime."""

import math

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from lstm_article.equations.reference import dot, lstm, sigmoid

SIZES = st.integers(1, 9)
ONNX_ORDER = ("i", "o", "f", r"\tilde{C}")


def random_weights(drawn: np.random.Generator, n_x: int, n_h: int) -> dict:
    return {
        name: (drawn.normal(size=(n_h, n_x)), drawn.normal(size=(n_h, n_h)), drawn.normal(size=n_h))
        for name in ("f", "i", r"\tilde{C}", "o")
    }


def by_reference(x, weights, *states):
    """The reference, which runs one sequence, for each sequence of a batch; by step, symbol, sequence and unit."""
    lists = {name: tuple(array.tolist() for array in arrays) for name, arrays in weights.items()}
    runs = [lstm(x[:, at].tolist(), lists, *(state[at].tolist() for state in states)) for at in range(x.shape[1])]
    return [{name: [step[name] for step in steps] for name in steps[0]} for steps in zip(*runs, strict=True)]


def by_onnx(x, weights, h, c):
    """ONNX's LSTM operator: gates packed i, o, f, c, and two biases, whose sum counts."""
    n_h = h.shape[1]
    values = ("X", "W", "R", "B", "", "h", "c")
    node = helper.make_node("LSTM", values, ["Y", "last_h", "last_c"], hidden_size=n_h)
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in values if name]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in node.output]
    graph = helper.make_graph([node], "lstm", inputs, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    W, R, b = (np.concatenate([weights[name][at] for name in ONNX_ORDER]) for at in range(3))  # noqa: N806
    half = np.random.default_rng(0).normal(size=b.shape)
    feed = {"X": x, "W": W[None], "R": R[None], "B": np.concatenate([half, b - half])[None], "h": h[None], "c": c[None]}
    Y, _, last_c = session.run(None, {name: value.astype(np.float32) for name, value in feed.items()})  # noqa: N806
    return Y[:, 0], last_c[0]


@given(SIZES, SIZES, SIZES, SIZES, st.integers(0, 2**32))
def test_reference_is_onnx_runtimes_lstm(n_x: int, n_h: int, steps: int, batch: int, seed: int) -> None:
    """On random weights, sizes and first states, the reference gives what ONNX Runtime gives in float32."""
    drawn = np.random.default_rng(seed)
    weights = random_weights(drawn, n_x, n_h)
    x, h, c = (drawn.normal(size=size) for size in ((steps, batch, n_x), (batch, n_h), (batch, n_h)))
    ours = by_reference(x, weights, h, c)
    hidden, last_c = by_onnx(x, weights, h, c)
    np.testing.assert_allclose([step["h"] for step in ours], hidden, atol=2e-5)
    np.testing.assert_allclose(ours[-1]["C"], last_c, atol=2e-5)
    assert by_reference(x, weights) == by_reference(x, weights, 0 * h, 0 * c)


def test_no_number_is_too_large_for_the_sigmoid() -> None:
    """The logistic function is that of its definition, in doubles, and goes to 0 and 1 where `exp` overflows."""
    for z in np.linspace(-30, 30, 61).tolist():
        assert sigmoid(z) == pytest.approx(1 / (1 + math.exp(-z)), abs=1e-15)
    assert [sigmoid(z) for z in (-1e6, -math.inf, 0, 1e6, math.inf)] == [0, 0, 0.5, 1, 1]


def test_what_is_not_finite_is_no_error() -> None:
    """Sums of numbers too large give infinity, or what is no number."""
    assert dot([1e308, 1e308], [1.0, 1.0]) == math.inf
    assert math.isnan(dot([1.0, 1.0], [math.inf, -math.inf]))
