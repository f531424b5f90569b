"""Where the program itself raises: the path ends there, with the user's own error."""

import builtins
from typing import Any

from s2s_grad.analysis.values import Instance, Opaque
from s2s_grad.code import Leave
from s2s_grad.syntax.tree import call, constant, dotted, name
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.spelling import path_text
from s2s_grad.transform.frames import Bound, read, text_of


class Raised(Exception):
    """The path that is being resolved ends here; `leave` is yet to be written, if there is one."""

    def __init__(self, leave=None):
        super().__init__()
        self.leave = leave


def raises(error):
    """End the path: Python would raise this error here."""
    values = [constant(value) for value in error.args]
    raise Raised(Leave("raise", call(type(error).__name__, *values)))


def raise_statement(frame, value):
    """`raise value`, or `raise` in a handler."""
    if value is None:
        return frame.put(Leave("raise", None))
    bound = inertly(frame, value)
    if isinstance(bound.value, Instance) and isinstance(bound.value.object, type):
        bound = error_made(frame, bound.value, [], {})
    return frame.put(Leave("raise", text_of(bound)))


def error_made(frame, value, arguments, keywords):
    """`ValueError("...")`, or an error of the user's own class."""
    trees = [text_of(bound) for bound in arguments]
    words = {key: text_of(bound) for key, bound in keywords.items()}
    return Bound(Opaque("an error"), call(error_class(frame, value), *trees, **words))


def error_class(frame, value):
    """The text under which generated code finds a class of errors."""
    found: Any = getattr(value, "object", getattr(value, "value", None))
    text = found.__name__
    if getattr(builtins, text, None) is found:
        return name(text)
    path = getattr(value, "path", ())
    numpy = path_text(path) if path else None
    if numpy is not None and found.__module__.partition(".")[0] == "numpy":
        return dotted(numpy)
    return name(read(frame, path, Opaque("a class of errors"), found))
