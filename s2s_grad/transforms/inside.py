"""What the transforms mean inside a program, in words that the compiler reads."""

import numpy as np

from s2s_grad.api import grad
from s2s_grad.runtime import side_by_side, unit_at
from s2s_grad.transforms.forward import jvp


def columns_of(fn, grad_position=0):
    """The Jacobian of a function with one result, one tangent after the other."""

    def columns(*args):
        x = args[grad_position]
        found = []
        for place in range(np.size(x)):
            moved = unit_at(x, place)
            v = tuple([moved if k == grad_position else None for k in range(len(args))])
            found.append(jvp(fn, args, v)[1])
        return side_by_side(found, x)

    return columns


def curvature_of(fn, grad_position=0):
    """The matrix of second derivatives, forward over reverse."""
    return columns_of(grad(fn, grad_position), grad_position)


def mapped_over(fn, in_axes=0, out_axes=0):
    """A function over batches, one example after the other."""

    def each(*args):
        axes = in_axes if isinstance(in_axes, tuple) else (in_axes,) * len(args)
        turned = [
            x if axis is None else np.moveaxis(x, axis, 0)
            for x, axis in zip(args, axes, strict=True)
        ]
        counts = [len(x) for x, axis in zip(turned, axes, strict=True) if axis is not None]
        found = []
        for place in range(counts[0]):
            example = [
                x if axis is None else x[place] for x, axis in zip(turned, axes, strict=True)
            ]
            found.append(fn(*example))
        return np.stack(found, out_axes)

    return each
