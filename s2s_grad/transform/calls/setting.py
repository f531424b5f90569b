"""Builtins that change an object: setattr, delattr, vars."""

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import Known
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.tree import attribute, name
from s2s_grad.transform.expressions.containers import known_bound
from s2s_grad.transform.expressions.made import delete_attribute, set_attribute, set_plainly
from s2s_grad.transform.expressions.names import evaluate_with


def target_of(frame, arguments, word):
    """The object and the attribute that a builtin changes."""
    known = len(arguments) > 1 and isinstance(arguments[1].value, Known)
    if not known or not isinstance(arguments[0].value, Object):
        frame.refuse(
            "S103",
            f"{word} on an object that the function did not make, or with a name that is not known",
            "Make the object in the function.",
            UnsupportedSyntax,
        )
    return arguments[0], arguments[1].value.value


def set_call(frame, arguments, keywords):
    """`setattr(object, "name", value)`."""
    bound, attr = target_of(frame, arguments, "setattr")
    set_attribute(frame, bound, attr, arguments[2])
    return known_bound(None)


def plain_set_call(frame, arguments, keywords):
    """`object.__setattr__(object, "name", value)`."""
    bound, attr = target_of(frame, arguments, "object.__setattr__")
    set_plainly(frame, bound, attr, arguments[2])
    return known_bound(None)


def delete_call(frame, arguments, keywords):
    """`delattr(object, "name")`."""
    bound, attr = target_of(frame, arguments, "delattr")
    delete_attribute(frame, bound, attr)
    return known_bound(None)


def vars_call(frame, arguments, keywords):
    """`vars(object)`."""
    if len(arguments) != 1 or not isinstance(arguments[0].value, Object):
        return None
    return evaluate_with(frame, attribute(name("__it__"), "__dict__"), __it__=arguments[0])
