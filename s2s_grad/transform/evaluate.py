"""What an expression is and what remains of it, with everything known taken out."""

import builtins
import operator
import sys

import gast
import numpy as np

from s2s_grad.analysis.sampling import (
    indexed_shape,
    sample,
    sample_operator,
    shares_memory,
)
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Function,
    Instance,
    Known,
    Mapping,
    Method,
    Number,
    Opaque,
    Sequence,
    can_vary,
    element_of,
    is_number,
    is_numeric,
    is_varied,
    with_varied,
)
from s2s_grad.errors import UnsupportedCall, UnsupportedSyntax, UnsupportedValue
from s2s_grad.rules.registry import ATTRIBUTES, METHODS, OPERATORS, SPELLING, lookup
from s2s_grad.syntax.tree import attribute, call, constant, dotted, is_atom, item, name
from s2s_grad.transform.frames import (
    Bound,
    is_textless,
    literal,
    reach,
    read,
    text_of,
)
from s2s_grad.transform.normalize import Augmented, Closure

COMPARISONS = {
    gast.Eq: operator.eq,
    gast.NotEq: operator.ne,
    gast.Lt: operator.lt,
    gast.LtE: operator.le,
    gast.Gt: operator.gt,
    gast.GtE: operator.ge,
    gast.Is: operator.is_,
    gast.IsNot: operator.is_not,
    gast.In: lambda a, b: a in b,
    gast.NotIn: lambda a, b: a not in b,
}
SPELLED = {ufunc: kind for kind, ufunc in OPERATORS.items()}
MASKS = {np.where, np.select, np.piecewise, np.choose, np.nan_to_num, np.putmask}
SHAPE_ONLY = {("full_like", "a")}
AGAIN = "s2s_grad.rules.again"


def evaluate(frame, node):
    """What `node` stands for in the open call."""
    match node:
        case gast.Name(id=text):
            return look_up(frame, text)
        case gast.Constant(value=value):
            return Bound(Known(value), node)
        case gast.BinOp(left=left, op=op, right=right):
            return binary(frame, node, op, evaluate(frame, left), evaluate(frame, right))
        case gast.UnaryOp(op=gast.Not(), operand=operand):
            return negation(frame, node, operand)
        case gast.UnaryOp(op=op, operand=operand):
            return unary(frame, op, evaluate(frame, operand))
        case gast.Compare():
            return comparison(frame, node)
        case gast.BoolOp():
            return both_or_either(frame, node)
        case gast.IfExp(test=test, body=body, orelse=orelse):
            return choice(frame, test, body, orelse)
        case gast.Attribute(value=value, attr=attr):
            return get_attribute(frame, evaluate(frame, value), attr)
        case gast.Subscript(value=value, slice=index):
            return get_item(frame, evaluate(frame, value), index)
        case gast.Tuple(elts=elts):
            return display(frame, tuple, elts)
        case gast.List(elts=elts):
            return display(frame, list, elts)
        case gast.Dict(keys=keys, values=values):
            return dict_display(frame, keys, values)
        case gast.Call():
            return frame.session.call(frame, node)
        case Closure(definition=definition):
            return closure(frame, definition)
        case gast.JoinedStr():
            return formatted(frame, node)
        case gast.Slice():
            return Bound(Opaque(), slice_tree(frame, node))
        case _:
            frame.refuse(
                "S102",
                f"this expression ({type(node).__name__}) is not supported",
                "Write it with arithmetic, calls and indexing.",
                UnsupportedSyntax,
            )
    return None


# ---------------------------------------------------------------- names


def look_up(frame, text):
    """What a name stands for: local, in an enclosing call, captured, global, builtin."""
    scope = frame
    while scope is not None:
        if text in scope.env:
            found = current(frame, text, checked(frame, text, scope.env[text]))
            return found if scope.unit is frame.unit else captured(frame, scope, text, found)
        outermost, scope = scope, scope.parent
    source = outermost.source
    roots = frame.session.roots
    if text in source.closure:
        cell = source.closure[text]
        roots["free", id(cell)] = cell
        try:
            found = cell.cell_contents
        except ValueError:
            return unbound(frame, text)
        return reach(frame, (("free", id(cell), text),), found)
    if text in source.globals:
        roots["global", id(source.globals)] = source.globals
        path = (("global", id(source.globals), text),)
        return reach(frame, path, source.globals[text])
    if hasattr(builtins, text):
        return Bound(Instance(getattr(builtins, text), (("unguarded", text),)))
    return unbound(frame, text)


def current(frame, text, bound):
    """The binding, unless it is a view of an array that was written to since."""
    if isinstance(bound.tree, gast.Name) and bound.tree.id in frame.unit.stale:
        owners = ", ".join(sorted(frame.unit.views.get(bound.tree.id, ())))
        frame.refuse(
            "S103",
            f"{text!r} is read after {owners!r}, whose memory it shares, was written to",
            f"Make {text!r} a copy: `.copy()`.",
            UnsupportedSyntax,
        )
    return bound


def memory(*bounds):
    """The names of the arrays whose memory these share."""
    found = set()
    for bound in bounds:
        if isinstance(bound.tree, gast.Name) and isinstance(bound.value, (Array, Anything)):
            found.add(bound.tree.id)
        found |= bound.base
        for part in bound.parts or ():
            found |= memory(part)
    return frozenset(found)


def captured(frame, scope, text, bound):
    """A name of another generated function, handed over as a parameter."""
    if is_textless(bound.value) or (bound.tree is None and bound.parts is None):
        return bound
    if isinstance(bound.value, Known):
        return Bound(bound.value, literal(bound.value))
    path = (("captured", id(scope), text),)
    value = with_varied(bound.value, False)
    frame.unit.captured[path] = bound
    return Bound(value, name(read(frame, path, value)))


def unbound(frame, text):
    """Refuse a name that has no value here."""
    frame.refuse(
        "S206",
        f"the name {text!r} has no value here",
        "Assign to it on every path before it is read.",
        UnsupportedSyntax,
    )


def checked(frame, text, bound):
    """The binding, unless two paths disagree about what it is."""
    if bound is None:
        frame.refuse(
            "S207",
            f"{text!r} holds different kinds of values on different paths",
            "Use two names, or make both values of one kind.",
            UnsupportedValue,
        )
    return bound


# ---------------------------------------------------------------- operators


NOTHING = Opaque("the result of a recursion")


def is_pending(*bounds):
    """Whether the value of a recursive call is missing that is not known yet."""
    return any(bound.value is NOTHING for bound in bounds)


def varied(frame, *bounds):
    """Whether a derivative may pass through an operation on these."""
    return not frame.inert and any(is_varied(bound.value) for bound in bounds)


def binary(frame, node, op, left, right):
    """`left op right`."""
    ufunc = OPERATORS.get(type(op))
    if ufunc is None:
        frame.refuse(
            "S102",
            "this operator is not supported",
            "Use arithmetic operators.",
            UnsupportedSyntax,
        )
    if is_pending(left, right):
        return Bound(NOTHING, constant(None))
    left, right = as_operand(frame, left), as_operand(frame, right)
    both = (left.value, right.value)
    if all(isinstance(value, (Sequence, Known)) for value in both):
        found = fold_sequences(frame, op, left, right)
        if found is not None:
            return found
    if not all(is_operand(value) for value in both):
        return foreign_operator(frame, op, left, right)
    tree = gast.BinOp(text_of(left), op, text_of(right))
    if all(isinstance(value, Known) for value in both):
        return fold(ufunc, left, right, tree)
    value = sample_operator(ufunc, both)
    if isinstance(node, Augmented):
        check_augmented(frame, node, left, right, value)
    return Bound(flagged(value, varied(frame, left, right)), tree)


def is_operand(value):
    """Whether arithmetic on the value is understood."""
    return is_numeric(value) or (
        isinstance(value, Sequence) and value.items is not None
    )


def as_operand(frame, bound):
    """Text for an operand; refuses what has none."""
    if is_textless(bound.value):
        what = getattr(bound.value, "object", None)
        frame.refuse(
            "S207",
            f"arithmetic on an object ({type(what).__name__}) is not supported",
            "Use its numbers and arrays.",
            UnsupportedValue,
        )
    return bound


def flagged(value, is_active):
    """The value, marked as carrying a derivative or not."""
    return with_varied(value, is_active and (can_vary(value) or True))


def fold(ufunc, left, right, tree):
    """An operation on literals, done now when the result is exact."""
    kind = SPELLED[ufunc]
    from_operator = {
        gast.Add: operator.add,
        gast.Sub: operator.sub,
        gast.Mult: operator.mul,
        gast.Div: operator.truediv,
        gast.FloorDiv: operator.floordiv,
        gast.Mod: operator.mod,
        gast.Pow: operator.pow,
    }.get(kind)
    try:
        result = from_operator(left.value.value, right.value.value)
    except Exception:
        return Bound(sample_operator(ufunc, (Number("f"), Number("f"))), tree)
    if isinstance(result, int) and abs(result) < 10**6:
        return Bound(Known(result), constant(result))
    return Bound(Known(result), tree)


def fold_sequences(frame, op, left, right):
    """`[a] + [b]`, `(0.0,) * 3`, text with text."""
    first, second = left.value, right.value
    if isinstance(first, Known) and isinstance(second, Known):
        if isinstance(first.value, str) or isinstance(second.value, str):
            kinds = {gast.Add: operator.add, gast.Mult: operator.mul, gast.Mod: operator.mod}
            result = kinds[type(op)](first.value, second.value)
            return Bound(Known(result), constant(result))
        return None
    if isinstance(op, gast.Add) and isinstance(first, Sequence):
        if isinstance(second, Sequence) and first.kind is second.kind:
            pieces = entries(frame, left), entries(frame, right)
            if None not in pieces:
                return sequence(first.kind, pieces[0] + pieces[1])
    if isinstance(op, gast.Mult):
        many, times = (left, second) if isinstance(first, Sequence) else (right, first)
        if isinstance(times, Known) and isinstance(times.value, int):
            pieces = entries(frame, many)
            if pieces is not None and times.value < 1000:
                return sequence(many.value.kind, pieces * times.value)
    return None


def sequence(kind, parts, made=None):
    """A tuple or list of known entries, which stand alone."""
    parts = tuple(parts)
    value = Sequence(kind, tuple(part.value for part in parts), made=made)
    return Bound(value, None, parts)


def foreign_operator(frame, op, left, right):
    """Arithmetic on text and the like: kept when no derivative is in it."""
    if varied(frame, left, right) or any(
        isinstance(side.value, Sequence) for side in (left, right)
    ):
        frame.refuse(
            "S207",
            "arithmetic on lists, dicts or objects of unknown make is not supported",
            "Use arrays, or lists of a length that can be seen.",
            UnsupportedValue,
        )
    return Bound(Opaque(), gast.BinOp(text_of(left), op, text_of(right)))


def check_augmented(frame, node, left, right, value):
    """`x += y` on an array writes into it: only fine when nobody else holds it."""
    if not isinstance(left.value, (Array, Anything, Sequence)):
        return
    text = left.tree.id if isinstance(left.tree, gast.Name) else None
    unit = frame.unit
    outside = {key for key, _ in unit.all_parameters()}
    own = text is not None and text not in outside and not unit.views.get(text)
    own = own and sole_holder(frame, node.left.id, text)
    dtypes = [getattr(entry, "dtype", None) for entry in (left.value, value)]
    alike = None in dtypes or dtypes[0] == dtypes[1]
    unit.augmented.add(text)
    if not (own and alike) or isinstance(left.value, Sequence):
        shown = node.left.id
        frame.refuse(
            "S103",
            f"{shown!r} may be an array that is written to in place here",
            f"Write `{shown} = {shown} ...` instead, which makes a new array.",
            UnsupportedSyntax,
        )


def sole_holder(frame, user, text):
    """Whether `user` is the only name under which the array `text` is known."""
    scope = frame
    while scope is not None:
        for other, bound in scope.env.items():
            if bound is not None and holds(bound, text):
                if not (scope is frame and other == user):
                    return False
        scope = scope.parent
    return True


def holds(bound, text):
    """Whether the array `text` can be reached through a binding."""
    if isinstance(bound.tree, gast.Name) and bound.tree.id == text:
        return True
    return any(holds(part, text) for part in bound.parts or ())


def unary(frame, op, operand):
    """`-x`, `+x`, `~x`."""
    if is_pending(operand):
        return Bound(NOTHING, constant(None))
    operand = as_operand(frame, operand)
    ufunc = OPERATORS[type(op)]
    tree = gast.UnaryOp(op, text_of(operand))
    if isinstance(operand.value, Known) and is_number(operand.value):
        kinds = {gast.USub: operator.neg, gast.UAdd: operator.pos}
        kind = kinds.get(type(op), operator.invert)
        return Bound(Known(kind(operand.value.value)), tree)
    value = sample_operator(ufunc, (operand.value,))
    return Bound(flagged(value, varied(frame, operand)), tree)


# ---------------------------------------------------------------- conditions


def truth(bound):
    """Whether the value is true or false for certain, else None."""
    match bound.value:
        case Known(value=value):
            return bool(value)
        case Sequence(items=items) if items is not None:
            return bool(items)
        case Mapping(items=items):
            return bool(items)
        case Function() | Method():
            return True
        case Instance(object=found):
            kind = type(found)
            if hasattr(kind, "__bool__") or hasattr(kind, "__len__"):
                return bool(found) if kind.__module__.startswith("s2s_grad") else None
            return True
    return None


def negation(frame, node, operand):
    """`not operand`."""
    bound = inertly(frame, operand)
    known = truth(bound)
    if known is not None:
        return Bound(Known(not known), constant(not known))
    return Bound(Number("b"), gast.UnaryOp(node.op, text_of(bound)))


def inertly(frame, node):
    """The expression as a condition reads it: no derivative passes."""
    before, frame.inert = frame.inert, True
    try:
        return evaluate(frame, node)
    finally:
        frame.inert = before


def both_or_either(frame, node):
    """`a and b`, `a or b`, without the parts that are certain."""
    decisive = isinstance(node.op, gast.Or)
    kept = []
    for position, entry in enumerate(node.values):
        bound = inertly(frame, entry)
        known = truth(bound)
        last = position == len(node.values) - 1
        if known is decisive:
            kept.append(bound)
            break
        if known is None or (last and not kept):
            kept.append(bound)
    if len(kept) == 1:
        return kept[0]
    trees = [text_of(bound) for bound in kept]
    return Bound(Opaque(), gast.BoolOp(node.op, trees))


def choice(frame, test, body, orelse):
    """`body if test else orelse` inside a condition."""
    bound = inertly(frame, test)
    known = truth(bound)
    if known is not None:
        return evaluate(frame, body if known else orelse)
    first, second = evaluate(frame, body), evaluate(frame, orelse)
    tree = gast.IfExp(text_of(bound), text_of(first), text_of(second))
    return Bound(Opaque(), tree)


def comparison(frame, node):
    """A comparison, chained or not; decided now when both sides are structure."""
    left = inertly(frame, node.left)
    others = [inertly(frame, entry) for entry in node.comparators]
    if len(others) == 1:
        known = decided(node.ops[0], left, others[0])
        if known is not None:
            return Bound(Known(known), constant(known))
    for bound in (left, *others):
        if is_textless(bound.value):
            frame.refuse(
                "S207",
                "this comparison of objects is not supported",
                "Compare numbers, text or None.",
                UnsupportedValue,
            )
    tree = gast.Compare(text_of(left), node.ops, [text_of(entry) for entry in others])
    arrays = [bound.value for bound in (left, *others)]
    if len(others) == 1 and type(node.ops[0]) in COMPARISONS:
        if not isinstance(node.ops[0], (gast.Is, gast.IsNot, gast.In, gast.NotIn)):
            value = sample(COMPARISONS[type(node.ops[0])], arrays)
            return Bound(with_varied(value, False), tree)
    return Bound(Number("b"), tree)


def decided(op, left, right):
    """The answer to a comparison of structure, or None."""
    first, second = left.value, right.value
    if isinstance(op, (gast.Is, gast.IsNot)):
        same = is_same(first, second)
        if same is None:
            return None
        return same if isinstance(op, gast.Is) else not same
    if isinstance(first, Known) and isinstance(second, Known):
        try:
            return bool(COMPARISONS[type(op)](first.value, second.value))
        except Exception:
            return None
    if isinstance(op, (gast.In, gast.NotIn)) and isinstance(first, Known):
        if isinstance(second, Mapping):
            return (first.value in second.keys) is isinstance(op, gast.In)
        if isinstance(second, Sequence) and second.items is not None:
            if all(isinstance(entry, Known) for entry in second.items):
                among = first.value in [entry.value for entry in second.items]
                return among is isinstance(op, gast.In)
    if isinstance(op, (gast.Eq, gast.NotEq)):
        unlike = {type(first), type(second)} == {Known, Instance} or (
            isinstance(first, Instance) and isinstance(second, Instance)
        )
        if unlike:
            equal = first == second
            return equal if isinstance(op, gast.Eq) else not equal
    return None


def is_same(first, second):
    """`first is second`, as far as it is certain."""
    if isinstance(first, Known) and isinstance(second, Known):
        return first.value is second.value
    if isinstance(first, Instance) and isinstance(second, Instance):
        return first.object is second.object
    unclear = (Opaque, Anything)
    if isinstance(first, unclear) or isinstance(second, unclear):
        return None
    if isinstance(first, Known) or isinstance(second, Known):
        known = first if isinstance(first, Known) else second
        return False if known.value is None or type(first) is not type(second) else None
    return None


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


# ---------------------------------------------------------------- containers


def display(frame, kind, elts):
    """A tuple or list display; its entries stay apart until the whole is needed."""
    parts = []
    for entry in elts:
        if isinstance(entry, gast.Starred):
            parts += spread(frame, evaluate(frame, entry.value))
        else:
            parts.append(settled(frame, evaluate(frame, entry)))
    return frame.owning(sequence(kind, parts))


def settled(frame, bound, hint="item"):
    """The same value as an atom: an operation gets a name."""
    if bound.tree is None or is_atom(bound.tree):
        return bound
    if frame.inert:
        return bound
    return frame.let(hint, bound.value, bound.tree, base=bound.base)


def dict_display(frame, keys, values):
    """A dict display with known keys."""
    known = [evaluate(frame, key).value for key in keys]
    if not all(isinstance(key, Known) for key in known):
        frame.refuse(
            "S207",
            "a dict whose keys are only known at run time is not supported",
            "Use literal keys.",
            UnsupportedValue,
        )
    parts = tuple(settled(frame, evaluate(frame, entry)) for entry in values)
    labels = tuple(key.value for key in known)
    value = Mapping(labels, tuple(p.value for p in parts))
    return frame.owning(Bound(value, None, parts))


def entries(frame, bound):
    """The entries of a sequence of known length, or None."""
    if bound.parts is not None and isinstance(bound.value, Sequence):
        return list(bound.parts)
    value = bound.value
    if isinstance(value, Sequence) and value.items is not None:
        base = bound.base
        if isinstance(bound.tree, gast.Name):
            base = base | frame.unit.views.get(bound.tree.id, frozenset())
        return [
            Bound(
                entry,
                None if is_textless(entry) else item(bound.tree, constant(i)),
                None,
                base,
            )
            for i, entry in enumerate(value.items)
        ]
    if isinstance(value, Instance) and is_cell_list(value.object):
        return [
            reach(frame, (*value.path, ("[", i)), found)
            for i, found in enumerate(value.object)
        ]
    if isinstance(value, Known) and isinstance(value.value, str):
        return [Bound(Known(letter), constant(letter)) for letter in value.value]
    return None


def is_cell_list(found):
    """Whether an object is one of our own containers of Cells."""
    kind = type(found)
    return hasattr(kind, "__len__") and hasattr(kind, "__getitem__") and any(
        base.__module__.partition(".")[0] == "s2s_grad" for base in kind.__mro__
    )


def spread(frame, bound):
    """The entries of a starred value."""
    found = entries(frame, bound)
    if found is None:
        frame.refuse(
            "S204",
            "a starred value whose length is only known at run time is not supported",
            "Pass the values one by one.",
        )
    return [settled(frame, part) for part in found]


def closure(frame, definition):
    """A function defined here; its defaults are evaluated now."""
    source = frame.source
    args = definition.args
    defaults = list(zip(reversed(args.posonlyargs + args.args), reversed(args.defaults)))
    defaults += [
        (p, d) for p, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d
    ]
    captured = tuple(
        (parameter.id, settled(frame, evaluate(frame, node)))
        for parameter, node in defaults
    )
    return Bound(Function(definition, source, frame, captured))


# ---------------------------------------------------------------- attributes


def get_attribute(frame, bound, attr):
    """`value.attr`."""
    if is_pending(bound):
        return Bound(Method(attr, bound))
    match bound.value:
        case Instance():
            return object_attribute(frame, bound.value, attr)
        case Sequence(made=made) if made is not None and attr in made._fields:
            return pick(frame, bound, made._fields.index(attr))
        case Sequence() | Mapping():
            return Bound(Method(attr, bound))
        case Known(value=value) if not is_number(bound.value):
            if hasattr(value, attr):
                found = getattr(value, attr)
                if callable(found):
                    return Bound(Method(attr, bound))
                return Bound(Known(found), literal(Known(found)))
        case Array() | Number() | Anything() | Known():
            return array_attribute(frame, bound, attr)
    frame.refuse(
        "S206",
        f"the attribute {attr!r} cannot be read here",
        "Use arrays, numbers, Cells and plain objects.",
        UnsupportedValue,
    )
    return None


def object_attribute(frame, value, attr):
    """An attribute of an object that is at hand."""
    found, kind = value.object, type(value.object)
    if kind.__name__ == "module":
        return module_attribute(frame, value, attr)
    static = found if isinstance(found, type) else kind
    described = find_static(static, attr)
    if isinstance(described, property) and not isinstance(found, type):
        return frame.session.user_call(frame, described.fget, [Bound(value)], {})
    if isinstance(described, staticmethod):
        return reach(frame, (*value.path, (".", attr)), described.__func__)
    if isinstance(described, classmethod):
        path = value.path if static is found else (*value.path, ("class",))
        return Bound(Method(described.__func__, Bound(Instance(static, path))))
    own = getattr(found, "__dict__", {})
    if callable(described) and hasattr(described, "__code__") and attr not in own:
        if not isinstance(found, type):
            return Bound(Method(described, Bound(value)))
        return Bound(Instance(described, (*value.path, (".", attr))))
    try:
        result = getattr(found, attr)
    except AttributeError as error:
        frame.refuse("S206", str(error), "Set it before the call.", UnsupportedValue)
    return reach(frame, (*value.path, (".", attr)), result)


def find_static(kind, attr):
    """The attribute as it stands in the class, without binding."""
    for base in kind.__mro__:
        if attr in vars(base):
            return vars(base)[attr]
    return None


def module_attribute(frame, value, attr):
    """An attribute of a module: numbers of NumPy and math are constants."""
    module = value.object
    try:
        found = getattr(module, attr)
    except AttributeError as error:
        frame.refuse("S206", str(error), "Check the name.", UnsupportedValue)
    top = module.__name__.partition(".")[0]
    if top in ("numpy", "math") and isinstance(found, float):
        text = {"math": "np"}.get(top, "np")
        return Bound(Known(found), dotted(f"{text}.{attr}"))
    if found is None or (top == "numpy" and not callable(found)):
        if found is None:
            return Bound(Known(None), constant(None))
    if callable(found) or type(found).__name__ == "module":
        builtin = top in ("numpy", "math", "scipy", "operator", "functools", "builtins")
        step = ("unguarded", attr) if builtin else (".", attr)
        path = (*value.path, step)
        if not builtin:
            return reach(frame, path, found)
        return Bound(Instance(found, path))
    return reach(frame, (*value.path, (".", attr)), found)


def array_attribute(frame, bound, attr):
    """`x.shape`, `x.T`, `x.sum` of an array or number."""
    value, tree = bound.value, text_of(bound)
    shape = value.shape if isinstance(value, Array) else None
    if isinstance(value, Number) or isinstance(value, Known):
        shape = ()
    if attr == "shape":
        if shape is None:
            return Bound(Sequence(tuple, None, Number("i")), attribute(tree, attr))
        items = tuple(Known(1) if size == 1 else Number("i") for size in shape)
        return Bound(Sequence(tuple, items), attribute(tree, attr))
    if attr == "ndim":
        if shape is None:
            return Bound(Number("i"), attribute(tree, attr))
        return Bound(Known(len(shape)), constant(len(shape)))
    if attr == "size":
        return Bound(Number("i"), attribute(tree, attr))
    if attr == "dtype":
        dtype = getattr(value, "dtype", None)
        known = Opaque() if dtype is None else Known(np.dtype(dtype))
        return Bound(known, attribute(tree, attr))
    if attr in ATTRIBUTES:
        function = ATTRIBUTES[attr]
        result = sample(function, [value])
        result = flagged(result, varied(frame, bound))
        return Bound(result, attribute(tree, attr), None, memory(bound))
    if attr in METHODS or attr in frame.session.methods:
        return Bound(Method(attr, bound))
    frame.refuse(
        "S206",
        f"the attribute {attr!r} of an array is not supported",
        "Use the NumPy function of that name, if there is one.",
        UnsupportedCall,
    )
    return None


# ---------------------------------------------------------------- items


def pick(frame, bound, position):
    """One entry of a sequence of known length."""
    parts = entries(frame, bound)
    return parts[position]


def get_item(frame, bound, index):
    """`value[index]`."""
    value = bound.value
    if is_pending(bound):
        return bound
    if isinstance(value, Instance):
        return object_item(frame, value, index)
    if isinstance(value, (Sequence, Mapping)) or (
        isinstance(value, Known) and not is_number(value)
    ):
        return container_item(frame, bound, index)
    if not isinstance(value, (Array, Anything, Number)):
        frame.refuse(
            "S207",
            "this value cannot be indexed",
            "Index arrays, tuples, lists and dicts.",
            UnsupportedValue,
        )
    tree, parts, advanced = index_tree(frame, index)
    result = flagged(item_value(value, parts, advanced), varied(frame, bound))
    base = frozenset() if isinstance(result, Number) else memory(bound)
    if advanced is not None or (parts is None and is_array_index(frame, index)):
        base = frozenset()
    return Bound(result, item(text_of(bound), tree), None, base)


def is_array_index(frame, index):
    """Whether an index is an array, so that the result is a copy."""
    return isinstance(index, gast.Name) and isinstance(
        inertly(frame, index).value, Array
    )


def item_value(value, parts, advanced):
    """What is known of `value[index]`."""
    if not isinstance(value, Array) or parts is None:
        return Anything()
    if advanced is not None:
        if value.shape is None or value.dtype is None:
            return Array(value.dtype)
        return sample(lambda array, *index: array[tuple(index)], [value, *advanced])
    if value.shape is None:
        return Anything() if "int" in parts else Array(value.dtype)
    shape = indexed_shape(value.shape, parts)
    if shape is None:
        return Anything()
    if shape == () and Ellipsis not in parts and value.shape != ():
        kind = np.dtype(value.dtype).kind if value.dtype else "f"
        return Number("i" if kind == "u" else kind, value.dtype)
    return Array(value.dtype, shape)


def index_tree(frame, node):
    """An index: its text, its entries as `indexed_shape` takes them, and the values of
    an advanced index (arrays, lists)."""
    nodes = node.elts if isinstance(node, gast.Tuple) else [node]
    trees, parts, values, advanced = [], [], [], False
    for entry in nodes:
        if isinstance(entry, gast.Slice):
            trees.append(slice_tree(frame, entry))
            parts.append(slice_part(frame, entry))
            bounds = parts[-1][1:]
            values.append(None if "?" in bounds else Known(slice(*bounds)))
            continue
        bound = inertly(frame, entry)
        value = bound.value
        if isinstance(value, Sequence) and isinstance(node, gast.Name):
            return expanded_index(frame, bound)
        trees.append(text_of(bound))
        values.append(value)
        if isinstance(value, Known) and value.value in (None, Ellipsis):
            parts.append(value.value)
        elif isinstance(value, Number) and value.kind == "i":
            parts.append("int")
        elif isinstance(value, Known) and type(value.value) is int:
            parts.append("int")
        elif isinstance(value, Known) and isinstance(value.value, slice):
            found = value.value
            parts.append(("slice", found.start, found.stop, found.step))
        else:
            advanced = True
            parts.append("array")
    tree = gast.Tuple(trees, gast.Load()) if isinstance(node, gast.Tuple) else trees[0]
    if not advanced:
        return tree, parts, None
    unclear = any(
        value is None or isinstance(value, (Opaque, Anything)) or is_mask(value)
        for value in values
    )
    if unclear:
        return tree, None, None
    return tree, parts, values


def is_mask(value):
    """Whether an index picks by truth, so that values decide the shape."""
    return isinstance(value, Array) and value.dtype == "bool"


def expanded_index(frame, bound):
    """An index that is a tuple with a name of its own."""
    parts = entries(frame, bound)
    if parts is None:
        return text_of(bound), None, None
    kinds = []
    for part in parts:
        if isinstance(part.value, Number) and part.value.kind == "i":
            kinds.append("int")
        elif isinstance(part.value, Known) and type(part.value.value) is int:
            kinds.append("int")
        else:
            return text_of(bound), None, None
    if bound.value.kind is list:
        return text_of(bound), None, None
    return text_of(bound), kinds, None


def slice_tree(frame, node):
    """The text of `lower:upper:step`."""
    bounds = [
        None if bound is None else text_of(inertly(frame, bound))
        for bound in (node.lower, node.upper, node.step)
    ]
    return gast.Slice(*bounds)


def slice_part(frame, node):
    """The bounds of a slice as numbers, None, or "?"."""
    found = []
    for bound in (node.lower, node.upper, node.step):
        value = Known(None) if bound is None else inertly(frame, bound).value
        fine = isinstance(value, Known) and (
            value.value is None or type(value.value) is int
        )
        found.append(value.value if fine else "?")
    return ("slice", *found)


def container_item(frame, bound, index):
    """An item of a tuple, list, dict or text."""
    value = bound.value
    if isinstance(index, gast.Slice):
        part = slice_part(frame, index)
        pieces = entries(frame, bound)
        if "?" in part or pieces is None:
            frame.refuse(
                "S204",
                "a slice of a list with bounds only known at run time is not supported",
                "Use an array, or literal bounds.",
            )
        return sequence(value.kind, pieces[slice(*part[1:])])
    key = inertly(frame, index)
    if isinstance(key.value, Known):
        return known_item(frame, bound, key.value.value)
    if isinstance(value, Sequence):
        element = element_of(value)
        if element is not None and is_numeric(element):
            whole = bound
            if bound.tree is None:
                whole = frame.let("items", value, text_of(bound))
            tree = item(whole.tree, text_of(key))
            return Bound(flagged(element, varied(frame, bound)), tree)
    frame.refuse(
        "S204",
        "an item is picked by a key that is only known at run time",
        "Use literal keys, or an array.",
    )
    return None


def mapped(bound):
    """The values of a dict with known keys."""
    if bound.parts is not None:
        return list(bound.parts)
    pairs = zip(bound.value.keys, bound.value.items, strict=True)
    return [Bound(entry, item(bound.tree, constant(key))) for key, entry in pairs]


def known_item(frame, bound, key):
    """The item under a known key."""
    value = bound.value
    try:
        if isinstance(value, Known):
            found = Known(value.value[key])
            return Bound(found, literal(found))
        if isinstance(value, Mapping):
            return dict(zip(value.keys, mapped(bound), strict=True))[key]
        pieces = entries(frame, bound)
        if pieces is not None:
            return pieces[key]
        return Bound(value.element, item(bound.tree, constant(key)))
    except (KeyError, IndexError) as error:
        # The program itself raises this.
        error.add_note(f"{frame.origin.file}:{frame.origin.line}: {frame.origin.text}")
        raise
    except (ValueError, TypeError):
        frame.refuse(
            "S206",
            f"there is no item {key!r} here",
            "Check the key.",
            UnsupportedValue,
        )
    return None


def object_item(frame, value, index):
    """An item of an object: of a list of Cells, or by the object's own method."""
    found = value.object
    if is_cell_list(found):
        if isinstance(index, gast.Slice):
            part = slice_part(frame, index)
            pieces = entries(frame, Bound(value))
            if "?" not in part:
                return sequence(list, pieces[slice(*part[1:])])
        key = inertly(frame, index)
        if isinstance(key.value, Known):
            try:
                result = found[key.value.value]
            except (KeyError, IndexError) as error:
                frame.refuse("S206", str(error), "Check the key.", UnsupportedValue)
            return reach(frame, (*value.path, ("[", key.value.value)), result)
    method = find_static(type(found), "__getitem__")
    if method is not None and hasattr(method, "__code__"):
        arguments = [Bound(value), inertly(frame, index)]
        return frame.session.user_call(frame, method, arguments, {})
    frame.refuse(
        "S206",
        "this object cannot be indexed with a key only known at run time",
        "Use a literal key.",
        UnsupportedValue,
    )
    return None


# ---------------------------------------------------------------- functions of NumPy


def spelled(function, arguments, keywords):
    """`np.add(x, y)` as `x + y` where the operator means the same."""
    if keywords or function not in SPELLED:
        return None
    kind = SPELLED[function]
    trees = [text_of(bound) for bound in arguments]
    numpy = any(
        isinstance(bound.value, Array)
        or (isinstance(bound.value, Number) and bound.value.dtype is not None)
        for bound in arguments
    )
    if not numpy or any(isinstance(b.value, Sequence) for b in arguments):
        return None
    if function in SPELLING and len(trees) == 2 and issubclass(kind, gast.operator):
        return gast.BinOp(trees[0], kind(), trees[1])
    if len(trees) == 1 and issubclass(kind, gast.unaryop):
        return gast.UnaryOp(kind(), trees[0])
    return None


def primitive(frame, function, arguments, keywords, shown=None):
    """A call of a function that has a rule."""
    rule = lookup(function)
    if rule is None:
        return unruled(frame, function)
    if is_pending(*arguments, *keywords.values()):
        return Bound(NOTHING, constant(None))
    arguments = [with_dtype(bound) for bound in arguments]
    keywords = {key: with_dtype(bound) for key, bound in keywords.items()}
    for bound in (*arguments, *keywords.values()):
        if is_textless(bound.value) and literal(bound.value) is None:
            return unruled(frame, function, bound)
    values = [bound.value for bound in arguments]
    named = {key: bound.value for key, bound in keywords.items()}
    is_active = varied(frame, *arguments, *keywords.values())
    if rule.kind == "constant":
        is_active = False
    elif is_active:
        check_parameters(frame, rule, function, arguments, keywords)
    keywords = without_defaults(rule, keywords)
    if function in MASKS:
        frame.session.masks = True
    tree = spelled(function, arguments, keywords)
    if tree is None:
        trees = [text_of(bound) for bound in arguments]
        words = {key: text_of(bound) for key, bound in keywords.items()}
        tree = call(shown or function_tree(frame, function), *trees, **words)
    if function in (float, int, complex) and isinstance(values[0], Opaque):
        frame.refuse(
            "S207",
            f"{function.__name__}() of text or of an object is not supported",
            "Pass the number itself.",
            UnsupportedValue,
        )
    if rule.data_dependent:
        value = Anything()
    else:
        value = sample(function, values, named)
    base = frozenset()
    if rule.kind != "elementwise" and isinstance(value, (Array, Anything, Sequence)):
        if shares_memory(function, values, named):
            base = memory(*arguments, *keywords.values())
    return Bound(flagged(value, is_active), tree, None, base)


def without_defaults(rule, keywords):
    """The keyword arguments that say more than the default does."""
    parameters = {} if rule.signature is None else rule.signature.parameters
    kept = {}
    for key, bound in keywords.items():
        default = getattr(parameters.get(key), "default", gast)
        same = isinstance(bound.value, Known) and bound.value == Known(default)
        if not same:
            kept[key] = bound
    return kept


def with_dtype(bound):
    """An argument that names a dtype, as NumPy's own."""
    found = getattr(bound.value, "object", None)
    if isinstance(found, type) and issubclass(found, (np.generic, float, int, complex)):
        return Bound(Known(found), literal(Known(found)))
    named = getattr(found, "numpy", None)
    if isinstance(named, np.dtype):
        return Bound(Known(named), literal(Known(named)))
    return bound


def unruled(frame, function, bound=None):
    """Refuse a function that has no rule, or that is handed an object."""
    text = getattr(function, "__qualname__", None) or getattr(function, "__name__", "?")
    module = getattr(function, "__module__", None) or ""
    shown = f"{module}.{text}" if module not in ("", "builtins") else text
    if bound is not None:
        frame.refuse(
            "S202",
            f"{shown} is called with an argument that is no number or array",
            "Pass numbers and arrays.",
        )
    frame.refuse(
        "S201",
        f"there is no derivative rule for {shown}",
        "Register one (s2s_grad.rules.registry), or compute it outside the function.",
    )


def path_text(path):
    """`np.linalg.inv` from the way in which the user reached a function of NumPy."""
    root, steps = path[0], path[1:]
    if not steps or not all(step[0] == "unguarded" for step in steps):
        return None
    return ".".join(["np", *[str(step[1]) for step in steps]]) if root else None


def function_tree(frame, function):
    """The text under which generated code finds a function."""
    text = getattr(function, "__name__", "")
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.ufunc):
        return f"{function_tree(frame, owner)}.{text}"
    if vars(np).get(text) is function:
        return f"np.{text}"
    if vars(np.linalg).get(text) is function:
        return f"np.linalg.{text}"
    if getattr(builtins, text, None) is function:
        return text
    for label in ("numpy.fft", "scipy.special", "scipy.linalg", "math", "numpy.random"):
        found = vars(sys.modules.get(label, np)).get(text)
        if found is function:
            return f"{label.replace('numpy.', 'np.')}.{text}"
    module = getattr(function, "__module__", None) or ""
    owner = getattr(function, "__objclass__", None)
    if owner is not None:
        module, text = owner.__module__, f"{owner.__name__}.{text}"
        if module == "numpy":
            return f"np.{text}"
    if module == "s2s_grad.runtime":
        return text
    if module in ("math",) or module.startswith("scipy."):
        return f"{module}.{text}"
    frame.refuse(
        "S201",
        f"generated code has no way to name {module}.{text}",
        "Call it under its public name.",
    )
    return None


def check_parameters(frame, rule, function, arguments, keywords):
    """Refuse arguments that the rule does not know, by name."""
    while rule is not None:
        try:
            found = rule.signature.bind(*arguments, **keywords).arguments
            break
        except TypeError as error:
            problem, rule = error, rule.wider
    else:
        shown = getattr(function, "__name__", "this function")
        frame.refuse(
            "S202",
            f"the rule of {shown} does not support this call: {problem}",
            "Use the arguments that the rule names.",
        )
    for key, bound in found.items():
        bounds = bound if isinstance(bound, tuple) else (bound,)
        # Helpers of generated code ask the others for their shape or dtype only.
        if (rule.name, key) in SHAPE_ONLY or rule.python.__module__ == AGAIN:
            continue
        if key not in rule.active and any(is_varied(b.value) for b in bounds):
            frame.refuse(
                "S203",
                f"there is no derivative of {rule.name} with respect to {key!r}",
                "Pass a value there that does not depend on the differentiated ones.",
            )


def method_call(frame, attr, receiver, arguments, keywords):
    """`x.sum(...)` of an array or number."""
    table = frame.session.methods
    if varied(frame, receiver):
        receiver = settled(frame, receiver)
    known = isinstance(receiver.value, (Array, Number, Known))
    native = hasattr(np.ndarray, attr) if known else attr not in table
    function = METHODS.get(attr) if native else None
    if function is None:
        function = table.get(attr) or METHODS.get(attr)
        native = False
    if lookup(function) is None:
        if hasattr(function, "__code__"):
            return frame.session.user_call(
                frame, function, [receiver, *arguments], keywords
            )
        return unruled(frame, function)
    arguments = [with_dtype(bound) for bound in arguments]
    keywords = {key: with_dtype(bound) for key, bound in keywords.items()}
    shown = None
    if native and not isinstance(receiver.value, Known):
        shown = attribute(text_of(receiver), attr)
    whole = [receiver, *arguments]
    if shown is None:
        return primitive(frame, function, whole, keywords)
    found = primitive(frame, function, whole, keywords, shown="method")
    trees = [text_of(bound) for bound in arguments]
    words = {key: text_of(bound) for key, bound in keywords.items()}
    return Bound(found.value, call(shown, *trees, **words), None, found.base)


__all__ = ["evaluate", "name"]
