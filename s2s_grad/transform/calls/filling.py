"""Functions that write into an array that they are handed, as writes to its parts."""

import inspect

import gast
import numpy as np

from s2s_grad import runtime
from s2s_grad.analysis.values import Anything, Array, Known, Number, is_number, is_varied
from s2s_grad.code import Do
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.rules.registry import METHODS
from s2s_grad.syntax.places import path_of, root_of
from s2s_grad.syntax.tree import attribute, call, constant, item, tuple_of
from s2s_grad.transform.expressions.containers import known_bound, settled
from s2s_grad.transform.expressions.memory import wrote
from s2s_grad.transform.expressions.primitives import primitive
from s2s_grad.transform.frames import Bound, text_of

WHOLE = constant(Ellipsis)
NONE = Bound(Known(None), constant(None))


def target_of(frame, bound):
    """The array that is written to, under a name; refuses what is none."""
    found = settled(frame, bound, "target")
    if not isinstance(found.value, (Array, Anything)) or not isinstance(found.tree, gast.Name):
        refuse(frame, "what is written to here is no array")
    return found


def refuse(frame, reason):
    """Refuse a call that writes into its argument."""
    advice = "Assign to the array: `x[...] = value`."
    frame.refuse("S103", reason, advice, UnsupportedSyntax)


def filled(frame, array, index, value):
    """The array after `array[index] = value`."""
    return frame.session.put_value(frame, array, index, settled(frame, value, "filled"))


def plain(frame, keywords, *allowed):
    """Refuse keyword arguments that are not understood."""
    for key in keywords:
        if key not in allowed:
            refuse(frame, f"the argument {key!r} of a function that writes in place")


def copyto(frame, arguments, keywords):
    """`np.copyto(a, values, where=mask)`."""
    plain(frame, keywords, "where")
    array, value = target_of(frame, arguments[0]), arguments[1]
    mask = keywords.get("where")
    if mask is not None:
        value = primitive(frame, np.where, [mask, value, array], {})
    filled(frame, array, WHOLE, value)
    return NONE


def putmask(frame, arguments, keywords):
    """`np.putmask(a, mask, values)`: values are repeated, and picked by their place."""
    array, mask, value = target_of(frame, arguments[0]), *arguments[1:]
    shapes = [getattr(bound.value, "shape", None) for bound in (array, value)]
    if not is_number(value.value) and (None in shapes or shapes[0] != shapes[1]):
        shape = settled(frame, primitive(frame, np.shape, [array], {}), "shape")
        value = settled(frame, primitive(frame, np.resize, [value, shape], {}), "values")
    filled(frame, array, WHOLE, primitive(frame, np.where, [mask, value, array], {}))
    return NONE


def place(frame, arguments, keywords):
    """`np.place(a, mask, values)`: values one after another where the mask holds."""
    array, mask, value = target_of(frame, arguments[0]), *arguments[1:]
    mask = settled(frame, mask, "mask")
    if not is_number(value.value):
        count = settled(frame, primitive(frame, np.count_nonzero, [mask], {}), "count")
        value = settled(frame, primitive(frame, np.resize, [value, count], {}), "values")
    filled(frame, array, mask.tree, value)
    return NONE


def put(frame, arguments, keywords):
    """`np.put(a, places, values)`: places count through the whole array."""
    plain(frame, keywords)
    array, places, value = target_of(frame, arguments[0]), *arguments[1:3]
    if len(arguments) > 3:
        refuse(frame, "the argument 'mode' of np.put")
    places = settled(frame, primitive(frame, np.ravel, [places], {}), "places")
    if not is_number(value.value):
        count = settled(frame, primitive(frame, np.size, [places], {}), "count")
        value = settled(frame, primitive(frame, np.resize, [value, count], {}), "values")
    index = places.tree
    if getattr(array.value, "shape", None) is None or len(array.value.shape) != 1:
        shape = settled(frame, primitive(frame, np.shape, [array], {}), "shape")
        found = primitive(frame, np.unravel_index, [places, shape], {})
        index = settled(frame, found, "places").tree
    filled(frame, array, index, value)
    return NONE


def put_along_axis(frame, arguments, keywords):
    """`np.put_along_axis(a, places, values, axis)`."""
    words = dict(zip(("arr", "indices", "values", "axis"), arguments, strict=False))
    words |= keywords
    array = target_of(frame, words["arr"])
    places = settled(frame, words["indices"], "places")
    axis = words["axis"]
    rank = getattr(array.value, "shape", None)
    same = rank is not None and rank == getattr(places.value, "shape", None)
    if not same and (rank is None or len(rank) != 1):
        count = isinstance(axis.value, Known) and isinstance(axis.value.value, int)
        if not count:
            refuse(frame, "np.put_along_axis with an axis that is not literal")
    index = primitive(frame, runtime.along_axis, [places, axis], {})
    filled(frame, array, settled(frame, index, "places").tree, words["values"])
    return NONE


def fill_diagonal(frame, arguments, keywords):
    """`np.fill_diagonal(a, value)` of a matrix."""
    plain(frame, keywords)
    array, value = target_of(frame, arguments[0]), arguments[1]
    shape = getattr(array.value, "shape", None)
    if len(arguments) > 2 or (shape is not None and len(shape) != 2):
        refuse(frame, "np.fill_diagonal is supported for matrices only, without wrap")
    sizes = [item(attribute(array.tree, "shape"), constant(axis)) for axis in (0, 1)]
    length = Bound(Number("i"), call("min", *sizes))
    if shape is not None and shape[0] == shape[1]:
        length = Bound(Number("i"), call("len", array.tree))
    places = settled(frame, primitive(frame, np.arange, [length], {}), "diagonal")
    if not is_number(value.value):
        count = settled(frame, primitive(frame, np.size, [places], {}), "count")
        value = settled(frame, primitive(frame, np.resize, [value, count], {}), "values")
    filled(frame, array, tuple_of([places.tree, places.tree]), value)
    return NONE


def fill(frame, arguments, keywords):
    """`a.fill(value)`."""
    filled(frame, target_of(frame, arguments[0]), WHOLE, arguments[1])
    return NONE


def sort(frame, arguments, keywords):
    """`a.sort(axis)`."""
    array = target_of(frame, arguments[0])
    filled(frame, array, WHOLE, primitive(frame, np.sort, [array, *arguments[1:]], keywords))
    return NONE


def partition(frame, arguments, keywords):
    """`a.partition(kth, axis)`."""
    array = target_of(frame, arguments[0])
    found = primitive(frame, np.partition, [array, *arguments[1:]], keywords)
    filled(frame, array, WHOLE, found)
    return NONE


def adding(text):
    """`np.add.at(a, index, values)` and its like."""

    def add_at(frame, arguments, keywords):
        array, index, value = target_of(frame, arguments[0]), *arguments[1:]
        value = settled(frame, value, "added")
        index = settled(frame, index, "places") if index.tree is not None else index
        path = path_of(array.tree, frame.unit.paths)
        frame.put(Do(call(text, path, text_of(index), text_of(value))))
        active = is_varied(array.value) or (is_varied(value.value) and not frame.inert)
        wrote(frame, root_of(path), active, path)
        return NONE

    return add_at


def with_out(frame, found, arguments, keywords, evaluate):
    """A call with `out=`: its value goes into that array; None when there is no `out`.

    `evaluate(arguments, keywords)` is the call without it. Where a ufunc has `where=`, the
    others keep what they hold.
    """
    arguments, keywords, out = split_out(found, arguments, keywords)
    if out is None:
        return None
    if out.parts is not None:
        if len(out.parts) != 1:
            refuse(frame, "several arrays as `out`")
        out = out.parts[0]
    if isinstance(out.value, Known) and out.value.value is None:
        return evaluate(arguments, keywords)
    array = target_of(frame, out)
    mask = keywords.pop("where", None) if isinstance(found, np.ufunc) else None
    if mask is None or (isinstance(mask.value, Known) and mask.value.value is True):
        return filled(frame, array, WHOLE, evaluate(arguments, keywords))
    mask, one = settled(frame, mask, "mask"), known_bound(1)
    arguments = [
        settled(frame, primitive(frame, np.where, [mask, bound, one], {}), "operand")
        for bound in arguments
    ]
    value = settled(frame, evaluate(arguments, keywords), "value")
    return filled(frame, array, WHOLE, primitive(frame, np.where, [mask, value, array], {}))


def split_out(found, arguments, keywords):
    """(arguments, keywords, out), wherever `out` stands in a call."""
    if "out" in keywords:
        rest = {key: bound for key, bound in keywords.items() if key != "out"}
        return arguments, rest, keywords["out"]
    if isinstance(found, np.ufunc):
        if len(arguments) == found.nin + 1 and found.nout == 1:
            return arguments[:-1], keywords, arguments[-1]
        return arguments, keywords, None
    position = {np.dot: 2}.get(found) if found is np.dot else out_position(found)
    if position is not None and len(arguments) > position:
        rest = [*arguments[:position], *arguments[position + 1 :]]
        return rest, keywords, arguments[position]
    return arguments, keywords, None


def out_position(found):
    """At which position a function of NumPy takes `out`, or None."""
    module = getattr(found, "__module__", None) or ""
    if module.partition(".")[0] != "numpy" or not callable(found):
        return None
    try:
        parameters = inspect.signature(found).parameters
    except (TypeError, ValueError):
        return None
    plain = inspect.Parameter.POSITIONAL_OR_KEYWORD
    by_place = "out" in parameters and parameters["out"].kind is plain
    return list(parameters).index("out") if by_place else None


FILLING = {
    np.copyto: copyto,
    np.putmask: putmask,
    np.place: place,
    np.put: put,
    np.put_along_axis: put_along_axis,
    np.fill_diagonal: fill_diagonal,
    np.add.at: adding("np.add.at"),
    np.subtract.at: adding("np.subtract.at"),
    runtime.scatter_add: adding("scatter_add"),
}
FILLING_METHODS = {"fill": fill, "sort": sort, "put": put, "partition": partition}


def filling_method(frame, attr, receiver, arguments, keywords, evaluate):
    """A method of an array that writes into an array; None when it does not."""
    if attr in FILLING_METHODS:
        return FILLING_METHODS[attr](frame, [receiver, *arguments], keywords)
    return with_out(
        frame,
        METHODS.get(attr),
        [receiver, *arguments],
        keywords,
        lambda values, words: evaluate(values[1:], words),
    )
