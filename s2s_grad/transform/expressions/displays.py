"""Displays: tuples, lists, dicts, f-strings, and functions defined in the program."""

import gast

from s2s_grad.analysis.values import Function, Known, Mapping, Opaque
from s2s_grad.errors import UnsupportedValue
from s2s_grad.syntax.tree import constant
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.containers import sequence, settled, spread
from s2s_grad.transform.frames import Bound, text_of


def display(frame, kind, elts):
    """A tuple or list display; its entries stay apart until the whole is needed."""
    parts = []
    for entry in elts:
        if isinstance(entry, gast.Starred):
            parts += spread(frame, frame.evaluate(entry.value))
        else:
            parts.append(settled(frame, frame.evaluate(entry)))
    return frame.owning(sequence(kind, parts))


def dict_display(frame, keys, values):
    """A dict display with known keys."""
    known = [frame.evaluate(key).value for key in keys]
    if not all(isinstance(key, Known) for key in known):
        frame.refuse(
            "S207",
            "a dict whose keys are only known at run time is not supported",
            "Use literal keys.",
            UnsupportedValue,
        )
    parts = tuple(settled(frame, frame.evaluate(entry)) for entry in values)
    labels = tuple(key.value for key in known)
    value = Mapping(labels, tuple(p.value for p in parts))
    return frame.owning(Bound(value, None, parts))


def formatted(frame, node):
    """An f-string: text, through which no derivative passes."""
    values = []
    for part in node.values:
        if isinstance(part, gast.FormattedValue):
            bound = inertly(frame, part.value)
            if isinstance(bound.value, Known) and bound.tree is None:
                bound = Bound(bound.value, constant(str(bound.value.value)))
            tree = text_of(bound)
            part = gast.FormattedValue(tree, part.conversion, part.format_spec)
        values.append(part)
    return Bound(Opaque("text"), gast.JoinedStr(values))


def closure(frame, definition):
    """A function defined here; its defaults are evaluated now."""
    source = frame.source
    args = definition.args
    defaults = list(zip(reversed(args.posonlyargs + args.args), reversed(args.defaults)))
    defaults += [(p, d) for p, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d]
    captured = tuple(
        (parameter.id, settled(frame, frame.evaluate(node))) for parameter, node in defaults
    )
    return Bound(Function(definition, source, frame, captured))
