"""The article's equations, to be changed by the tests."""

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
