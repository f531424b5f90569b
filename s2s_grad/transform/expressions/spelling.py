"""The text under which generated code finds a function: an operator, or a dotted name."""

import builtins
import sys

import gast
import numpy as np

from s2s_grad.analysis.values import Array, Number, Sequence
from s2s_grad.rules.registry import PUBLIC, SPELLING
from s2s_grad.transform.expressions.operators import SPELLED
from s2s_grad.transform.frames import text_of


def spelled(function, arguments, keywords):
    """`np.add(x, y)` as `x + y` where the operator means the same."""
    if keywords or function not in SPELLED:
        return None
    kind = SPELLED[function]
    trees = [text_of(bound) for bound in arguments]
    numpy = any(
        isinstance(bound.value, Array)
        or (isinstance(bound.value, Number) and bound.value.dtype is not None)
        for bound in arguments
    )
    if not numpy or any(isinstance(b.value, Sequence) for b in arguments):
        return None
    if function in SPELLING and len(trees) == 2 and issubclass(kind, gast.operator):
        return gast.BinOp(trees[0], kind(), trees[1])
    if len(trees) == 1 and issubclass(kind, gast.unaryop):
        return gast.UnaryOp(kind(), trees[0])
    return None


def path_text(path):
    """`np.linalg.inv` from the way in which the user reached a function of NumPy."""
    root, steps = path[0], path[1:]
    if not steps or not all(step[0] == "unguarded" for step in steps):
        return None
    return ".".join(["np", *[str(step[1]) for step in steps]]) if root else None


def function_tree(frame, function):
    """The text under which generated code finds a function."""
    text = getattr(function, "__name__", "")
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.ufunc):
        return f"{function_tree(frame, owner)}.{text}"
    if vars(np).get(text) is function:
        return f"np.{text}"
    if vars(np.linalg).get(text) is function:
        return f"np.linalg.{text}"
    if getattr(builtins, text, None) is function:
        return text
    for label in ("math", *PUBLIC):
        found = vars(sys.modules.get(label, np)).get(text)
        if found is function:
            return f"{label.replace('numpy.', 'np.')}.{text}"
        if owner is not None and label.startswith("scipy.") and label in sys.modules:
            for key, entry in vars(sys.modules[label]).items():
                if entry is owner:
                    return f"{label}.{key}.{text}"
    module = getattr(function, "__module__", None) or ""
    owner = getattr(function, "__objclass__", None)
    if owner is not None:
        module, text = owner.__module__, f"{owner.__name__}.{text}"
        if module == "numpy":
            return f"np.{text}"
    if module == "s2s_grad.runtime":
        return text
    if module in ("math",) or module.startswith("scipy."):
        return f"{module}.{text}"
    frame.refuse(
        "S201",
        f"generated code has no way to name {module}.{text}",
        "Call it under its public name.",
    )
    return None
