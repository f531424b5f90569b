"""Attributes and items of objects that the program makes, written to."""

import gast

from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.expressions.attributes import get_attribute
from s2s_grad.transform.expressions.items import key_of
from s2s_grad.transform.expressions.made import method_of, set_attribute, static
from s2s_grad.transform.heap import contents, is_set, slots
from s2s_grad.transform.statements.containers import augmented


def put_in_object(frame, statement, owner):
    """`object.attr = value` and `object[key] = value`; whether it can be done."""
    place = statement.place
    value = evaluate(frame, statement.value)
    if isinstance(place, gast.Attribute):
        if statement.operator is not None:
            value = grown_attribute(frame, statement, owner, value)
        set_attribute(frame, owner, place.attr, value)
        return True
    reader, writer = method_of(owner, "__getitem__"), method_of(owner, "__setitem__")
    if writer is None:
        return False
    key = key_of(frame, place.slice)
    if statement.operator is not None:
        old = frame.session.user_call(frame, reader, [owner, key], {})
        value = augmented(frame, statement.operator, old, value)
    frame.session.user_call(frame, writer, [owner, key, value], {})
    return True


def grown_attribute(frame, statement, owner, value):
    """The value of `object.attr op= value`."""
    attr, identity = statement.place.attr, owner.value.identity
    own = slots(contents(frame, identity))
    if (
        attr in own
        and is_set(own[attr])
        and not isinstance(static(owner.value.kind, attr), property)
    ):
        return augmented(frame, statement.operator, own[attr], value, identity, attr)
    old = get_attribute(frame, owner, attr)
    return augmented(frame, statement.operator, old, value)
