"""The article's equations, as they are, with changes, and in other notations that mean the same."""

import re

from lstm_article.equations.time_step import Cell, time_step_of

OURS = {
    "i": r"i_t = \sigma(W_{xi} x_t + W_{hi} h_{t-1} + b_i)",
    "f": r"f_t = \sigma(W_{xf} x_t + W_{hf} h_{t-1} + b_f)",
    "c": r"\tilde{C}_t = \tanh(W_{xc} x_t + W_{hc} h_{t-1} + b_c)",
    "C": r"C_t = f_t \odot C_{t-1} + i_t \odot \tilde{C}_t",
    "o": r"o_t = \sigma(W_{xo} x_t + W_{ho} h_{t-1} + b_o)",
    "h": r"h_t = o_t \odot \tanh(C_t)",
}


def changed(name: str, old: str, new: str) -> list[str]:
    """The article's equations with one of them changed."""
    assert old in OURS[name]
    return [text.replace(old, new) if key == name else text for key, text in OURS.items()]


def blocks(texts: list[str]) -> list[tuple[str, int]]:
    """Equations as the display equations of a document, each on the line of its number."""
    return [(text, line) for line, text in enumerate(texts, 1)]


def cell_of(texts: list[str]) -> Cell:
    """The time step that equations make."""
    cell, errors = time_step_of(blocks(texts))
    assert errors == []
    assert cell is not None
    return cell


def everywhere(*pairs: tuple[str, str], texts: list[str] | None = None) -> list[str]:
    """All equations with strings replaced."""
    replaced = []
    for text in texts or OURS.values():
        for old, new in pairs:
            text = text.replace(old, new)  # noqa: PLW2901
        replaced.append(text)
    return replaced


CONCATENATED = [
    r"f_t = \sigma(W_f [h_{t-1}, x_t] + b_f)",
    r"i_t = \sigma(W_i [h_{t-1}, x_t] + b_i)",
    r"\tilde{C}_t = \tanh(W_C [h_{t-1}, x_t] + b_C)",
    r"C_t = f_t \odot C_{t-1} + i_t \odot \tilde{C}_t",
    r"o_t = \sigma(W_o [h_{t-1}, x_t] + b_o)",
    r"h_t = o_t \odot \tanh(C_t)",
]

# All ways to write the same LSTM that the README names.
REWRITES = {
    "as it is": list(OURS.values()),
    "c for C": everywhere(("C", "c")),
    "capital gates": everywhere(("i_t", "I_t"), ("f_t", "F_t"), ("o_t", "O_t"), ("h_{", "H_{"), ("h_t", "H_t"), ("x_t", "X_t")),
    "g for the candidate": everywhere((r"\tilde{C}", "g")),
    "g for the candidate and its weights": everywhere((r"\tilde{C}", "g"), ("c}", "g}"), ("b_c", "b_g")),
    "z, s and y": everywhere((r"\tilde{C}", "z"), ("C", "s"), ("h_{t-1}", "y_{t-1}"), ("h_t", "y_t")),
    "one matrix a gate": CONCATENATED,
    "the input first": everywhere(("[h_{t-1}, x_t]", "[x_t; h_{t-1}]"), texts=CONCATENATED),
    "a dot before the concatenation": everywhere(("[h", r"\cdot [h"), texts=CONCATENATED),
    "gates by index": everywhere(("i_t", r"\Gamma_u^{\langle t \rangle}"), ("f_t", r"\Gamma_f^{\langle t \rangle}"), ("o_t", r"\Gamma_o^{\langle t \rangle}")),
    "time in parentheses above": everywhere(("_{t-1}", "^{(t-1)}"), ("_t", "^{(t)}")),
    "rows, as in Dive into Deep Learning": [re.sub(r"(W_\{\w+\}) (x_t|h_\{t-1\})", r"\2 \1", text) for text in OURS.values()],
    "bold": [re.sub(r"\b([WbxhifoC])_", r"\\mathbf{\1}_", text) for text in OURS.values()],
    "U for the recurrent weights": [re.sub(r"W_\{x(.)\}", r"W_\1", re.sub(r"W_\{h(.)\}", r"U_\1", text)) for text in OURS.values()],
    "index of the gate first": [re.sub(r"W_\{(.)(.)\}", r"W_{\2\1}", text) for text in OURS.values()],
    "two biases, as PyTorch has them": [
        re.sub(r"W_\{x(.)\} x_t \+ W_\{h.\} h_\{t-1\} \+ b_.", r"W_{i\1} x_t + b_{i\1} + W_{h\1} h_{t-1} + b_{h\1}", text)
        for text in OURS.values()
    ],
    "sums in another order": [re.sub(r"\((W.*) \+ (W.*) \+ (b_.)\)", r"(\3 + \2 + \1)", text) for text in OURS.values()],
    "terms and factors in another order": [
        *list(OURS.values())[:3], r"C_t = \tilde{C}_t \odot i_t + C_{t-1} \odot f_t", OURS["o"], r"h_t = \tanh(C_t) \odot o_t",
    ],
    "equations in another order": [OURS[name] for name in "oficCh"],
    "candidate first": [OURS[name] for name in "cifoCh"],
    "helpers": [
        r"a_t = W_{xi} x_t + W_{hi} h_{t-1} + b_i", r"i_t = \sigma(a_t)", OURS["f"], OURS["c"],
        r"k_t = f_t \odot C_{t-1}", r"C_t = k_t + i_t \odot \tilde{C}_t", OURS["o"], r"m_t = \tanh(C_t)", r"h_t = o_t \odot m_t",
    ],
    "gates written in place": [
        OURS["i"], OURS["c"],
        r"C_t = \sigma(W_{xf} x_t + W_{hf} h_{t-1} + b_f) \odot C_{t-1} + i_t \odot \tilde{C}_t",
        r"h_t = \sigma(W_{xo} x_t + W_{ho} h_{t-1} + b_o) \odot \tanh(C_t)",
    ],
    "an output layer after it": [*OURS.values(), r"y_t = W_{hy} h_t + b_y"],
    "a helper for the concatenation": [r"z_t = [h_{t-1}, x_t]", *everywhere(("[h_{t-1}, x_t]", "z_t"), texts=CONCATENATED)],
    "biases by words": everywhere(("b_i", "b_{input}"), ("b_f", "b_{forget}"), ("b_c", "b_{cell}"), ("b_o", "b_{output}")),
    "biases numbered above": [re.sub(r"b_(.)", r"b_\1^{(1)}", text) for text in OURS.values()],
    "gates above": everywhere(("W_f", "W^{(f)}"), ("W_i", "W^{(i)}"), ("W_C", "W^{(c)}"), ("W_o", "W^{(o)}"), texts=CONCATENATED),
    "Greek letters": everywhere(("f_t", "φ_t"), ("x_t", "ξ_t")),
    "a row that goes on": [*list(OURS.values())[:3], r"C_t = f_t \odot C_{t-1} \\ + i_t \odot \tilde{C}_t", OURS["o"], OURS["h"]],
    "a loss and a softmax after it": [*OURS.values(), r"p_t = \mathrm{softmax}(V h_t)", r"L_t = -\log p_t"],
    "sigmoid as a word": everywhere((r"\sigma", r"\operatorname{sigmoid}")),
    "terms subtracted": everywhere(("W_{xf} x_t + W_{hf}", "- W_{xf} x_t - W_{hf}"), ("+ b_f", "- b_f")),
    "ring and dots": everywhere((r"\odot", r"\circ")),
}  # fmt: skip
