"""jvp, linearize and hvp: derivatives along given tangents, in one forward pass."""

import functools
from dataclasses import replace

import numpy as np

from s2s_grad import tree
from s2s_grad.api import Gradient, check_flag, grad
from s2s_grad.errors import ArgumentError, PositionError
from s2s_grad.ready import Ready, never, shaped, wanted_positions


def jvp(fn, inputs, v, has_aux=False):
    """(out, tangent): what `fn` returns, and its derivative along `v`, in one pass.

    `inputs` is one argument, or a tuple or list of all; `v` has the same form, each entry
    of the shape of its input, and None where an input stays as it is. Several results give
    a tuple of values and a tuple of tangents. With `has_aux` only the first result counts,
    and the others come back as a third value. Raises ValueError for another number of
    tangents or another shape, TypeError for a tangent of another kind.

    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 10.0))
    (6.0, 23.0)
    """
    check_flag("jvp", "has_aux", has_aux)
    inputs, v = several(inputs), several(v)
    check_tangents(inputs, v)
    moving = tuple([place for place, d in enumerate(v) if d is not None])
    found = tangent_of(fn, moving, has_aux)(*inputs, tuple([v[place] for place in moving]))
    if not has_aux:
        return found
    out, tangent, rest = found
    return out, tangent, rest[0] if len(rest) == 1 else rest


def linearize(fn, inputs):
    """(out, jvp_fn): what `fn` returns, and the function that maps tangents to its derivative.

    `jvp_fn(v)` takes one tangent, or a tuple of one for each input, as `jvp` does.

    >>> out, jvp_fn = linearize(lambda x: x**2, 3.0)
    >>> out, jvp_fn(1.0)
    (9.0, 6.0)
    """
    inputs = several(inputs)
    return fn(*inputs), Linear(fn, inputs)


def hvp(fn):
    """The function `(x, v, *args) -> H @ v`: the second derivatives of `fn` by its first
    argument, along `v`, by forward mode over reverse, without the matrix.

    Its arguments are those that `hessp` of scipy.optimize.minimize takes. Raises as `jvp` does.

    >>> hvp(lambda x: x**3)(2.0, 10.0)
    120.0
    """
    return CurvatureAlong(fn)


class CurvatureAlong:
    """Products of the matrix of second derivatives with vectors."""

    def __init__(self, fn):
        self.fn = fn
        self.tangent = Tangent(grad(fn), (0,))
        functools.update_wrapper(self, fn, updated=())

    def __call__(self, x, v, *args, **kwargs):
        check_tangents((x,), (v,))
        return self.tangent(x, *args, (v,), **kwargs)[1]

    def __source__(self):
        """What a call inside a program means."""
        return CurvatureAlong.inside, self

    def inside(self, x, v, *args):
        """The product, in words that the compiler reads."""
        still = tuple([None for _ in args])
        return jvp(grad(self.fn), (x, *args), (v, *still))[1]

    @property
    def source(self):
        """The generated text."""
        return self.tangent.source


class Linear:
    """The derivative of a function at one point, as a linear function of tangents."""

    def __init__(self, fn, inputs):
        self.fn, self.inputs = fn, inputs
        self.tangent = tangent_of(fn, tuple(range(len(inputs))), False)

    def __call__(self, *v):
        v = several(v[0] if len(v) == 1 else v)
        check_tangents(self.inputs, v)
        return self.tangent(*self.inputs, v)[1]

    @property
    def source(self):
        """The generated text."""
        return self.tangent.source


def tangent_of(fn, positions, has_aux):
    """The Tangent of a function: one that was made before, if it was lately."""
    try:
        return kept_tangent(fn, positions, has_aux)
    except TypeError:  # a function that cannot be looked up
        return Tangent(fn, positions, has_aux)


@functools.lru_cache(maxsize=256)
def kept_tangent(fn, positions, has_aux):
    """A Tangent that is made once."""
    return Tangent(fn, positions, has_aux)


def several(found):
    """One value or a tuple or list of values, as a tuple."""
    return tuple(found) if isinstance(found, (tuple, list)) else (found,)


def check_tangents(inputs, v):
    """Refuse tangents that do not fit their inputs."""
    if len(v) != len(inputs):
        raise PositionError(
            "S406", f"v has invalid length: should be {len(inputs)}, but got {len(v)}"
        )
    for place, (entry, d) in enumerate(zip(inputs, v, strict=True)):
        if d is None:
            continue
        one, two = tree.leaves(entry), tree.leaves(d)
        if len(one) != len(two):
            raise PositionError("S406", f"the tangent at {place} has another structure")
        for value, tangent in zip(one, two, strict=True):
            if tree.is_tensor(value) is not tree.is_tensor(tangent):
                raise ArgumentError(
                    "S406",
                    f"the input at {place} is of type {type(value).__name__}, and its tangent"
                    f" of type {type(tangent).__name__}",
                )
            shape, given = np.shape(tree.bare(value)), np.shape(tree.bare(tangent))
            if shape != given:
                raise PositionError(
                    "S406", f"the tangent at {place} has shape {given}, and its input {shape}"
                )


class Tangent(Gradient):
    """The forward mode of a function: called with its arguments, then a tuple of tangents."""

    def __init__(self, fn, positions, has_aux=False):
        super().__init__(fn, positions, None, has_aux, False, True, True)
        self.ready = ReadyTangent

    def wish(self):
        """What the compiler is asked for."""
        return replace(super().wish(), forward=True)


class ReadyTangent(Ready):
    """How a program of forward mode is handed its tangents, and what it returns."""

    def added(self):
        """Where the tangent of each parameter is found, in the text of the gather function."""
        places: dict = {}
        for number, index in enumerate(wanted_positions(self.gradient)):
            text, inner = self.binding.place(index)
            places.setdefault(text, {})[inner] = f"args[-1][{number}]"
        found = []
        for text in self.program.results:
            parts = places[text]
            if None in parts:
                found.append(parts[None])
                continue
            kind, entries = self.binding.sources[text]
            assert kind == "tuple", "positions within an argument are those of starred ones"
            every = [parts.get(place, "None") for place in range(len(entries))]
            found.append(f"({''.join(f'{part}, ' for part in every)})")
        return found

    def arrays_asked_for(self, objects):
        """No results come back as they are."""
        return 0

    def finished_test(self):
        """No results come back as they are."""
        return never

    def finish(self, raw, args, kwargs):
        """The value and its tangent, in one structure, and what else was returned."""
        out, tangent, *rest = raw
        result = self.dressed(out), self.dressed(shaped(tangent, out))
        return (*result, self.dressed(rest[0])) if rest else result


def wish_of(positions, has_aux):
    """What a call of `jvp` inside a program asks for."""
    return Tangent(abs, positions, has_aux).wish()


jvp.__s2s_transform__, jvp.__s2s_immediate__ = wish_of, "jvp"
