"""Objects that are made inside the program: namedtuples, errors, Primitives, Cells."""

import numpy as np

from s2s_grad.analysis.values import Instance, Known, is_number, leaves, widened
from s2s_grad.runtime import Carrier
from s2s_grad.transform.calls.instances import new_instance
from s2s_grad.transform.expressions.containers import known_bound, sequence, settled
from s2s_grad.transform.expressions.primitives import primitive, with_dtype
from s2s_grad.transform.frames import Bound, Frame
from s2s_grad.transform.raising import error_made


def is_named_tuple(found) -> bool:
    """Whether a class makes tuples with names for their entries."""
    return issubclass(found, tuple) and hasattr(found, "_fields")


def class_call(frame, value, found, arguments, keywords):
    """Making an object: namedtuples, and errors; others are refused."""
    if is_named_tuple(found):
        parts = list(arguments)
        for key in found._fields[len(parts) :]:
            if key not in keywords:
                defaults = found._field_defaults
                if key not in defaults:
                    frame.refuse("S406", f"{key!r} is missing", "Pass it.")
                keywords[key] = known_bound(defaults[key])
            parts.append(keywords[key])
        return sequence(tuple, [settled(frame, part) for part in parts], found)
    if hasattr(found, "__s2s_dtype__"):
        return carried_array(frame, found, arguments, keywords)
    if hasattr(found, "__source__"):
        return made_object(frame, found, arguments, keywords)
    if issubclass(found, BaseException):
        return error_made(frame, value, arguments, keywords)
    made = new_instance(frame, value, found, arguments, keywords)
    if made is not None:
        return made
    return frame.refuse(
        "S201",
        f"making an object of class {found.__name__} is not supported",
        "Make the object outside the function, or use tuples and dicts.",
    )


def carried_array(frame: Frame, found, arguments, keywords):
    """Making a Tensor: the array in it."""
    words = dict(zip(("input_data", "dtype"), arguments, strict=False)) | keywords
    data, dtype = words.pop("input_data", None), words.pop("dtype", None)
    if data is None or words or len(arguments) > 2:
        frame.refuse(
            "S202",
            f"{found.__name__} is made from more than data and a dtype",
            f"Write {found.__name__}(data, dtype), or make it outside the function.",
        )
    if dtype is not None and dtype.value != Known(None):
        wanted = with_dtype(dtype)
    else:
        made = found.__s2s_dtype__([kind_of(leaf) for leaf in leaves(data.value)])
        wanted = None if made is None else known_bound(made)
    if wanted is None:
        return primitive(frame, np.array, [data], {})
    if is_number(data.value) and isinstance(wanted.value, Known):
        return primitive(frame, np.dtype(wanted.value.value).type, [data], {})
    return primitive(frame, np.array, [data, wanted], {})


def kind_of(leaf):
    """(letter, dtype or None) of a number or an array."""
    value = widened(leaf)
    dtype = getattr(value, "dtype", None)
    letter = getattr(value, "kind", None) or (np.dtype(dtype).kind if dtype else None)
    return letter, dtype


def made_object(frame, found, arguments, keywords):
    """A Primitive, or a Cell without Parameters, that is made inside the program."""
    plain = [structure(frame, bound) for bound in arguments]
    words = {key: structure(frame, bound) for key, bound in keywords.items()}
    made = found(*plain, **words)
    if any(isinstance(value, Carrier) for value in vars(made).values()):
        frame.refuse(
            "S201",
            f"{found.__name__} is made inside the function, and has Parameters",
            "Make it outside the function.",
        )
    frame.session.roots["made", id(made)] = made
    return Bound(Instance(made, (("made", id(made)),)))


def structure(frame, bound):
    """The object behind an argument that is structure."""
    if isinstance(bound.value, Known):
        return bound.value.value
    if isinstance(bound.value, Instance):
        return bound.value.object
    if bound.parts is not None:
        return bound.value.kind(structure(frame, part) for part in bound.parts)
    return frame.refuse(
        "S201",
        "an object is made from numbers inside the function",
        "Make it outside the function.",
    )
