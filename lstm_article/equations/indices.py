"""The indices of weights and biases: each belongs to the layer that it names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lstm_article.equations.expressions import Expression, index, letter
from lstm_article.equations.normal_form import terms
from lstm_article.equations.roles import H, Roles, X

_FIRST, _LAST = 0, -1


@dataclass(frozen=True)
class Misplaced:
    """A constant in a layer where, by its index, `wanted` belongs; that is itself where it is used a second time."""

    role: str
    constant: str
    wanted: str


@dataclass(frozen=True)
class _Use:
    """One use of a constant: in a layer, times a vector, in normal form, at its place in a concatenation."""

    role: str
    constant: str
    vector: Expression | None
    place: int | None

    def letter(self, end: int) -> str:
        """Return the first or last letter of the constant's index, of a word the first, without one ""."""
        label = index(self.constant)
        return label[:1] if len(label) > 2 else label[end:][:1]


def misplaced_constants(roles: Roles) -> Iterator[Misplaced]:
    """Yield the constants that stand where, by their index, they do not belong, and those used twice.

    The indices of most articles name the layer, first or last (`W_{xf}`, `W_f`, `W_{fx}`), and often the vector. Where
    most name one, all must: with another's weights a layer still computes a gate, but not the one that is written.
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
        # A matrix is the same when it is transposed, and has a block for each place in a concatenation.
        block = use.constant.replace(r"^{\top}", "").replace(r"\top", ""), use.place
        name = wanted.get(use, use.constant)
        if name != use.constant or block in seen:
            yield Misplaced(use.role, use.constant, name)
        seen.add(block)


def _wanted_names(roles: Roles, uses: Sequence[_Use]) -> dict[_Use, str]:
    """Return the names that the constants with an index have in their places, by what most of them name."""
    layers = {role: letter(roles.name(role)) for role in roles.layers}
    vectors: dict[Expression | None, str] = {X: letter(roles.name("x")), H: letter(roles.name("h"))}
    named = {end: sum(use.letter(end) in layers.values() for use in uses) for end in (_LAST, _FIRST)}
    end, other = (_LAST, _FIRST) if named[_LAST] >= named[_FIRST] else (_FIRST, _LAST)
    # Two letters on the weights of one vector can name a layer and this vector.
    both = [use for use in uses if use.vector in vectors and use.place is None and len(index(use.constant)) == 2]
    if 2 * named[end] <= len(uses):
        layers = {}
    if 2 * sum(use.letter(other) in vectors.values() for use in both) < len(both):
        both = []
    wanted = {use: use.constant for use in uses}
    for use in uses:
        layer, written = layers.get(use.role, ""), use.letter(end)
        beside = [one.letter(end) for one in uses if one.role == use.role]
        # A letter that names no layer may be meant so, unless most constants of this layer have the layer's.
        is_mistaken = written in layers.values() or 2 * beside.count(layer) > len(beside)
        if layer and written != layer and is_mistaken:
            wanted[use] = _relabelled(wanted[use], end, layer)
        if use in both and use.letter(other) in {*vectors.values()} - {vectors[use.vector]}:
            wanted[use] = _relabelled(wanted[use], other, vectors[use.vector])
    return wanted


def _relabelled(name: str, end: int, to: str) -> str:
    """Return a symbol with the first or last letter of its index, or the word that it is, changed."""
    before, opening, label, after = re.split(r"(_\{?|\^\{\()([a-zA-Z0-9]+)", name, maxsplit=1)
    changed = to if len(label) > 2 else to + label[1:] if end == _FIRST else label[:-1] + to
    return before + opening + changed + after
