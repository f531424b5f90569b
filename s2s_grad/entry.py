"""What the compiler starts from: the Source of a callable, and what each parameter is."""

import functools
import inspect
import linecache
from dataclasses import replace

import numpy as np

from s2s_grad.analysis.values import (
    Anything,
    Known,
    Mapping,
    Sequence,
    can_vary,
    value_of,
    with_varied,
)
from s2s_grad.errors import ArgumentError, PositionError, UnsupportedValue
from s2s_grad.program import Unknown
from s2s_grad.rules.registry import lookup
from s2s_grad.runtime import Carrier
from s2s_grad.runtime.records import attributes, is_record
from s2s_grad.source import Source, follow
from s2s_grad.syntax.tree import literal_value
from s2s_grad.transform import calls
from s2s_grad.transform.frames import Bound, literal

WRAPPERS = {}
DEEPEST = 40  # objects in one another


def bound_source(target, arguments, keywords):
    """The Source behind a callable, and its parameters bound to objects."""
    function = follow(target)
    source = Source.of(primitive_wrapper(function, len(arguments)) or target)
    passed = list(source.arguments)
    if source.receiver is not None:
        passed.insert(0, source.receiver)
    words = {**source.keywords, **keywords}
    try:
        signature = inspect.signature(source.function, follow_wrapped=False)
        bound = signature.bind(*passed, *arguments, **words)
    except TypeError as error:
        place = source.origin(source.tree)
        raise ArgumentError("S406", f"{source.name}: {error}", place) from error
    found = dict(bound.arguments)
    for text, value in source.defaults.items():
        if text not in found and not has_literal_default(source.tree, text, value):
            found[text] = value
    return source, found


def has_literal_default(tree, text, found):
    """Whether a parameter's default stands in the text as a literal."""
    args = tree.args
    plain = [*args.posonlyargs, *args.args]
    pairs = list(zip(reversed(plain), reversed(args.defaults), strict=False))
    pairs += zip(args.kwonlyargs, args.kw_defaults, strict=True)
    nodes = {entry.id: node for entry, node in pairs}
    is_literal, written = literal_value(nodes.get(text))
    return is_literal and Known(written) == Known(found)


def primitive_wrapper(target, count):
    """A Python function that calls a function of NumPy, or None when there is source."""
    function = target.function
    if hasattr(function, "__code__") or isinstance(function, type):
        return None
    gradient = hasattr(type(function), "__s2s_derivative__")
    if lookup(function) is None and not gradient:
        return None
    key = id(function), count, len(target.arguments)
    if key in WRAPPERS and not target.keywords:
        return WRAPPERS[key]
    plain = count + len(target.arguments)
    texts = [f"x{i}" if i else "x" for i in range(plain)]
    label = getattr(function, "__name__", "function")
    label = label if label.isidentifier() else "function"
    code = f"def {label}({', '.join(texts)}):\n    return __it__({', '.join(texts)})\n"
    where = f"<{label} of {getattr(function, '__module__', None) or 'numpy'}>"
    namespace = {"__it__": function, "__name__": where}
    linecache.cache[where] = (len(code), None, code.splitlines(keepends=True), where)
    exec(compile(code, where, "exec"), namespace)
    made = namespace[label]
    WRAPPERS[key] = made
    if target.arguments or target.keywords:
        return functools.partial(made, *target.arguments, **target.keywords)
    return made


def argument_bounds(session, source, found, wish):
    """What each parameter is: its kind, and whether it is differentiated."""
    tree_names = calls.parameter_order(source.tree)
    frame = calls.bare_frame(session, source)
    defaults = calls.default_values(frame, source, source.tree)
    skip = len(source.arguments) + (source.receiver is not None)
    wanted = wanted_names(source, found, wish, skip)
    bounds = {}
    for text in tree_names:
        if text in found:
            value = found[text]
            path = (("argument", text),)
            flags = wanted.get(text, False)
            bounds[text] = argument(session, value, path, flags, source)
        elif text in defaults:
            bounds[text] = defaults[text]()
        elif source.tree.args.vararg is not None and text == source.tree.args.vararg.id:
            bounds[text] = Bound(Sequence(tuple, ()), None, ())
        elif source.tree.args.kwarg is not None and text == source.tree.args.kwarg.id:
            bounds[text] = Bound(Mapping((), ()), None, ())
    return bounds


def wanted_names(source, found, wish, skip):
    """Which parameters are differentiated: name -> True, or the set of entries of a
    starred parameter."""
    args = source.tree.args
    plain = [entry.id for entry in (*args.posonlyargs, *args.args)]
    out = {}
    order = [text for text in found if text not in plain]
    for position in wish.positions:
        index = position + skip
        if index < len(plain) and plain[index] in found:
            out[plain[index]] = True
        elif args.vararg is not None and index >= len(plain):
            out.setdefault(args.vararg.id, set()).add(index - len(plain))
        elif index < len(found):
            rest = [text for text in plain if text in found] + order
            out[rest[index]] = True
        else:
            raise_position(source, position)
    return out


def raise_position(source, position):
    """Refuse a position that no argument has."""
    raise PositionError(
        "S401",
        f"there is no argument at position {position}",
        source.origin(source.tree),
        "Count the arguments of the call from 0.",
    )


def argument(session, found, path, wanted, source):
    """What is known of one argument, deep into containers."""
    if found is Unknown:
        return Bound(Anything(bool(wanted)))
    plain = found.array if isinstance(found, Carrier) else found
    flag = wanted is True or (isinstance(found, Carrier) and id(found) in session.weights)
    if type(plain) in (list, tuple, dict) or hasattr(plain, "_fields"):
        return container(session, plain, path, wanted, source)
    if wanted and is_record(plain):
        return record(session, plain, path, wanted, source)
    value = value_of(plain, session.sizes, path)
    if wanted is True:
        check_differentiable(value, found, path, source)
    if flag:
        value = with_varied(value, True)
    return Bound(value, literal(value))


def container(session, found, path, wanted, source):
    """A list, tuple or dict argument."""
    labels = list(found) if isinstance(found, dict) else range(len(found))
    parts = []
    for label in labels:
        flag = wanted if not isinstance(wanted, set) else label in wanted
        inner = (*path, ("[", label))
        parts.append(argument(session, found[label], inner, flag and "part", source))
        if flag:
            last = parts[-1]
            parts[-1] = Bound(with_varied(last.value, True), last.tree, last.parts)
    values = tuple(part.value for part in parts)
    if isinstance(found, dict):
        return Bound(Mapping(tuple(labels), values), None, tuple(parts))
    made = type(found) if hasattr(found, "_fields") else None
    kind = tuple if made else type(found)
    return Bound(Sequence(kind, values, made=made), None, tuple(parts))


def record(session, found, path, wanted, source):
    """A dataclass or an object of a plain class: its attributes, one by one.

    The generated function is handed a dict of them.
    """
    if len(path) > DEEPEST:
        raise UnsupportedValue(
            "S404",
            f"the argument {path[0][1]!r} holds itself, or too many objects in each other",
            source.origin(source.tree),
            "Pass the numbers and arrays in it.",
        )
    parts = []
    for label, entry in attributes(found).items():
        part = argument(session, entry, (*path, (".", label)), wanted and "part", source)
        parts.append(replace(part, value=with_varied(part.value, True)))
    items = tuple([part.value for part in parts])
    value = Mapping(tuple(attributes(found)), items, type(found))
    return Bound(value, None, tuple(parts))


def check_differentiable(value, found, path, source):
    """Refuse ints, text and the like where a derivative is asked for."""
    if can_vary(value) or isinstance(found, Carrier):
        return
    text = path[0][1]
    shown = type(found).__name__
    if isinstance(found, np.ndarray):
        shown = f"array of {found.dtype}"
    raise UnsupportedValue(
        "S404",
        f"the argument {text!r} is of type {shown}, which has no derivative",
        source.origin(source.tree),
        "Pass a float or an array of floats.",
    )
