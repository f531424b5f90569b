"""Logging and warnings: done once, in the forward half, and no derivative passes."""

import logging

from s2s_grad.analysis.values import Instance, Known, Opaque
from s2s_grad.syntax.tree import attribute, dotted
from s2s_grad.syntax.tree import call as call_tree
from s2s_grad.transform.frames import Bound, read, text_of
from s2s_grad.transform.raising import error_class

MODULES = {"logging": "logging", "warnings": "warnings", "_warnings": "warnings"}
LOGGER = "a logger"


def tells(found):
    """Whether a call of this function is one of logging or warnings."""
    return getattr(found, "__module__", None) in MODULES and not isinstance(found, type)


def telling_call(frame, found, arguments, keywords):
    """`warnings.warn(...)`, `logging.info(...)`, `logging.getLogger(...)`."""
    tree = dotted(f"{MODULES[found.__module__]}.{found.__name__}")
    reason = LOGGER if found is logging.getLogger else "None"
    return Bound(Opaque(reason), told(frame, tree, arguments, keywords))


def told(frame, function, arguments, keywords):
    """The text of such a call."""
    trees = [shown(frame, bound) for bound in arguments]
    words = {key: shown(frame, bound) for key, bound in keywords.items()}
    return call_tree(function, *trees, **words)


def shown(frame, bound):
    """The text of what is told: values as they are, a category of warnings by its name."""
    found = getattr(bound.value, "object", None)
    if isinstance(found, type) and issubclass(found, BaseException):
        return error_class(frame, bound.value)
    if isinstance(bound.value, Instance):
        return text_of(Bound(Known(repr(found))))
    return text_of(bound)


def logger(frame, value):
    """A logger at hand: a parameter of the generated function."""
    text = read(frame, value.path, Opaque(LOGGER), value.object)
    return Bound(Opaque(LOGGER), dotted(text))


def is_logger(bound):
    """Whether a value is a logger."""
    return isinstance(bound.value, Opaque) and bound.value.reason == LOGGER


def logger_call(frame, attr, receiver, arguments, keywords):
    """`logger.info(...)`."""
    tree = attribute(receiver.tree, attr)
    return Bound(Opaque("None"), told(frame, tree, arguments, keywords))
