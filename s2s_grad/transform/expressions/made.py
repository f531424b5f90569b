"""Attributes of objects that the program makes: read, and written."""

import functools
import types
from typing import Any

from s2s_grad.analysis.objects import Object, Upper
from s2s_grad.analysis.values import Instance, Method
from s2s_grad.errors import UnsupportedSyntax, UnsupportedValue
from s2s_grad.transform.expressions.containers import kept, known_bound
from s2s_grad.transform.frames import Bound, reach
from s2s_grad.transform.heap import contents, is_set, label, slots, with_slots, write, write_slot

MISSING = object()


def made_attribute(frame, bound, attr):
    """`value.attr` for an object that the program makes."""
    kind, path = bound.value.kind, bound.value.path
    if attr == "__class__":
        return Bound(Instance(kind, path))
    content = contents(frame, bound.value.identity)
    if attr == "__dict__":
        return Bound(content.value, None, content.parts, identity=bound.value.identity)
    own, described = slots(content), static(kind, attr)
    if is_python(described, "__get__") and is_python(described, "__set__"):
        return described_attribute(frame, bound, described)
    if isinstance(described, property):
        return frame.session.user_call(frame, described.fget, [bound], {})
    if attr in own:
        return known_attribute(frame, bound, attr, own[attr])
    if described is MISSING or is_slot(described):
        return missing_attribute(frame, bound, attr)
    if isinstance(described, functools.cached_property):
        value = frame.session.user_call(frame, described.func, [bound], {})
        value = kept(frame, label(frame, bound.value.identity, attr), value)
        write_slot(frame, bound.value.identity, attr, value)
        return value
    return class_attribute(frame, bound, kind, path, described, attr)


def class_attribute(frame, bound, kind, path, described, attr):
    """What an object finds in its class."""
    if isinstance(described, staticmethod):
        return reach(frame, (*path, (".", attr)), described.__func__)
    if isinstance(described, classmethod):
        return Bound(Method(described.__func__, Bound(Instance(kind, path))))
    if hasattr(described, "__code__"):
        return Bound(Method(described, bound))
    if is_python(described, "__get__"):
        return described_attribute(frame, bound, described)
    if hasattr(type(described), "__get__") and not isinstance(described, type):
        if attr in ("__init__", "__setattr__", "__getattribute__", "__eq__", "__new__"):
            return Bound(Method(attr, bound))
        return no_attribute(frame, bound, attr)
    return reach(frame, (*path, (".", attr)), getattr(kind, attr))


def known_attribute(frame, bound, attr, found):
    """An attribute of the object's own, if it is set on every path."""
    if not is_set(found):
        frame.refuse(
            "S207",
            f"the attribute {attr!r} is not set on every path, or holds different kinds of values",
            "Set it in `__init__`, to a value of the same kind.",
            UnsupportedValue,
        )
    return found


def described_attribute(frame, bound, described):
    """An attribute that a descriptor of the user's own class computes."""
    kind, path = bound.value.kind, bound.value.path
    descriptor = reach(frame, (*path, ("static", name_of(kind, described))), described)
    arguments = [descriptor, bound, Bound(Instance(kind, path))]
    return frame.session.user_call(frame, type(described).__get__, arguments, {})


def missing_attribute(frame, bound, attr):
    """`__getattr__`, or a refusal."""
    method = static(bound.value.kind, "__getattr__")
    if method is MISSING:
        return no_attribute(frame, bound, attr)
    return frame.session.user_call(frame, method, [bound, known_bound(attr)], {})


def no_attribute(frame, bound, attr):
    """Refuse an attribute that is not there, or that cannot be read."""
    return frame.refuse(
        "S206",
        f"an object of class {bound.value.kind.__name__} has no attribute {attr!r} here "
        "that can be read",
        "Set it in `__init__`.",
        UnsupportedValue,
    )


def upper_attribute(frame, value, attr):
    """`super().attr` in a method of an object that the program makes."""
    receiver = value.receiver
    kind, path = receiver.value.kind, receiver.value.path
    order = kind.__mro__
    for base in order[order.index(value.start) + 1 :]:
        if attr in vars(base):
            described = vars(base)[attr]
            if isinstance(described, property):
                return frame.session.user_call(frame, described.fget, [receiver], {})
            if attr in ("__init__", "__setattr__") and not is_written(described):
                return Bound(Method(attr, Bound(Upper(base, receiver))))
            path = (*path, ("mro", order.index(base)))
            return class_attribute(frame, receiver, base, path, described, attr)
    return no_attribute(frame, receiver, attr)


def has_attribute(frame, bound, attr):
    """Whether an object that the program makes has an attribute; None when that varies."""
    own = slots(contents(frame, bound.value.identity))
    if attr in own:
        return True if is_set(own[attr]) else None
    described = static(bound.value.kind, attr)
    if described is MISSING or is_slot(described):
        return False if static(bound.value.kind, "__getattr__") is MISSING else None
    return True


def set_attribute(frame, bound, attr, value):
    """`object.attr = value` for an object that the program makes."""
    kind = bound.value.kind
    setter = static(kind, "__setattr__")
    if is_written(setter):
        arguments = [bound, known_bound(attr), value]
        return frame.session.user_call(frame, setter, arguments, {})
    if setter not in (object.__setattr__, types.SimpleNamespace.__setattr__):
        frame.refuse(
            "S103",
            f"an attribute of {kind.__name__}, which is frozen, is set",
            "Make a new object with dataclasses.replace.",
            UnsupportedSyntax,
        )
    return set_plainly(frame, bound, attr, value)


def set_plainly(frame, bound, attr, value):
    """What `object.__setattr__` does."""
    kind, path = bound.value.kind, bound.value.path
    described = static(kind, attr)
    if isinstance(described, property):
        if described.fset is None:
            frame.refuse(
                "S103",
                f"the property {attr!r} has no setter",
                "Set the attribute that it is computed from.",
                UnsupportedSyntax,
            )
        return frame.session.user_call(frame, described.fset, [bound, value], {})
    kind_of: Any = type(described)
    if is_python(described, "__set__"):
        descriptor = reach(frame, (*path, ("static", name_of(kind, described))), described)
        arguments = [descriptor, bound, value]
        return frame.session.user_call(frame, kind_of.__set__, arguments, {})
    value = kept(frame, label(frame, bound.value.identity, attr), value)
    write_slot(frame, bound.value.identity, attr, value)
    return None


def delete_attribute(frame, bound, attr):
    """`del object.attr`."""
    content = contents(frame, bound.value.identity)
    own = slots(content)
    if attr not in own:
        no_attribute(frame, bound, attr)
    del own[attr]
    write(frame, bound.value.identity, with_slots(content, own))


def static(kind, attr):
    """The attribute as it stands in the class, without binding, or MISSING."""
    for base in kind.__mro__:
        if attr in vars(base) and base is not object:
            return vars(base)[attr]
    return getattr(object, attr, MISSING)


def name_of(kind, described):
    """The name under which a descriptor stands in a class."""
    return next(
        text for base in kind.__mro__ for text, found in vars(base).items() if found is described
    )


def is_python(described, attr):
    """Whether a descriptor has a method that is written in Python."""
    return hasattr(getattr(type(described), attr, None), "__code__")


def is_written(found):
    """Whether a function stands in a file of the user's, not made by a dataclass."""
    code = getattr(found, "__code__", None)
    return code is not None and code.co_filename != "<string>"


def is_slot(described):
    """Whether it is the place that `__slots__` makes for an attribute."""
    return type(described).__name__ == "member_descriptor"


def method_of(bound, attr):
    """The method of that name in an object's class, if it is written in Python."""
    if not isinstance(bound.value, Object):
        return None
    found = static(bound.value.kind, attr)
    return found if hasattr(found, "__code__") and is_written(found) else None
