"""The parameters of a signature, and what each is bound to."""

from typing import Any

from s2s_grad.analysis.values import Known, Mapping
from s2s_grad.syntax.names import Names
from s2s_grad.syntax.tree import literal_value
from s2s_grad.transform.expressions.containers import known_bound, sequence, settled
from s2s_grad.transform.frames import Bound, Frame, Unit, reach
from s2s_grad.transform.normalize import parameter_names


def bind(frame, source, tree, arguments, keywords, defaults, shown):
    """The parameters of a signature and what each is bound to."""
    args = tree.args
    plain = [entry.id for entry in (*args.posonlyargs, *args.args)]
    found, rest = dict(zip(plain, arguments, strict=False)), arguments[len(plain) :]
    keywords = dict(keywords)
    only = [entry.id for entry in args.kwonlyargs]
    positional = {entry.id for entry in args.posonlyargs}
    for key in list(keywords):
        if (key in plain and key not in positional) or key in only:
            if key in found:
                frame.refuse("S406", f"{shown} got {key!r} twice", "Pass it once.")
            found[key] = keywords.pop(key)
    if args.vararg is not None:
        found[args.vararg.id] = sequence(tuple, [settled(frame, r) for r in rest])
    elif rest:
        count = f"takes {len(plain)} arguments but {len(arguments)} were given"
        frame.refuse("S406", f"{shown} {count}", "Pass fewer.")
    if args.kwarg is not None:
        parts = tuple(settled(frame, bound) for bound in keywords.values())
        values = tuple(part.value for part in parts)
        found[args.kwarg.id] = frame.owning(Bound(Mapping(tuple(keywords), values), None, parts))
    elif keywords:
        frame.refuse(
            "S406",
            f"{shown} got an unexpected argument {next(iter(keywords))!r}",
            "Check the name.",
        )
    for key in (*plain, *only):
        if key not in found:
            if key not in defaults:
                frame.refuse("S406", f"{shown} misses the argument {key!r}", "Pass it.")
            found[key] = defaults[key]()
    return found


def parameter_order(tree):
    """The parameters of a definition, in order."""
    return parameter_names(tree.args)


def default_values(frame, source, tree):
    """For each parameter with a default, how to get it."""
    args = tree.args
    literals = {}
    plain = list(args.posonlyargs) + list(args.args)
    for entry, node in zip(reversed(plain), reversed(args.defaults), strict=False):
        literals[entry.id] = node
    for entry, node in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        literals[entry.id] = node
    function = source.function
    frame.session.roots["default", id(function)] = function

    def maker(key, found):
        node: Any = literals.get(key)
        is_literal, written = literal_value(node)
        if is_literal and Known(written) == Known(found):
            return lambda: Bound(Known(written), node)
        if isinstance(found, (bool, str, type(None))):
            return lambda: known_bound(found)
        path = (("default", id(function), key),)
        return lambda: reach(frame, path, found)

    return {key: maker(key, found) for key, found in source.defaults.items()}


def bare_frame(session, source):
    """A frame for reaching what stands outside of a function."""
    unit = Unit("none", "none", source, Names())
    frame = Frame(session, unit, source, None)
    frame.origin = source.origin(source.tree)
    return frame
