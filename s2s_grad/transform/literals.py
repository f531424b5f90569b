"""The text of values that are known: numbers, words, slices, dtypes, classes."""

import gast
import numpy as np

from s2s_grad.analysis.values import Known
from s2s_grad.syntax.tree import constant, dotted, name

ABSTRACT = (np.generic, np.number, np.integer, np.signedinteger, np.unsignedinteger)
ABSTRACT += (np.inexact, np.floating, np.complexfloating, np.flexible, np.character)


def literal(value):
    """The text of a known value, or None."""
    match value:
        case Known(value=found) if found is None or isinstance(
            found, (bool, int, float, complex, str, bytes)
        ):
            return constant(found)
        case Known(value=found) if found is Ellipsis:
            return constant(Ellipsis)
        case Known(value=slice() as found):
            bounds = [
                None if bound is None else constant(bound)
                for bound in (found.start, found.stop, found.step)
            ]
            return gast.Slice(*bounds)
        case Known(value=np.dtype() as found):
            return dotted(f"np.{scalar_type(found)}")
        case Known(value=found) if isinstance(found, type):
            if issubclass(found, np.generic):
                if found in ABSTRACT:
                    return dotted(f"np.{found.__name__}")
                return dotted(f"np.{scalar_type(np.dtype(found))}")
            if found in (float, int, bool, complex):
                return name(found.__name__)
    return None


def scalar_type(dtype):
    """NumPy's name of a dtype."""
    return "bool_" if dtype.kind == "b" else dtype.name
