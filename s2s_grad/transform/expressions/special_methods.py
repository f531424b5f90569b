"""Operators, comparisons and truth of objects that the program makes, by their methods."""

import gast

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import Known
from s2s_grad.errors import UnsupportedValue
from s2s_grad.transform.expressions.containers import known_bound
from s2s_grad.transform.expressions.made import method_of, static
from s2s_grad.transform.frames import Bound
from s2s_grad.transform.heap import contents, identity_of, slots

BINARY = {
    gast.Add: "add",
    gast.Sub: "sub",
    gast.Mult: "mul",
    gast.Div: "truediv",
    gast.FloorDiv: "floordiv",
    gast.Mod: "mod",
    gast.Pow: "pow",
    gast.MatMult: "matmul",
    gast.BitAnd: "and",
    gast.BitOr: "or",
    gast.BitXor: "xor",
    gast.LShift: "lshift",
    gast.RShift: "rshift",
}
UNARY = {gast.USub: "__neg__", gast.UAdd: "__pos__", gast.Invert: "__invert__"}
COMPARED = {
    gast.Eq: ("__eq__", "__eq__"),
    gast.NotEq: ("__ne__", "__ne__"),
    gast.Lt: ("__lt__", "__gt__"),
    gast.LtE: ("__le__", "__ge__"),
    gast.Gt: ("__gt__", "__lt__"),
    gast.GtE: ("__ge__", "__le__"),
}


def has_object(*bounds):
    """Whether one of these is an object that the program makes."""
    return any(isinstance(bound.value, Object) for bound in bounds)


def called(frame, bound, attr, *arguments):
    """What a special method of an object gives; None when its class has none, or it gives
    NotImplemented."""
    method = method_of(bound, attr)
    if method is None:
        return None
    found = frame.session.user_call(frame, method, [bound, *arguments], {})
    return None if found.value == Known(NotImplemented) else found


def object_binary(frame, op, left, right, augmented):
    """`left op right`, where one is an object that the program makes."""
    word = BINARY[type(op)]
    if augmented:
        found = called(frame, left, f"__i{word}__", right)
        if found is not None:
            return found
    tries = [(left, f"__{word}__", right), (right, f"__r{word}__", left)]
    if has_object(left) and has_object(right) and is_below(right, left, f"__r{word}__"):
        tries.reverse()
    for owner, attr, other in tries:
        found = called(frame, owner, attr, other)
        if found is not None:
            return found
    return refuse(frame, f"the operator {word!r}", left, right)


def is_below(one, other, attr):
    """Whether one object's class is a subclass that redefines a method of the other's."""
    lower, upper = one.value.kind, other.value.kind
    if lower is upper or not issubclass(lower, upper):
        return False
    return static(lower, attr) is not static(upper, attr)


def object_unary(frame, op, operand):
    """`-x` of an object that the program makes."""
    found = called(frame, operand, UNARY[type(op)])
    return refuse(frame, "this operator", operand) if found is None else found


def object_comparison(frame, op, left, right):
    """`left op right` for comparisons, where one is an object that the program makes."""
    if isinstance(op, (gast.Is, gast.IsNot)):
        return known_bound(is_same_object(frame, left, right) is isinstance(op, gast.Is))
    if isinstance(op, (gast.In, gast.NotIn)):
        return member_test(frame, op, left, right)
    first, second = COMPARED[type(op)]
    tries = [(left, first, right), (right, second, left)]
    if has_object(left) and has_object(right) and is_below(right, left, second):
        tries.reverse()
    for owner, attr, other in tries:
        found = called(frame, owner, attr, other)
        if found is not None:
            return found
    if isinstance(op, (gast.Eq, gast.NotEq)):
        return equality(frame, op, left, right)
    return refuse(frame, "this comparison", left, right)


def equality(frame, op, left, right):
    """`==` and `!=` without a method for them: by fields, or by identity."""
    if isinstance(op, gast.NotEq) and (method_of(left, "__eq__") or method_of(right, "__eq__")):
        found = object_comparison(frame, gast.Eq(), left, right)
        return opposite(frame, found)
    if not has_object(left) or not has_object(right):
        return known_bound(isinstance(op, gast.NotEq))
    plain = static(left.value.kind, "__eq__") is object.__eq__
    plain = plain and static(right.value.kind, "__eq__") is object.__eq__
    same = is_same_object(frame, left, right)
    if plain or same or left.value.kind is not right.value.kind:
        return known_bound(same is isinstance(op, gast.Eq))
    fields = [text for text, field in left.value.kind.__dataclass_fields__.items() if field.compare]
    one, two = (slots(contents(frame, bound.value.identity)) for bound in (left, right))
    tests = []
    for position, text in enumerate(fields):
        names = [f"__one{position}__", f"__two{position}__"]
        frame.env[names[0]], frame.env[names[1]] = one[text], two[text]
        first, second = (gast.Name(name, gast.Load(), None, None) for name in names)
        tests.append(gast.Compare(first, [gast.Eq()], [second]))
    found = frame.evaluate(gast.BoolOp(gast.And(), tests) if len(tests) > 1 else tests[0])
    for position in range(len(fields)):
        frame.env.pop(f"__one{position}__")
        frame.env.pop(f"__two{position}__")
    return found if isinstance(op, gast.Eq) else opposite(frame, found)


def opposite(frame, bound):
    """`not bound`."""
    frame.env["__answer__"] = bound
    answer = gast.Name("__answer__", gast.Load(), None, None)
    try:
        return frame.evaluate(gast.UnaryOp(gast.Not(), answer))
    finally:
        frame.env.pop("__answer__", None)


def is_same_object(frame, left, right):
    """Whether both are one object, as far as that is certain."""
    one, two = identity_of(left), identity_of(right)
    if one is None or two is None:
        return False
    if one == two:
        return True
    if {one, two} & frame.unit.frozen:
        return refuse(frame, "`is`", left, right)
    return False


def member_test(frame, op, left, right):
    """`x in y`, where one is an object that the program makes."""
    found = called(frame, right, "__contains__", left)
    if found is not None:
        return found if isinstance(op, gast.In) else opposite(frame, found)
    if right.parts is not None and not has_object(right):
        for part in right.parts:
            if has_object(part) and is_same_object(frame, left, part):
                return known_bound(isinstance(op, gast.In))
        if all(
            static(p.value.kind, "__eq__") is object.__eq__ for p in right.parts if has_object(p)
        ):
            return known_bound(isinstance(op, gast.NotIn))
    return refuse(frame, "`in`", left, right)


def asked(frame, bound):
    """The value as a condition takes it: an object by its `__bool__` or `__len__`."""
    if not isinstance(bound.value, Object):
        return bound
    for attr in ("__bool__", "__len__"):
        found = called(frame, bound, attr)
        if found is not None:
            return found
    return known_bound(True)


def refuse(frame, what, *bounds):
    """Refuse what the classes of objects do not define in Python."""
    shown = next(bound.value.kind.__name__ for bound in bounds if has_object(bound))
    return frame.refuse(
        "S207",
        f"{what} is not defined for objects of class {shown}, or cannot be seen through",
        "Define the special method in the class, or use the object's numbers.",
        UnsupportedValue,
    )


def iterated(frame, bound) -> Bound:
    """What a loop over an object runs over: what its `__iter__` returns, or its items."""
    found = called(frame, bound, "__iter__")
    if found is not None:
        return iterated(frame, found) if has_object(found) and found is not bound else found
    return refuse(frame, "a loop", bound)


def opened(frame, bound):
    """The value, or what an object that the program makes iterates over."""
    return iterated(frame, bound) if has_object(bound) else bound
