"""The indices of weights and biases: each belongs to the layer that it names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lstm_article.equations.expressions import Expression, index, letter
from lstm_article.equations.normal_form import terms
from lstm_article.equations.roles import H, Roles, X

_FIRST, _LAST = 0, -1


@dataclass(frozen=True)
class Misplaced:
    """A constant in a layer where it does not belong.

    By its index `wanted` belongs there; that is the constant itself where it is used a second time.
    """

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

    @property
    def names_both(self) -> bool:
        """Whether the index can name a layer and a vector: two letters on the weights of one vector."""
        return self.vector in {X, H} and self.place is None and len(index(self.constant)) == 2


@dataclass(frozen=True)
class _Convention:
    """How most indices of an article are written.

    At one `end`, first or last, is the letter of the layer, at the other that of the vector. `layers` are the
    layers' letters by role, empty where most indices name no layer; `vectors` likewise, by normal form.
    """

    end: int
    layers: Mapping[str, str]
    vectors: Mapping[Expression, str]


def misplaced_constants(roles: Roles) -> Iterator[Misplaced]:
    """Yield the constants that stand where, by their index, they do not belong, and those used twice.

    The indices of most articles name the layer, first or last (`W_{xf}`, `W_f`, `W_{fx}`), and often the
    vector. Where most name one, all must name their own: with the weights of another layer a layer still
    computes a gate, but not the one that is written.
    """
    in_order = sorted(roles.layers, key=lambda role: roles.cell.equations.index(roles.equation(role)))
    uses = [
        _Use(role, term.constant.name, roles.normal_form(term.vector) if term.vector else None, term.place)
        for role in in_order
        for term in terms(roles.layers[role])
        if term.constant
    ]
    labelled = [use for use in uses if index(use.constant)]
    convention = _convention(roles, labelled)
    seen: set[tuple[str, int | None]] = set()
    for use in uses:
        wanted = _wanted(use, convention, labelled) if index(use.constant) else use.constant
        # A matrix is the same when it is transposed, and has a block for each place in a concatenation.
        block = use.constant.replace(r"^{\top}", "").replace(r"\top", ""), use.place
        if wanted != use.constant or block in seen:
            yield Misplaced(use.role, use.constant, wanted)
        seen.add(block)


def _convention(roles: Roles, labelled: Sequence[_Use]) -> _Convention:
    """Return what most of the constants with an index name."""
    layers = {role: letter(roles.name(role)) for role in roles.layers}
    vectors: dict[Expression, str] = {X: letter(roles.name("x")), H: letter(roles.name("h"))}
    named = {end: sum(use.letter(end) in layers.values() for use in labelled) for end in (_LAST, _FIRST)}
    end = max(named, key=lambda end: named[end])
    both = [use for use in labelled if use.names_both]
    of_vectors = sum(use.letter(_other(end)) in vectors.values() for use in both)
    return _Convention(
        end, layers if 2 * named[end] > len(labelled) else {}, vectors if 2 * of_vectors >= len(both) else {}
    )


def _wanted(use: _Use, convention: _Convention, labelled: Sequence[_Use]) -> str:
    """Return the name that a constant has, by the convention, in its place."""
    name, end = use.constant, convention.end
    layer = convention.layers.get(use.role, "")
    beside = [other for other in labelled if other.role == use.role]
    right = sum(other.letter(end) == layer for other in beside)
    # A letter that names no layer may be meant so, unless most constants of this layer have the layer's.
    if (
        layer
        and use.letter(end) != layer
        and (use.letter(end) in convention.layers.values() or 2 * right > len(beside))
    ):
        name = _relabelled(name, end, layer)
    vector = convention.vectors.get(use.vector, "") if use.vector and use.names_both else ""
    if vector and use.letter(_other(end)) in {*convention.vectors.values()} - {vector}:
        name = _relabelled(name, _other(end), vector)
    return name


def _other(end: int) -> int:
    return _FIRST if end == _LAST else _LAST


def _relabelled(name: str, end: int, to: str) -> str:
    """Return a symbol with the first or last letter of its index, or the word that it is, changed."""

    def label(match: re.Match[str]) -> str:
        old = match[2]
        new = to if len(old) > 2 else to + old[1:] if end == _FIRST else old[:-1] + to
        return match[1] + new + match[3]

    return re.sub(r"(_\{?|\^\{\()([a-zA-Z0-9]+)(.*)", label, name, count=1)
