"""The indices of weights and biases: each belongs to the layer that it names."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lstm_article.equations.expressions import Expression, index, letter
from lstm_article.equations.normal_form import terms
from lstm_article.equations.roles import H, Roles, X

_FIRST, _LAST = 0, -1


class Misplaced(NamedTuple):
    """A weight or bias used in a layer where `wanted` belongs; or, if that is the same, used for a second time."""

    role: str
    constant: str
    wanted: str


class _Use(NamedTuple):
    """One use of a weight or bias: in which layer, times which vector (in normal form), where in a concatenation."""

    role: str
    constant: str
    vector: Expression | None
    place: int | None

    def letter(self, end: int) -> str:
        """Return the first or last letter of the index, always the first of a word (3 letters or more); "" if none."""
        label = index(self.constant)
        return label[:1] if len(label) > 2 else label[end:][:1]


def misplaced_constants(roles: Roles) -> Iterator[Misplaced]:
    """Yield the weights and biases whose indices name another layer or vector, and those that are used twice.

    In most articles the first or last letter of an index names the layer (`W_{xf}`, `W_f`, `W_{fx}`), the other often
    the vector. If most indices do so, all must: with another layer's weights, a layer computes the wrong gate.
    """
    in_order = sorted(roles.layers, key=lambda role: roles.cell.equations.index(roles.equation(role)))
    uses = [
        _Use(role, term.constant.name, roles.normal_form(term.vector) if term.vector else None, term.place)
        for role in in_order
        for term in terms(roles.layers[role])
        if term.constant
    ]
    wanted = _wanted_names(roles, [use for use in uses if index(use.constant)])
    seen: set[tuple[str, int | None]] = set()
    for use in uses:
        # A transposed matrix is the same matrix; each place in a concatenation uses another block of it.
        block = use.constant.replace(r"^{\top}", "").replace(r"\top", ""), use.place
        name = wanted.get(use, use.constant)
        if name != use.constant or block in seen:
            yield Misplaced(use.role, use.constant, name)
        seen.add(block)


def _wanted_names(roles: Roles, uses: Sequence[_Use]) -> dict[_Use, str]:
    """Return the name that each use ought to have, by the convention that most indices follow."""
    layers = {role: letter(roles.name(role)) for role in roles.layers}
    vectors: dict[Expression | None, str] = {X: letter(roles.name("x")), H: letter(roles.name("h"))}
    named = {end: sum(use.letter(end) in layers.values() for use in uses) for end in (_LAST, _FIRST)}
    end, other = (_LAST, _FIRST) if named[_LAST] >= named[_FIRST] else (_FIRST, _LAST)
    # An index of two letters can name both the layer and the vector.
    both = [use for use in uses if use.vector in vectors and use.place is None and len(index(use.constant)) == 2]
    if 2 * named[end] <= len(uses):
        layers = {}
    if 2 * sum(use.letter(other) in vectors.values() for use in both) < len(both):
        both = []
    wanted = {use: use.constant for use in uses}
    for use in uses:
        layer, written = layers.get(use.role, ""), use.letter(end)
        in_layer = [other_use.letter(end) for other_use in uses if other_use.role == use.role]
        # A letter that names no layer may be intended, unless most constants of this layer have the layer's letter.
        is_mistaken = written in layers.values() or 2 * in_layer.count(layer) > len(in_layer)
        if layer and written != layer and is_mistaken:
            wanted[use] = _relabelled(wanted[use], end, layer)
        if use in both and use.letter(other) in {*vectors.values()} - {vectors[use.vector]}:
            wanted[use] = _relabelled(wanted[use], other, vectors[use.vector])
    return wanted


def _relabelled(name: str, end: int, to: str) -> str:
    """Return a name with the first or last letter of its index replaced, or the whole index if it is a word."""
    before, opening, label, after = re.split(r"(_\{?|\^\{\()([a-zA-Z0-9]+)", name, maxsplit=1)
    changed = to if len(label) > 2 else to + label[1:] if end == _FIRST else label[:-1] + to
    return before + opening + changed + after
