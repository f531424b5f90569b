"""Calls: of primitives, of builtins, of the user's functions, methods and Cells."""

import builtins
import functools
import itertools
import linecache
import os
from dataclasses import replace

import gast
import numpy as np

from s2s_grad import runtime
from s2s_grad.analysis.live import live_in_loops
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Derivative,
    Function,
    Instance,
    Known,
    Mapping,
    Method,
    Number,
    Opaque,
    Sequence,
    is_number,
    is_varied,
    leaves,
    widened,
    with_varied,
)
from s2s_grad.errors import (
    S2SGradError,
    SourceNotFound,
    UnsupportedSyntax,
    UnsupportedValue,
)
from s2s_grad.rules.registry import lookup
from s2s_grad.runtime import Carrier
from s2s_grad.source import Source, follow
from s2s_grad.syntax.names import Names
from s2s_grad.syntax.tree import call as call_tree
from s2s_grad.syntax.tree import constant, is_atom, name, walk
from s2s_grad.transform.evaluate import (
    NOTHING,
    is_pending,
    mapped,
    memory,
    entries,
    evaluate,
    inertly,
    is_cell_list,
    method_call,
    path_text,
    pick,
    primitive,
    sequence,
    settled,
    spread,
    truth,
    varied,
)
from s2s_grad.transform.frames import (
    Bound,
    Frame,
    Unit,
    carries_numbers,
    guard,
    is_textless,
    literal,
    reach,
    read,
    text_of,
)
from s2s_grad.transform.normalize import Closure, normal_function, parameter_names

DEEPEST = 40
MOST_VARIANTS = 24



def call(frame, node):
    """What a call gives."""
    if isinstance(node.func, gast.Name) and node.func.id == "__unpack__":
        return unpacked(frame, node)
    function = evaluate(frame, node.func)
    arguments, keywords = [], {}
    for entry in node.args:
        if isinstance(entry, gast.Starred):
            arguments += spread(frame, evaluate(frame, entry.value))
        else:
            arguments.append(evaluate(frame, entry))
    for word in node.keywords:
        bound = evaluate(frame, word.value)
        if word.arg is None:
            keywords.update(starred_keywords(frame, bound))
        else:
            keywords[word.arg] = bound
    return dispatch(frame, function, arguments, keywords)


def starred_keywords(frame, bound):
    """`**mapping` with known keys."""
    if not isinstance(bound.value, Mapping):
        frame.refuse(
            "S204",
            "keyword arguments from a dict that is only known at run time",
            "Pass them one by one.",
        )
    return dict(zip(bound.value.keys, mapped(bound), strict=True))


def dispatch(frame, function, arguments, keywords):
    """Call whatever `function` is."""
    value = function.value
    if isinstance(value, Method) and is_pending(value.receiver):
        return Bound(NOTHING, constant(None))
    match value:
        case Function():
            return inline(frame, function, arguments, keywords)
        case Method(function=str() as attr, receiver=receiver):
            return named_method(frame, attr, receiver, arguments, keywords)
        case Derivative():
            return frame.session.derivative(frame, value, arguments, keywords)
        case Method(function=found, receiver=receiver):
            return user_call(frame, found, [receiver, *arguments], keywords)
        case Instance(object=found):
            return object_call(frame, value, found, arguments, keywords)
        case Known(value=type() as found):
            return object_call(frame, value, found, arguments, keywords)
    frame.refuse(
        "S204",
        "what is called here is only known at run time",
        "Call a function, a method or a Cell by name.",
    )
    return None


def named_method(frame, attr, receiver, arguments, keywords):
    """A method of an array, a container or text."""
    value = receiver.value
    if isinstance(value, Known) and not is_number(value):
        plain = [bound.value for bound in (*arguments, *keywords.values())]
        if isinstance(value.value, str) and all(isinstance(p, Known) for p in plain):
            words = {key: bound.value.value for key, bound in keywords.items()}
            result = getattr(value.value, attr)(
                *[bound.value.value for bound in arguments], **words
            )
            return known_bound(result)
    if isinstance(value, Mapping):
        return mapping_method(frame, attr, receiver, arguments)
    if isinstance(value, Sequence):
        return sequence_method(frame, attr, receiver, arguments, keywords)
    if isinstance(value, Known) and not is_number(value):
        frame.refuse(
            "S207",
            f"the method {attr!r} is not supported here",
            "Compute it outside the function.",
            UnsupportedValue,
        )
    return method_call(frame, attr, receiver, arguments, keywords)


def known_bound(found):
    """A compile-time result as a binding."""
    if isinstance(found, (tuple, list)):
        return sequence(type(found), [known_bound(entry) for entry in found])
    return Bound(Known(found), literal(Known(found)))


def mapping_method(frame, attr, receiver, arguments):
    """`keys`, `values`, `items`, `get` of a dict with known keys."""
    keys, parts = receiver.value.keys, mapped(receiver)
    labels = [known_bound(key) for key in keys]
    if attr == "keys":
        return sequence(list, labels)
    if attr == "values":
        return sequence(list, parts)
    if attr == "items":
        pairs = zip(labels, parts, strict=True)
        return sequence(list, [sequence(tuple, pair) for pair in pairs])
    if attr == "get" and isinstance(arguments[0].value, Known):
        key = arguments[0].value.value
        if key in keys:
            return parts[keys.index(key)]
        return arguments[1] if len(arguments) > 1 else known_bound(None)
    return frame.refuse(
        "S103",
        f"the dict method {attr!r} is not supported",
        "Build a new dict.",
        UnsupportedSyntax,
    )


def sequence_method(frame, attr, receiver, arguments, keywords):
    """Methods of tuples and lists that change nothing."""
    made = receiver.value.made
    if made is not None and attr == "_replace":
        parts = entries(frame, receiver)
        for key, bound in keywords.items():
            parts[made._fields.index(key)] = settled(frame, bound)
        return sequence(tuple, parts, made)
    if attr == "copy" and entries(frame, receiver) is not None:
        return sequence(list, entries(frame, receiver))
    return frame.refuse(
        "S103",
        f"the list method {attr!r} changes the list or is not supported",
        "Build a new list, as in `values = values + [value]`.",
        UnsupportedSyntax,
    )


def unpacked(frame, node):
    """`a, *b, c = value`: the starred part as a list."""
    bound = evaluate(frame, node.args[0])
    before, after = node.args[1].value, node.args[2].value
    parts = entries(frame, bound)
    if parts is None or len(parts) < before + after:
        frame.refuse(
            "S204",
            "a starred target takes values whose number is only known at run time",
            "Use slices.",
        )
    parts = [settled(frame, part) for part in parts]
    stop = len(parts) - after
    middle = sequence(list, parts[before:stop])
    return sequence(tuple, [*parts[:before], middle, *parts[stop:]])


# ---------------------------------------------------------------- objects that are called


def object_call(frame, value, found, arguments, keywords):
    """A call of an object that is at hand."""
    special = SPECIAL.get(found) if is_hashable(found) else None
    if special is not None:
        result = special(frame, arguments, keywords)
        if result is not None:
            return result
    rule = lookup(found)
    if rule is not None:
        shown = path_text(value.path) if is_numpy(found, value) else None
        return primitive(frame, found, arguments, keywords, shown)
    if isinstance(found, functools.partial):
        return partial_call(frame, value, found, arguments, keywords)
    if isinstance(found, type):
        return class_call(frame, found, arguments, keywords)
    if hasattr(type(found), "__s2s_derivative__"):
        inner = reach(frame, (*value.path, (".", "fn")), found.fn)
        derived = Derivative(inner, found.wish())
        return frame.session.derivative(frame, derived, arguments, keywords)
    if getattr(found, "__s2s_transform__", None) is not None:
        return make_derivative(frame, found, arguments, keywords)
    standing = getattr(found, "__s2s_source__", None)
    if standing is not None:
        path = (*value.path, ("unguarded", "__s2s_source__"))
        return object_call(frame, Instance(standing, path), standing, arguments, keywords)
    if hasattr(type(found), "__source__"):
        return source_call(frame, value, found, arguments, keywords)
    if hasattr(found, "__func__"):
        path = (*value.path, ("unguarded", "__self__"))
        receiver = reach(frame, path, found.__self__)
        return user_call(frame, found.__func__, [receiver, *arguments], keywords)
    if hasattr(found, "__code__"):
        return user_call(frame, found, arguments, keywords)
    method = getattr(type(found), "__call__", None)
    if hasattr(method, "__code__"):
        return user_call(frame, method, [Bound(value), *arguments], keywords)
    return primitive(frame, found, arguments, keywords)


def make_derivative(frame, found, arguments, keywords):
    """`grad(f, ...)` inside the program."""
    words = {key: constant_of(frame, bound) for key, bound in keywords.items()}
    rest = [constant_of(frame, bound) for bound in arguments[1:]]
    wish = found.__s2s_transform__(*rest, **words)
    return Bound(Derivative(arguments[0], wish))


def constant_of(frame, bound):
    """The object behind an option of `grad`."""
    if isinstance(bound.value, Known):
        return bound.value.value
    if isinstance(bound.value, Instance):
        return bound.value.object
    if bound.parts is not None:
        return tuple(constant_of(frame, part) for part in bound.parts)
    return frame.refuse("S401", "an option of grad must be literal", "Write it out.")


def derived_bounds(frame, session, derived, arguments, keywords):
    """(Source, parameters) of the function whose gradient is called in a program.

    What it is called with is a constant to this derivative, but for the arguments that
    it differentiates by.
    """
    function, extra = derived.function, []
    value = function.value
    if isinstance(value, Instance):
        target = follow(value.object)
        if target.receiver is not None:
            same = target.receiver is value.object
            path = value.path if same else (*value.path, (".", "__self__"))
            extra.append(Bound(Instance(target.receiver, path)))
        plain = hasattr(target.function, "__code__") and not target.arguments
        if plain and not target.keywords:
            source = Source.of(target.function)
            return source, flagged_bounds(
                frame, session, source, [*extra, *arguments], keywords, derived, len(extra)
            )
    count = len(arguments)
    texts = [f"x{i}" if i else "x" for i in range(count)]
    code = f"def function({', '.join(texts)}):\n    return __it__({', '.join(texts)})\n"
    where = f"<function {next(NUMBERS)}>"
    linecache.cache[where] = (len(code), None, code.splitlines(keepends=True), where)
    namespace = {"__it__": None}
    exec(compile(code, where, "exec"), namespace)
    source = Source.of(namespace["function"])
    bounds = flagged_bounds(frame, session, source, arguments, keywords, derived, 0)
    session.preset = {"__it__": function}
    return source, bounds


NUMBERS = itertools.count(1)


def flagged_bounds(frame, session, source, arguments, keywords, derived, skip):
    """The parameters of the inner function, those differentiated by marked."""
    defaults = default_values(bare_frame(session, source), source, source.tree)
    arguments = [settled(frame, bound) for bound in arguments]
    found = bind(frame, source, source.tree, arguments, keywords, defaults, source.name)
    plain = parameter_names(source.tree.args)
    out = {}
    for key, bound in found.items():
        index = plain.index(key) - skip
        wanted = index in derived.wish.positions
        out[key] = marked(bound, wanted)
    return out


def marked(bound, wanted):
    """The binding with the flag of the inner derivative in place of the outer one's."""
    parts = bound.parts
    if parts is not None:
        parts = tuple(marked(part, wanted) for part in parts)
    return Bound(with_varied(bound.value, wanted), bound.tree, parts)


def outer_argument(frame, derived, bound, value):
    """What the generated inner gradient is handed for one of its parameters."""
    del derived, value
    return outer_of(frame, bound)


def outer_of(frame, bound):
    """The binding with the derivative flags of the program around it."""
    if bound.parts is not None and bound.tree is None:
        parts = tuple(outer_of(frame, part) for part in bound.parts)
        values = tuple(part.value for part in parts)
        return Bound(replace(bound.value, items=values), None, parts)
    if isinstance(bound.tree, gast.Name):
        fact = frame.unit.facts.get(bound.tree.id, bound.value)
        return Bound(fact, bound.tree)
    return bound


def outer_read(frame, bounds, unit, path, value):
    """What the generated inner gradient is handed for what it reads."""
    if path in unit.captured:
        return unit.captured[path]
    found = unit.objects.get(path)
    text = read(frame, lifted(bounds, path), frame_value(frame, unit, path, value), found)
    return Bound(frame.unit.facts[text], name(text))


def frame_value(frame, unit, path, value):
    """What is known of a read, as the program around it sees it."""
    found = unit.objects.get(path)
    return with_varied(value, found is not None and id(found) in frame.session.weights)


def derived_result(frame, found, program, wish, bounds):
    """The gradients in the structure that was asked for."""
    del frame, program, wish, bounds
    return found


def is_numpy(found, value):
    """Whether the user reached a function through the module numpy."""
    text = path_text(getattr(value, "path", ((),)))
    where = np
    for part in (text or "").split(".")[1:]:
        where = getattr(where, part, None)
    return text is not None and where is found


def is_hashable(found):
    """Whether the object can be looked up in a table."""
    try:
        hash(found)
    except TypeError:
        return False
    return True


def source_call(frame, value, found, arguments, keywords):
    """A Cell, or an object that stands for a function."""
    if hasattr(type(found), "bprop"):
        frame.refuse(
            "S203",
            f"{type(found).__name__} has a bprop of its own, which is not supported yet",
            "Differentiate it without bprop.",
        )
    function, receiver = found.__source__()
    if receiver is found:
        return user_call(frame, function, [Bound(value), *arguments], keywords)
    if receiver is not None:
        path = (*value.path, ("source",))
        return user_call(
            frame, function, [reach(frame, path, receiver), *arguments], keywords
        )
    path = (*value.path, ("unguarded", "source"))
    inner = Instance(function, path)
    return object_call(frame, inner, function, arguments, keywords)


def partial_call(frame, value, found, arguments, keywords):
    """`functools.partial`: its own arguments first."""
    path = value.path
    own = [
        reach(frame, (*path, (".", "args"), ("[", i)), entry)
        for i, entry in enumerate(found.args)
    ]
    words = {
        key: reach(frame, (*path, (".", "keywords"), ("[", key)), entry)
        for key, entry in found.keywords.items()
    }
    inner = reach(frame, (*path, (".", "func")), found.func)
    return dispatch(frame, inner, [*own, *arguments], {**words, **keywords})


def class_call(frame, found, arguments, keywords):
    """Making an object: namedtuples, and errors; others are refused."""
    if issubclass(found, tuple) and hasattr(found, "_fields"):
        parts = list(arguments)
        for key in found._fields[len(parts) :]:
            if key not in keywords:
                defaults = found._field_defaults
                if key not in defaults:
                    frame.refuse("S406", f"{key!r} is missing", "Pass it.")
                keywords[key] = known_bound(defaults[key])
            parts.append(keywords[key])
        return sequence(tuple, [settled(frame, part) for part in parts], found)
    if hasattr(found, "__s2s_bare__"):
        return user_call(frame, found.__s2s_bare__, arguments, keywords)
    if hasattr(found, "__source__"):
        return made_object(frame, found, arguments, keywords)
    if issubclass(found, BaseException):
        tree = call_tree(found.__name__, *[text_of(bound) for bound in arguments])
        return Bound(Opaque("an error"), tree)
    return frame.refuse(
        "S201",
        f"making an object of class {found.__name__} is not supported",
        "Make the object outside the function, or use tuples and dicts.",
    )


def made_object(frame, found, arguments, keywords):
    """A Primitive, or a Cell without Parameters, that is made inside the program."""
    plain = [structure(frame, bound) for bound in arguments]
    words = {key: structure(frame, bound) for key, bound in keywords.items()}
    made = found(*plain, **words)
    if any(isinstance(value, Carrier) for value in vars(made).values()):
        frame.refuse(
            "S201",
            f"{found.__name__} is made inside the function, and has Parameters",
            "Make it outside the function.",
        )
    frame.session.roots["made", id(made)] = made
    return Bound(Instance(made, (("made", id(made)),)))


def structure(frame, bound):
    """The object behind an argument that is structure."""
    if isinstance(bound.value, Known):
        return bound.value.value
    if isinstance(bound.value, Instance):
        return bound.value.object
    if bound.parts is not None:
        return bound.value.kind(structure(frame, part) for part in bound.parts)
    return frame.refuse(
        "S201",
        "an object is made from numbers inside the function",
        "Make it outside the function.",
    )


# ---------------------------------------------------------------- builtins


def known_len(frame, arguments, keywords):
    """`len(x)`."""
    value = arguments[0].value
    parts = entries(frame, arguments[0])
    if parts is not None:
        return Bound(Known(len(parts)), constant(len(parts)))
    if isinstance(value, Mapping):
        return Bound(Known(len(value.keys)), constant(len(value.keys)))
    tree = call_tree("len", text_of(arguments[0]))
    return Bound(Number("i"), tree)


TYPES = {
    int: "i",
    float: "f",
    complex: "c",
    bool: "b",
}


def known_isinstance(frame, arguments, keywords):
    """`isinstance(x, kinds)`, decided from what is known of `x`."""
    value = arguments[0].value
    kinds = class_list(arguments[1])
    if kinds is None or isinstance(value, (Anything, Opaque)):
        return None
    answers = [is_kind(value, kind) for kind in kinds]
    if True in answers:
        return known_bound(True)
    return None if None in answers else known_bound(False)


def class_list(bound):
    """The classes behind the second argument of isinstance."""
    if bound.parts is not None:
        found = [class_list(part) for part in bound.parts]
        return None if None in found else [kind for part in found for kind in part]
    found = getattr(bound.value, "object", getattr(bound.value, "value", None))
    return [found] if isinstance(found, type) else None


def is_kind(value, kind):
    """Whether a value of this description is an instance of `kind`; None if unclear."""
    match value:
        case Known(value=found):
            return isinstance(found, kind)
        case Instance(object=found):
            return isinstance(found, kind)
        case Number(kind=letter, dtype=None):
            return isinstance({"b": True, "i": 1, "f": 1.0, "c": 1j}[letter], kind)
        case Number(dtype=dtype):
            return isinstance(np.dtype(dtype).type(1), kind)
        case Array():
            if issubclass(np.ndarray, kind):
                return True
            return getattr(kind, "__s2s_array__", False)
        case Sequence(made=made) if made is not None:
            return issubclass(made, kind)
        case Sequence():
            return issubclass(value.kind, kind)
        case Mapping():
            return issubclass(dict, kind)
        case Function() | Method():
            return kind.__name__ in ("function", "FunctionType", "object", "Callable")
    return None


def known_hasattr(frame, arguments, keywords):
    """`hasattr(object, name)`."""
    value, key = arguments[0].value, arguments[1].value
    if isinstance(value, Instance) and isinstance(key, Known):
        return known_bound(hasattr(value.object, key.value))
    if isinstance(value, Array) and isinstance(key, Known):
        return known_bound(hasattr(np.ndarray, key.value))
    return None


def known_getattr(frame, arguments, keywords):
    """`getattr(object, "name")`."""
    key = arguments[1].value
    if not isinstance(key, Known):
        return None
    if len(arguments) > 2:
        present = known_hasattr(frame, arguments[:2], {})
        if present is not None and present.value.value is False:
            return arguments[2]
    from_tree = gast.Attribute(gast.Name("__it__", None, None, None), key.value, None)
    inner = replace_env(frame, "__it__", arguments[0])
    try:
        return evaluate(frame, from_tree)
    finally:
        frame.env.pop("__it__", None)
        del inner


def replace_env(frame, text, bound):
    """Bind a name of ours for a moment."""
    frame.env[text] = bound
    return bound


def known_callable(frame, arguments, keywords):
    """`callable(x)`."""
    value = arguments[0].value
    if isinstance(value, (Function, Method)):
        return known_bound(True)
    if isinstance(value, Instance):
        return known_bound(callable(value.object))
    if isinstance(value, (Array, Number, Known, Sequence, Mapping)):
        return known_bound(False)
    return None


def make_sequence(kind):
    """`list(x)` and `tuple(x)`."""

    def make(frame, arguments, keywords):
        if not arguments:
            return frame.owning(sequence(kind, ()))
        parts = entries(frame, arguments[0])
        if parts is not None:
            return frame.owning(sequence(kind, [settled(frame, part) for part in parts]))
        return None

    return make


def make_dict(frame, arguments, keywords):
    """`dict(a=1)` and `dict(mapping, b=2)`."""
    items = {}
    if arguments:
        if not isinstance(arguments[0].value, Mapping):
            return None
        items = dict(
            zip(arguments[0].value.keys, mapped(arguments[0]), strict=True)
        )
    items.update({key: settled(frame, bound) for key, bound in keywords.items()})
    parts = tuple(items.values())
    return Bound(Mapping(tuple(items), tuple(p.value for p in parts)), None, parts)


def fold_sum(frame, arguments, keywords):
    """`sum(values, start)` over entries that are known one by one."""
    parts = entries(frame, arguments[0])
    if parts is None:
        return None
    start = arguments[1] if len(arguments) > 1 else keywords.get("start")
    if not parts:
        return start or known_bound(0)
    total = parts[0]
    if start is not None:
        total = add(frame, start, total)
    for part in parts[1:]:
        total = add(frame, total, part)
    return total


def add(frame, left, right):
    """`left + right`, folded into the expression around it later."""
    left, right = settled(frame, left, "sum"), settled(frame, right, "sum")
    frame.env["__left__"], frame.env["__right__"] = left, right
    tree = gast.BinOp(plain_name("__left__"), gast.Add(), plain_name("__right__"))
    try:
        return evaluate(frame, tree)
    finally:
        del frame.env["__left__"], frame.env["__right__"]


def plain_name(text):
    """A name, for an expression that is evaluated at once."""
    return gast.Name(text, gast.Load(), None, None)


def print_call(frame, arguments, keywords):
    """`print(...)`: shown once, forward only."""
    trees = [text_of(bound) for bound in arguments]
    words = {key: text_of(bound) for key, bound in keywords.items()}
    return Bound(Opaque("None"), call_tree("print", *trees, **words))


def reduce_call(frame, arguments, keywords):
    """`functools.reduce(function, values, start)`."""
    parts = entries(frame, arguments[1])
    if parts is None:
        return None
    total = arguments[2] if len(arguments) > 2 else parts.pop(0)
    for part in parts:
        total = settled(
            frame, dispatch(frame, arguments[0], [total, settled(frame, part)], {})
        )
    return total


def map_call(frame, arguments, keywords):
    """`map(function, values)` as a list."""
    columns = [entries(frame, bound) for bound in arguments[1:]]
    if None in columns:
        return None
    results = [
        settled(frame, dispatch(frame, arguments[0], list(row), {}))
        for row in zip(*columns, strict=False)
    ]
    return sequence(list, results)


def zip_call(frame, arguments, keywords):
    """`zip(...)` of sequences whose entries are known."""
    columns = [entries(frame, bound) for bound in arguments]
    if None in columns:
        return None
    rows = zip(*columns, strict=False)
    return sequence(list, [sequence(tuple, row) for row in rows])


def enumerate_call(frame, arguments, keywords):
    """`enumerate(...)` of a sequence whose entries are known."""
    parts = entries(frame, arguments[0])
    start = keywords.get("start") or (arguments[1] if len(arguments) > 1 else None)
    first = 0 if start is None else getattr(start.value, "value", None)
    if parts is None or not isinstance(first, int):
        return None
    rows = [(known_bound(first + i), part) for i, part in enumerate(parts)]
    return sequence(list, [sequence(tuple, row) for row in rows])


def reversed_call(frame, arguments, keywords):
    """`reversed(...)` of a sequence whose entries are known."""
    parts = entries(frame, arguments[0])
    return None if parts is None else sequence(list, parts[::-1])


def super_call(frame, arguments, keywords):
    """`super()`: refused, since the class is not known here."""
    return frame.refuse(
        "S201",
        "super() is not supported",
        "Name the class: `Base.construct(self, x)`.",
    )


def constant_type(frame, arguments, keywords):
    """`type(x)` of structure."""
    value = arguments[0].value
    if isinstance(value, Instance):
        return Bound(Instance(type(value.object), (*value.path, ("class",))))
    if isinstance(value, Array):
        return Bound(Instance(np.ndarray, (("unguarded", "ndarray"),)))
    if isinstance(value, Number) and value.dtype is None:
        kind = {"b": bool, "i": int, "f": float, "c": complex}[value.kind]
        return Bound(Instance(kind, (("unguarded", kind.__name__),)))
    return None


SPECIAL = {
    builtins.len: known_len,
    builtins.isinstance: known_isinstance,
    builtins.hasattr: known_hasattr,
    builtins.getattr: known_getattr,
    builtins.callable: known_callable,
    builtins.list: make_sequence(list),
    builtins.tuple: make_sequence(tuple),
    builtins.dict: make_dict,
    builtins.sum: fold_sum,
    builtins.print: print_call,
    builtins.map: map_call,
    builtins.zip: zip_call,
    builtins.enumerate: enumerate_call,
    builtins.reversed: reversed_call,
    builtins.super: super_call,
    builtins.type: constant_type,
    functools.reduce: reduce_call,
}


# ---------------------------------------------------------------- the user's functions


def source_of(frame, function):
    """The Source of a function, its normal form, and what lives around its loops."""
    sources = frame.session.sources
    key = getattr(function, "__code__", function)
    if (key, id(function)) not in sources:
        source = Source.of(function)
        normal = normal_function_of(source)
        sources[key, id(function)] = (source, normal, live_in_loops(normal.body))
    return sources[key, id(function)]


def source_of_entry(session, source):
    """The normal form of the function that is differentiated."""
    normal = normal_function_of(source)
    return normal, live_in_loops(normal.body)


def parameter_order(tree):
    """The parameters of a definition, in order."""
    return parameter_names(tree.args)


def bare_frame(session, source):
    """A frame for reaching what stands outside of a function."""
    unit = Unit("none", "none", source, Names())
    frame = Frame(session, unit, source, None)
    frame.origin = source.origin(source.tree)
    return frame


def normal_function_of(source):
    """The normal form of a plain function."""
    refuse_generators(source)
    return normal_function(source, source.tree, ())


def refuse_generators(source):
    """Generators and coroutines are not functions of numbers."""
    if isinstance(source.tree, gast.AsyncFunctionDef):
        raise UnsupportedSyntax(
            "S105",
            "a coroutine function cannot be differentiated",
            source.origin(source.tree),
            "Differentiate a plain function that returns the value.",
        )


def bind(frame, source, tree, arguments, keywords, defaults, shown):
    """The parameters of a signature and what each is bound to."""
    args = tree.args
    plain = [entry.id for entry in (*args.posonlyargs, *args.args)]
    found, rest = dict(zip(plain, arguments, strict=False)), arguments[len(plain) :]
    keywords = dict(keywords)
    only = [entry.id for entry in args.kwonlyargs]
    positional = {entry.id for entry in args.posonlyargs}
    for key in list(keywords):
        if key in plain and key not in positional or key in only:
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
        found[args.kwarg.id] = Bound(Mapping(tuple(keywords), values), None, parts)
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
        node = literals.get(key)
        if isinstance(node, gast.Constant) and Known(node.value) == Known(found):
            return lambda: Bound(Known(node.value), node)
        if isinstance(found, (bool, str, type(None))):
            return lambda: known_bound(found)
        path = (("default", id(function), key),)
        return lambda: reach(frame, path, found)

    return {key: maker(key, found) for key, found in source.defaults.items()}


def user_call(frame, function, arguments, keywords):
    """A call of a function of the user's: a function of its own, or written out here."""
    if hasattr(function, "__s2s_source__"):
        function = function.__s2s_source__
    if not hasattr(function, "__code__"):
        found = Bound(Instance(function, (("unguarded", "function"),)))
        return dispatch(frame, found, arguments, keywords)
    if getattr(function, "__s2s_constant__", False):
        return stopped(frame, arguments[0])
    try:
        source, normal, live = source_of(frame, function)
    except (SourceNotFound, UnsupportedSyntax) as error:
        if frame.origin is None or not is_library_code(function):
            raise
        shown = f"{function.__module__}.{function.__qualname__}"
        frame.refuse(error.code, f"{shown} is not supported: {error.reason}", error.advice)
    return from_library(
        frame, source, lambda: own_call(frame, source, normal, live, arguments, keywords)
    )


def stopped(frame, bound):
    """The same value, through which no derivative passes."""
    if bound.parts is not None:
        parts = tuple(stopped(frame, part) for part in bound.parts)
        values = tuple(part.value for part in parts)
        return Bound(replace(bound.value, items=values), None, parts)
    if not is_varied(bound.value):
        return bound
    return settled(frame, primitive(frame, runtime.stop_gradient, [bound], {}))


def is_library_code(function):
    """Whether a function stands in a file of a library, or in none."""
    file = function.__code__.co_filename
    return file.startswith("<") or os.path.abspath(file).startswith(LIBRARIES) or (
        "site-packages" in file
    )


def own_call(frame, source, normal, live, arguments, keywords):
    """A call of a function whose text is at hand."""
    tree = source.tree
    defaults = default_values(frame, source, tree)
    found = bind(frame, source, tree, arguments, keywords, defaults, source.name)
    for bound in found.values():
        if bound.value is NOTHING:
            return Bound(NOTHING, constant(None))
    if any(holds_function(bound.value) for bound in found.values()):
        return write_out(frame, None, source, normal, live, found)
    if isinstance(tree, gast.Lambda):
        return write_out(frame, None, source, normal, live, found)
    if is_foreign(source) and is_one_line(tree):
        return write_out(frame, None, source, normal, live, found, pinned=True)
    return unit_call(frame, source, normal, live, found)


def is_foreign(source):
    """Whether a function belongs to a library, not to the user."""
    file = os.path.abspath(source.file)
    return file.startswith(LIBRARIES) or "site-packages" in file


LIBRARIES = tuple(
    {os.path.dirname(os.__file__) + os.sep, os.path.dirname(os.path.dirname(__file__)) + os.sep}
)


def from_library(frame, source, attempt):
    """What `attempt()` gives; a refusal inside a library is one of the user's line."""
    if not is_foreign(source) or is_foreign(frame.source):
        return attempt()
    try:
        return attempt()
    except S2SGradError as error:
        module = getattr(source.function, "__module__", "") or ""
        frame.refuse(
            error.code,
            f"{module}.{source.name} is not supported: {error.reason}",
            error.advice,
        )
    return None


def holds_function(value):
    """Whether a function defined in the program is in the value."""
    return any(
        isinstance(leaf, Function)
        or (isinstance(leaf, Method) and holds_function(leaf.receiver.value))
        for leaf in leaves(value)
    )


def inline(frame, function, arguments, keywords):
    """A call of a function that was defined in the program: written out here."""
    value = function.value
    source, tree = value.source, value.definition
    sources = frame.session.sources
    if id(tree) not in sources:
        normal = normal_function(source, tree, ())
        sources[id(tree)] = (tree, normal, live_in_loops(normal.body))
    _, normal, live = sources[id(tree)]
    captured = {key: (lambda bound=bound: bound) for key, bound in value.captured}
    shown = "the lambda" if isinstance(tree, gast.Lambda) else normal.name
    found = bind(frame, source, tree, arguments, keywords, captured, shown)
    return write_out(frame, value.frame, source, normal, live, found)


def is_one_line(tree):
    """Whether a function is one return, so that its call may as well be written out."""
    body = [
        statement
        for statement in tree.body
        if not (
            isinstance(statement, gast.Expr) and isinstance(statement.value, gast.Constant)
        )
    ]
    return len(body) == 1 and isinstance(body[0], gast.Return)


def write_out(frame, parent, source, normal, live, found, pinned=False):
    """The statements of a function in the open block, under new names."""
    if frame.depth > DEEPEST:
        frame.refuse(
            "S205",
            "this recursion makes or passes functions, and does not end",
            "Pass numbers and arrays instead of functions.",
        )
    inner = Frame(
        frame.session,
        frame.unit,
        source,
        normal,
        block=frame.block,
        parent=parent,
        live=live,
        origin=frame.origin,
        inert=frame.inert,
        caller=frame,
        pinned=pinned or frame.pinned,
        depth=frame.depth + 1,
    )
    for key, bound in found.items():
        inner.env[key] = settled(frame, bound, key)
    return frame.session.run(inner, normal.body)


def unit_call(frame, source, normal, live, found):
    """A call of a generated function, made for arguments of these kinds."""
    inert = frame.inert
    bounds = {key: specialised(frame, source, bound, inert) for key, bound in found.items()}
    unit = unit_for(frame, source, normal, live, bounds)
    if unit is None:
        return write_out(frame, None, source, normal, live, found)
    trees = [text_of(bound) for key, bound in bounds.items() if has_text(bound.value)]
    for path, (_, value) in unit.reads.items():
        trees.append(read_for(frame, bounds, path, value, unit))
    for path, value in unit.guards.items():
        guard(frame, lifted(bounds, path), value)
    for path, other in unit.same.items():
        found = unit.objects[other]
        read(frame, lifted(bounds, other), unit.reads[other][1], found)
        read(frame, lifted(bounds, path), unit.reads[other][1], found)
    value = unit.result
    if inert:
        value = with_varied(value, False)
    tree = call_tree(name(f"@{unit.key}"), *trees)
    if value is NOTHING:
        return Bound(NOTHING, constant(None))
    if isinstance(value, Known) or is_textless(value):
        return Bound(value, literal(value))
    return Bound(value, tree, None, memory(*bounds.values()) | {"@call"})


def specialised(frame, source, bound, inert):
    """The argument as its callee sees it."""
    value = bound.value
    if inert:
        value = with_varied(value, False)
    if isinstance(value, Known) and is_number(value):
        recursive = any(unit.source is source for unit in frame.session.open)
        if recursive or not isinstance(value.value, (int, bool)):
            value = widened(value)
    return replace(bound, value=value)


def has_text(value):
    """Whether an argument of this kind is handed over at run time."""
    if isinstance(value, Known):
        return False
    if isinstance(value, (Sequence, Mapping)) and value.items is not None:
        return carries_numbers(value)
    return not is_textless(value)


def unit_for(frame, source, normal, live, bounds):
    """The generated function for these arguments, found or made."""
    session = frame.session
    pattern = tuple((key, seen(bound)) for key, bound in bounds.items())
    same_source = [unit for unit in session.units if unit.source is source]
    for unit in same_source:
        if unit.arguments == pattern:
            unit.recursive = unit.recursive or not unit.finished
            return unit if unit.finished != "inline" else None
    if len(same_source) >= MOST_VARIANTS:
        frame.refuse(
            "S205",
            f"the calls of {source.name} never settle on kinds of arguments",
            "Keep shapes and kinds the same from one call to the next.",
        )
    session.counter += 1
    key = f"{unit_title(source, bounds)}_{session.counter}"
    unit = Unit(key, unit_title(source, bounds), source, Names({"np", "saved"}))
    unit.arguments = pattern
    unit.result = NOTHING
    session.units.append(unit)
    session.open.append(unit)
    try:
        settle_unit(session, unit, source, normal, live, bounds)
    finally:
        session.open.pop()
    if holds_function(unit.result):
        unit.finished = "inline"
        return None
    return unit


def seen(bound):
    """What of an argument decides which generated function serves it."""
    if isinstance(bound.value, Instance):
        return ("object", id(bound.value.object))
    if bound.parts is not None:
        kind = getattr(bound.value, "kind", dict)
        keys = getattr(bound.value, "keys", None)
        return (kind, keys, tuple(seen(part) for part in bound.parts))
    return bound.value


def settle_unit(session, unit, source, normal, live, bounds):
    """Resolve a function until what it returns and reads no longer changes."""
    made_before = len(session.units)
    for _ in range(8):
        # What was made on an assumption about this unit is made anew.
        del session.units[made_before:]
        before = (unit.result, tuple(unit.reads))
        unit.names = Names({"np", "saved", *normal.parameters})
        unit.facts, unit.made, unit.fresh = {}, set(), set()
        unit.views, unit.written, unit.stale = {}, set(), set()
        unit.augmented = set()
        unit.parameters = []
        reads, unit.reads = unit.reads, {}
        unit.objects, unit.versions, unit.guards = {}, set(), {}
        unit.same = {}
        frame = Frame(session, unit, source, normal, live=live)
        frame.origin = source.origin(source.tree)
        for path, (text, value) in reads.items():
            unit.reads[path] = (unit.names.fresh(text), value)
            unit.facts[unit.reads[path][0]] = value
        for key, bound in bounds.items():
            frame.env[key] = parameter(frame, key, bound)
        if unit is session.open[0]:
            frame.env.update(session.preset)
        bound = session.run(frame, normal.body)
        unit.body = tuple(frame.block)
        unit.result, unit.returned = bound.value, text_of(bound)
        unit.bound = bound
        if (unit.result, tuple(unit.reads)) == before:
            break
        if not unit.recursive:
            break
    else:
        frame.refuse(
            "S205",
            f"the recursion in {source.name} does not settle on a kind of result",
            "Return the same kind of value on every path.",
        )
    unit.finished = True


def parameter(frame, key, bound):
    """What a parameter stands for inside the callee."""
    value = bound.value
    unit = frame.unit
    if isinstance(value, Instance):
        return Bound(Instance(value.object, callee_path(key, value)))
    if not has_text(value):
        return Bound(value, literal(value), () if bound.parts == () else bound.parts)
    unit.parameters.append((key, value))
    unit.facts[key] = value
    if bound.parts is not None and isinstance(value, (Sequence, Mapping)):
        return split_parameter(key, bound, name(key), (("argument", key),))
    return Bound(value, name(key))


def split_parameter(key, bound, tree, path):
    """A container argument, entry by entry."""
    labels = getattr(bound.value, "keys", range(len(bound.parts)))
    parts = []
    for label, part in zip(labels, bound.parts, strict=True):
        where = gast.Subscript(tree, constant(label), gast.Load())
        inner = (*path, ("[", label))
        if isinstance(part.value, Instance):
            parts.append(Bound(Instance(part.value.object, inner)))
        elif part.parts is not None:
            parts.append(split_parameter(key, part, where, inner))
        elif not has_text(part.value):
            parts.append(Bound(part.value, literal(part.value)))
        else:
            parts.append(Bound(part.value, where))
    items = tuple(part.value for part in parts)
    return Bound(replace(bound.value, items=items), tree, tuple(parts))


def callee_path(key, value):
    """How the callee reaches an object: through its parameter, or as everyone does."""
    if value.path and value.path[0][0] in ("global", "free", "default", "unguarded"):
        return value.path
    return (("argument", key),)


def read_for(frame, bounds, path, value, unit):
    """The caller's name for what the callee reads at `path`."""
    found = unit.objects.get(path)
    return name(read(frame, lifted(bounds, path), value, found))


def lifted(bounds, path):
    """The caller's path to what the callee reaches through a parameter."""
    root = path[0]
    if root[0] != "argument" or root[1] not in bounds:
        return path
    base, steps = bounds[root[1]], path[1:]
    while base.parts is not None and steps and steps[0][0] == "[":
        labels = getattr(base.value, "keys", range(len(base.parts)))
        base, steps = base.parts[list(labels).index(steps[0][1])], steps[1:]
    own = getattr(base.value, "path", None)
    return path if own is None else (*own, *steps)


def unit_title(source, bounds):
    """What the generated function is called: `dense` for Dense.construct."""
    owner = next(iter(bounds.values()), None)
    title = source.name.rpartition(".")[2]
    if title in ("construct", "__call__") and owner is not None:
        if isinstance(owner.value, Instance):
            title = type(owner.value.object).__name__
    return snake(title)


def snake(text):
    """`MaxPool` is `max_pool`."""
    out = ""
    for position, letter in enumerate(text):
        small = position and letter.isupper() and not text[position - 1].isupper()
        out += f"_{letter.lower()}" if small and out[-1:] != "_" else letter.lower()
    return out.strip("_") or "function"


__all__ = ["Closure", "call", "dispatch", "inertly", "is_atom", "is_cell_list"]
__all__ += ["is_varied", "pick", "truth", "user_call", "varied"]
