"""Making objects of the user's own classes inside the program."""

import dataclasses
import enum
import inspect

from s2s_grad.analysis.objects import Upper
from s2s_grad.analysis.values import Instance, Known
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.runtime import Carrier
from s2s_grad.syntax.tree import constant
from s2s_grad.transform.calls.functions import user_call
from s2s_grad.transform.calls.sources import is_library_file
from s2s_grad.transform.expressions.containers import kept
from s2s_grad.transform.expressions.made import is_written, set_attribute, set_plainly, static
from s2s_grad.transform.frames import Bound, reach
from s2s_grad.transform.heap import contents, label, new_object, slots, write_slot

HEAP_TYPE = 1 << 9  # of classes that are defined in Python
NONE = Bound(Known(None), constant(None))


def new_instance(frame, value, kind, arguments, keywords):
    """`Kind(...)` for a class that is written in Python; None when it is another class."""
    if issubclass(kind, enum.Enum):
        return member(frame, value, kind, arguments)
    if not is_plain_class(kind):
        return None
    path = getattr(value, "path", ())
    bound = new_object(frame, kind, path)
    initialise(frame, bound, kind, arguments, keywords)
    return bound


def is_plain_class(kind):
    """Whether objects of a class are made by its `__init__` alone, which can be read."""
    if kind.__new__ is not object.__new__ or type(kind).__call__ is not type.__call__:
        return False
    if issubclass(kind, Carrier) or not all(
        base is object or base.__flags__ & HEAP_TYPE for base in kind.__mro__
    ):
        return False
    try:
        return not is_library_file(inspect.getfile(kind))
    except (TypeError, OSError):
        return kind.__module__ in ("__main__", "builtins") or is_written(static(kind, "__init__"))


def member(frame, value, kind, arguments):
    """`Color(2)`: the member of an Enum with a known value."""
    known = [bound.value for bound in arguments]
    if len(known) != 1 or not isinstance(known[0], Known):
        frame.refuse(
            "S204", "a member of an Enum is picked by what is only known at run time", "Name it."
        )
    found = kind(known[0].value)
    return Bound(Instance(found, (*value.path, (".", found.name))))


def initialise(frame, bound, kind, arguments, keywords):
    """What `kind.__init__` does to a new object."""
    init = static(kind, "__init__")
    if is_written(init):
        return user_call(frame, init, [bound, *arguments], keywords)
    owner = next(base for base in kind.__mro__ if "__init__" in vars(base))
    if dataclasses.is_dataclass(owner):
        return fill_fields(frame, bound, owner, arguments, keywords)
    if init is not object.__init__ or arguments or keywords:
        frame.refuse(
            "S406", f"{kind.__name__}() takes no arguments here", "Give the class an `__init__`."
        )
    return NONE


def fill_fields(frame, bound, owner, arguments, keywords):
    """What the `__init__` of a dataclass does."""
    path = bound.value.path
    if owner is not bound.value.kind:
        path = (*path, ("mro", bound.value.kind.__mro__.index(owner)))
    fields = owner.__dataclass_fields__
    given, keywords = list(arguments), dict(keywords)
    extra = []
    for text, field in fields.items():
        kind = field._field_type
        if kind is dataclasses._FIELD_CLASSVAR:  # pyright: ignore[reportAttributeAccessIssue]  # as the module does
            continue
        found = None
        if field.init and text in keywords:
            found = keywords.pop(text)
        elif field.init and given and not field.kw_only:
            found = given.pop(0)
        else:
            found = default_of(frame, owner, path, text, field)
        if found is None:
            if field.init:
                frame.refuse("S406", f"{owner.__name__}() misses {text!r}", "Pass it.")
            continue
        if kind is dataclasses._FIELD_INITVAR:  # pyright: ignore[reportAttributeAccessIssue]  # as the module does
            extra.append(found)
            continue
        if isinstance(static(owner, text), property):
            set_attribute(frame, bound, text, found)
            continue
        found = kept(frame, label(frame, bound.value.identity, text), found)
        write_slot(frame, bound.value.identity, text, found)
    if given or keywords:
        frame.refuse("S406", f"{owner.__name__}() got too many arguments", "Pass fewer.")
    after = static(bound.value.kind, "__post_init__")
    if hasattr(after, "__code__"):
        user_call(frame, after, [bound, *extra], {})
    return NONE


def default_of(frame, owner, path, text, field):
    """The default of a field of a dataclass, or None."""
    if field.default is not dataclasses.MISSING and vars(owner).get(text) is field.default:
        return reach(frame, (*path, (".", text)), field.default)
    inner = (*path, (".", "__dataclass_fields__"), ("[", text))
    if field.default is not dataclasses.MISSING:
        return reach(frame, (*inner, (".", "default")), field.default)
    if field.default_factory is not dataclasses.MISSING:
        factory = reach(frame, (*inner, (".", "default_factory")), field.default_factory)
        return frame.session.dispatch(frame, factory, [], {})
    return None


def object_method(frame, attr, receiver, arguments, keywords):
    """What `object` and dataclasses give every object: `__init__`, `__setattr__`."""
    start = receiver.value
    bound, kind = (start.receiver, start.start) if isinstance(start, Upper) else (receiver, None)
    if attr == "__init__":
        return initialise(frame, bound, kind or bound.value.kind, arguments, keywords)
    if attr == "__setattr__" and len(arguments) == 2 and isinstance(arguments[0].value, Known):
        set_plainly(frame, bound, arguments[0].value.value, arguments[1])
        return NONE
    return frame.refuse(
        "S201",
        f"the method {attr!r} of every object is called, which is not supported",
        "Write the method in the class.",
        UnsupportedSyntax,
    )


def replaced(frame, arguments, keywords):
    """`dataclasses.replace(object, field=value)`."""
    from_outside = isinstance(arguments[0].value, Instance)
    kind = type(arguments[0].value.object) if from_outside else arguments[0].value.kind
    path = arguments[0].value.path
    words = dict(keywords)
    for text, field in kind.__dataclass_fields__.items():
        plain = field._field_type is dataclasses._FIELD  # pyright: ignore[reportAttributeAccessIssue]  # as the module does
        if field.init and plain and text not in words:
            if from_outside:
                words[text] = reach(
                    frame, (*path, (".", text)), getattr(arguments[0].value.object, text)
                )
            else:
                words[text] = slots(contents(frame, arguments[0].value.identity))[text]
    bound = new_object(frame, kind, (*path, ("class",)) if from_outside else path)
    initialise(frame, bound, kind, [], words)
    return bound
