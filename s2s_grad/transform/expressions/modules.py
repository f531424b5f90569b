"""What an import inside a function gives."""

import importlib
import sys

from s2s_grad.analysis.values import Instance
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.transform.frames import Bound, Frame, reach
from s2s_grad.transform.raising import raises


def imported(frame: Frame, node):
    """`import module`, or `from module import attribute`."""
    text, package = "." * node.level + node.module, frame.source.globals.get("__package__")
    try:
        module = importlib.import_module(text, package)
    except ImportError as error:
        return raises(type(error)(str(error)))
    roots = frame.session.roots
    if node.attribute is None:
        roots["global", id(sys.modules)] = sys.modules
        return Bound(Instance(module, (("global", id(sys.modules), module.__name__),)))
    if node.attribute == "*":
        frame.refuse("S101", "a star import", "Name what is imported.", UnsupportedSyntax)
    if not hasattr(module, node.attribute):
        try:
            inner = importlib.import_module(f"{module.__name__}.{node.attribute}")
        except ImportError as error:
            return raises(ImportError(str(error)))
        roots["global", id(sys.modules)] = sys.modules
        return Bound(Instance(inner, (("global", id(sys.modules), inner.__name__),)))
    roots["global", id(vars(module))] = vars(module)
    path = (("global", id(vars(module)), node.attribute),)
    found = getattr(module, node.attribute)
    if callable(found) and module.__name__.partition(".")[0] in ("numpy", "math", "scipy"):
        return Bound(Instance(found, (("unguarded", node.attribute),)))
    return reach(frame, path, found)
