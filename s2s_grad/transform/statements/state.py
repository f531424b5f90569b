"""Writes into Parameters: what a program changes in the objects that it reads."""

import gast
import numpy as np

from s2s_grad.analysis.values import Array, Known
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.runtime import Carrier
from s2s_grad.syntax.tree import attribute, call
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.expressions.names import evaluate_with
from s2s_grad.transform.expressions.primitives import primitive
from s2s_grad.transform.frames import Bound, HandedIn, literal
from s2s_grad.transform.statements.arrays import write


def state_path(frame, bound):
    """The path of the Parameter that a binding is, or None."""
    if not isinstance(bound.tree, gast.Name):
        return None
    unit, text = frame.unit, bound.tree.id
    if text in unit.carriers:
        raise HandedIn
    if text in unit.state_of:
        return unit.state_of[text]
    for path, (other, _) in unit.reads.items():
        if other == text and isinstance(unit.objects.get(path), Carrier):
            return path
    return None


def put_state(frame, statement):
    """`parameter[index] = value`, `self.parameter = value`; whether it was a Parameter.

    The Parameter has a new value from here on, and gets it when the call is over.
    """
    place = statement.place
    whole = isinstance(place, gast.Attribute)
    if whole and not holds_parameter(frame, place):
        return False
    owner = evaluate(frame, place if whole else place.value)
    path = state_path(frame, owner)
    if path is None:
        return False
    if not whole:
        index = place.slice
        whole = isinstance(index, gast.Constant) and index.value is Ellipsis
    value = evaluate(frame, statement.value)
    if statement.operator is not None and whole:
        tree = gast.BinOp(names("__old__"), statement.operator(), names("__new__"))
        value = evaluate_with(frame, tree, __old__=owner, __new__=value)
    if whole:
        set_state(frame, path, owner, value)
        return True
    text = frame.unit.reads[path][0]
    copy = frame.let(text, owner.value, call(attribute(owner.tree, "copy")), made=False)
    frame.env["__state__"] = copy
    found = write(frame, copy, place.slice, statement.value, statement.operator, text)
    after = frame.env.pop("__state__")
    if found:
        remember(frame, path, owner, after)
    return found


def holds_parameter(frame, place):
    """Whether an attribute of an object holds a Parameter now."""
    found = getattr(evaluate(frame, place.value).value, "object", None)
    return isinstance(getattr(found, place.attr, None), Carrier)


def names(text):
    """A name that is read."""
    return gast.Name(text, gast.Load(), None, None)


def set_state(frame, path, owner, value):
    """The Parameter at `path` holds `value`, in its own dtype and shape."""
    text, kept = frame.unit.reads[path]
    shape = value.value.shape if isinstance(value.value, Array) else ()
    if shape != kept.shape:
        zeros = primitive(frame, np.zeros_like, [owner], {})
        tree = gast.BinOp(names("__old__"), gast.Add(), names("__new__"))
        value = evaluate_with(frame, tree, __old__=zeros, __new__=value)
    if getattr(value.value, "dtype", None) != kept.dtype:
        dtype = Known(np.dtype(kept.dtype))
        method = gast.Attribute(names("__new__"), "astype", gast.Load())
        tree = gast.Call(method, [names("__dtype__")], [])
        words = {"__new__": value, "__dtype__": Bound(dtype, literal(dtype))}
        value = evaluate_with(frame, tree, **words)
    new = frame.let(text, value.value, value.tree, made=False, base=value.base)
    remember(frame, path, owner, new)


def remember(frame, path, owner, new):
    """From here on, whoever reads the Parameter reads the new value."""
    scope, unit = frame, frame.unit
    while scope is not None:
        if scope.loop is not None and scope.unit is unit:
            frame.refuse(
                "S103",
                "a Parameter is written in a loop of a length that is not known",
                "Loop over a list, or keep the value in a name and write it behind the loop.",
                UnsupportedSyntax,
            )
        scope = scope.caller
    unit.state[path] = new
    unit.state_of[owner.tree.id] = unit.state_of[new.tree.id] = path
