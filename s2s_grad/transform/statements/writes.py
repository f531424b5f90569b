"""Writes by index and by `x += y`: into lists and dicts, into arrays."""

import gast

from s2s_grad.analysis.objects import Object
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.expressions.containers import settled
from s2s_grad.transform.statements.arrays import write
from s2s_grad.transform.statements.containers import put_item
from s2s_grad.transform.statements.lists import put_entry
from s2s_grad.transform.statements.objects import put_in_object


def put(frame, statement):
    """`place = value`, where the place is an item of an array, a list or a dict."""
    place = statement.place
    shown = place
    while isinstance(shown, (gast.Subscript, gast.Attribute)):
        shown = shown.value
    text = shown.id if isinstance(shown, gast.Name) else "a value"
    kind = "attribute" if isinstance(place, gast.Attribute) else "item"
    owner = evaluate(frame, place.value)
    if isinstance(owner.value, Object) and put_in_object(frame, statement, owner):
        return
    if isinstance(place, gast.Subscript) and isinstance(place.value, gast.Name):
        if frame.env.get(text) is not None:
            bound = evaluate(frame, place.value)
            if put_item(frame, statement, bound) or put_entry(frame, statement, text):
                return
        array = settled(frame, evaluate(frame, place.value), text)
        if write(frame, array, place.slice, statement.value, statement.operator, text):
            return
    frame.refuse(
        "S103",
        f"an {kind} of {text!r} is written in place, which is not supported yet",
        "Build a new value instead: np.where, np.concatenate, or a new container.",
        UnsupportedSyntax,
    )
