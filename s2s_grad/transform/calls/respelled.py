"""Calls of NumPy that are first written in another form."""

from typing import Any

import numpy as np

from s2s_grad.analysis.values import Method
from s2s_grad.rules.registry import COMPOSITES
from s2s_grad.transform.expressions.containers import known_bound, settled
from s2s_grad.transform.expressions.primitives import primitive
from s2s_grad.transform.frames import Bound, Frame


def vectorize_call(frame: Frame, arguments, keywords):
    """`np.vectorize(function)`: a function of arrays."""
    if len(arguments) != 1 or keywords.keys() - {"doc", "cache"}:
        frame.refuse(
            "S202",
            "np.vectorize is supported with a function alone",
            "Write the loop, or use np.where.",
        )
    return Bound(Method(COMPOSITES[np.vectorize].python, arguments[0]))


def einsum_call(frame: Frame, arguments, keywords):
    """`np.einsum(x, [0, 1], y, [1, 2])`: lists of axes as letters, `dtype` as a cast."""
    labels: list[Any] = [axis_letters(bound) for bound in arguments[1::2]]
    if isinstance(getattr(arguments[0].value, "value", None), str):
        if "dtype" not in keywords:
            return None
        cast = [primitive(frame, np.asarray, [x, keywords["dtype"]], {}) for x in arguments[1:]]
        arguments = [arguments[0], *(settled(frame, bound) for bound in cast)]
    elif None not in labels:
        operands = arguments[0 : len(arguments) // 2 * 2 : 2]
        text = ",".join(labels)
        if len(arguments) % 2:
            text += f"->{axis_letters(arguments[-1])}"
        arguments = [known_bound(text), *operands]
    rest = {key: bound for key, bound in keywords.items() if key not in ("dtype", "casting")}
    return primitive(frame, np.einsum, arguments, rest)


def axis_letters(bound):
    """A list of axes of np.einsum as text, or None."""
    labels: list[Any] = [getattr(part.value, "value", None) for part in bound.parts or ()]
    if not all(label is Ellipsis or isinstance(label, int) for label in labels):
        return None
    return "".join("..." if label is Ellipsis else chr(97 + label) for label in labels)


RESPELLED = {np.einsum: einsum_call, np.vectorize: vectorize_call}
