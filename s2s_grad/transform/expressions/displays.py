"""Displays: tuples, lists, dicts, f-strings, and functions defined in the program."""

import gast

from s2s_grad.analysis.values import Function, Known, Mapping, Opaque
from s2s_grad.errors import UnsupportedSyntax, UnsupportedValue
from s2s_grad.syntax.tree import constant
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.containers import mapped, sequence, settled, spread
from s2s_grad.transform.expressions.special_methods import opened
from s2s_grad.transform.frames import Bound, Frame, text_of


def display(frame, kind, elts):
    """A tuple or list display; its entries stay apart until the whole is needed."""
    parts = []
    for entry in elts:
        if isinstance(entry, gast.Starred):
            parts += spread(frame, opened(frame, frame.evaluate(entry.value)))
        else:
            parts.append(settled(frame, frame.evaluate(entry)))
    return frame.owning(sequence(kind, parts))


def dict_display(frame, keys, values):
    """A dict display with known keys."""
    items = {}
    for key, entry in zip(keys, values, strict=True):
        if key is None:
            items.update(spread_mapping(frame, frame.evaluate(entry)))
            continue
        known = frame.evaluate(key).value
        if not isinstance(known, Known):
            frame.refuse(
                "S207",
                "a dict whose keys are only known at run time is not supported",
                "Use literal keys.",
                UnsupportedValue,
            )
        items[known.value] = settled(frame, frame.evaluate(entry))
    parts = tuple(items.values())
    value = Mapping(tuple(items), tuple([part.value for part in parts]))
    return frame.owning(Bound(value, None, parts))


def spread_mapping(frame: Frame, bound):
    """The entries of `**mapping` by their keys."""
    if not isinstance(bound.value, Mapping):
        frame.refuse(
            "S204",
            "the keys of a dict after ** are only known at run time",
            "Write the entries one by one.",
        )
    parts = [settled(frame, part) for part in mapped(bound)]
    return dict(zip(bound.value.keys, parts, strict=True))


def set_display(frame: Frame, elts):
    """A set of literals, which may be asked what is in it."""
    parts = [frame.evaluate(entry) for entry in elts]
    if not all(isinstance(part.value, Known) for part in parts):
        frame.refuse(
            "S102",
            "a set of values that are only known at run time is not supported",
            "Use a tuple or a list.",
            UnsupportedSyntax,
        )
    unique = {part.value.value: part for part in parts}
    return sequence(tuple, unique.values())


def formatted(frame, node):
    """An f-string: text, through which no derivative passes."""
    values = []
    for part in node.values:
        if isinstance(part, gast.FormattedValue):
            bound = inertly(frame, part.value)
            if isinstance(bound.value, Known) and bound.tree is None:
                bound = Bound(bound.value, constant(str(bound.value.value)))
            tree = text_of(bound)
            spec = part.format_spec
            spec = None if spec is None else formatted(frame, spec).tree
            part = gast.FormattedValue(tree, part.conversion, spec)
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
