"""The indices of weights and biases: each belongs to the layer that it names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lstm_article.equations.roles import Roles, index, letter, terms


@dataclass(frozen=True)
class Misplaced:
    """A constant in a layer where it does not belong; `wanted` does, or each layer has its own."""

    role: str
    constant: str
    wanted: str


class _Use(NamedTuple):
    """A constant in a layer; `vector` is the form of what it multiplies, `place` where in a concatenation."""

    role: str
    name: str
    vector: str
    place: int

    @property
    def label(self) -> str:
        return index(self.name)

    def letter(self, at: int) -> str:
        """Return the first or last letter of the index; of a word, the first."""
        return self.label[0 if len(self.label) > 2 else at]


def misplaced_constants(roles: Roles) -> Iterator[Misplaced]:
    """Yield the constants that stand where, by their index, they do not belong, and those used twice.

    The indices of most articles name the layer, first or last (`W_{xf}`, `W_f`, `W_{fx}`), and often the
    vector. Where most name one, all must name their own: with the weights of another layer a layer still
    computes a gate, but not the one that is written.
    """
    in_order = sorted(roles.layers, key=lambda role: roles.cell.equations.index(roles.equation(role)))
    uses = [
        _Use(role, term.constant.name, roles.form(term.vector) if term.vector else "", term.place)
        for role in in_order
        for term in terms(roles.layers[role])
        if term.constant
    ]
    layers = {role: letter(roles.name(role)) for role in roles.layers}
    vectors = {"x_t": letter(roles.name("x")), "h_{t-1}": letter(roles.name("h"))}
    labelled = [use for use in uses if use.label]
    at = max((-1, 0), key=lambda end: sum(use.letter(end) in layers.values() for use in labelled))
    seen: set[tuple[str, int]] = set()
    for use in uses:
        name = use.name
        if use.label:
            name = _of_layer(use, at, layers, labelled)
            name = _of_vector(use, name, -1 - at, vectors, labelled)
        place = (
            use.name.replace(r"^{\top}", "").replace(r"\top", ""),
            use.place,
        )  # a matrix is the same transposed
        if name != use.name or place in seen:
            yield Misplaced(use.role, use.name, name)
        seen.add(place)


def _of_layer(use: _Use, at: int, layers: Mapping[str, str], labelled: Sequence[_Use]) -> str:
    """Return the constant's name with the letter of its layer, where most have a layer's."""
    own = layers[use.role]
    named = [other for other in labelled if other.letter(at) in layers.values()]
    beside = [other for other in labelled if other.role == use.role]
    stray = 2 * sum(other.letter(at) == own for other in beside) > len(beside)  # alone among its layer's
    wrong = use.letter(at) != own and (use.letter(at) in layers.values() or stray)
    return _relabelled(use.name, at, own) if own and wrong and 2 * len(named) > len(labelled) else use.name


def _of_vector(use: _Use, name: str, at: int, vectors: Mapping[str, str], labelled: Sequence[_Use]) -> str:
    """Return `name` with the letter of the vector that is multiplied, where most have a vector's."""
    paired = [one for one in labelled if one.vector in vectors and one.place < 0 and len(one.label) == 2]
    named = [other for other in paired if other.letter(at) in vectors.values()]
    wrong = use in paired and use.letter(at) in {*vectors.values()} - {vectors[use.vector]}
    return _relabelled(name, at, vectors[use.vector]) if wrong and 2 * len(named) >= len(paired) else name


def _relabelled(name: str, at: int, to: str) -> str:
    """Return a symbol with the first or last letter of its index, or the word that it is, changed."""

    def label(match: re.Match[str]) -> str:
        old = match[2]
        new = to if len(old) > 2 else to + old[1:] if at == 0 else old[:-1] + to
        return match[1] + new + match[3]

    return re.sub(r"(_\{?|\^\{\()([a-zA-Z0-9]+)(.*)", label, name, count=1)
