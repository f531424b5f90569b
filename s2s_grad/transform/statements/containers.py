"""Lists and dicts of the program's own that change their entries."""

import gast

from s2s_grad.analysis.values import Function, Known, Mapping, Sequence, is_number
from s2s_grad.transform.cells import is_cell
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.containers import settled
from s2s_grad.transform.frames import Bound, Frame


def put_item(frame, statement, text):
    """`container[key] = value` for a list or dict of our own; whether it is one."""
    bound, place = frame.env[text], statement.place
    if bound.parts is None or not isinstance(bound.value, (Sequence, Mapping)):
        return False
    own = frame.owns(bound) and holders(frame, bound) == 1
    key = inertly(frame, place.slice).value
    if not own or not isinstance(key, Known) or getattr(bound.value, "kind", 0) is tuple:
        return False
    is_dict = isinstance(bound.value, Mapping)
    labels = bound.value.keys if is_dict else range(len(bound.parts))  # pyright: ignore[reportAttributeAccessIssue]  # it is a Mapping
    items = dict(zip(labels, bound.parts, strict=True))
    label = key.value
    if not is_dict:
        if not isinstance(label, int) or not -len(items) <= label < len(items):
            return False
        label %= len(items)
    value = settled(frame, evaluate(frame, statement.value), text)
    if statement.operator is not None:
        if label not in items:
            return False
        frame.env["__old__"], frame.env["__new__"] = items[label], value
        old, new = (gast.Name(t, gast.Load(), None, None) for t in ("__old__", "__new__"))
        if not is_number(items[label].value):
            return False
        result = evaluate(frame, gast.BinOp(old, statement.operator(), new))
        value = settled(frame, result, text)
        del frame.env["__old__"], frame.env["__new__"]
    items[label] = value
    parts = tuple(items.values())
    values = tuple(part.value for part in parts)
    made = Mapping(tuple(items), values) if is_dict else Sequence(list, values)
    frame.env[text] = frame.owning(Bound(made, None, parts))
    return True


def append(frame: Frame, text, value):
    """An entry for the list that a comprehension builds."""
    bound = frame.env[text]
    part = settled(frame, evaluate(frame, value), f"{text}_item")
    parts = (*bound.parts, part)
    kinds = tuple(entry.value for entry in parts)
    frame.env[text] = frame.owning(Bound(Sequence(list, kinds), None, parts))


def may_grow(frame, text):
    """Whether a list was made here and is known under this one name only."""
    bound = frame.env.get(text)
    if bound is None or not isinstance(bound.value, Sequence):
        return False
    if bound.value.kind is not list or bound.parts is None:
        return False
    return frame.owns(bound) and holders(frame, bound) == 1


def holders(frame, bound):
    """How many names and containers of all open calls hold this very container."""
    found, scope, seen = 0, frame, set()
    while scope is not None:
        if id(scope) not in seen:
            seen.add(id(scope))
            for key, entry in scope.env.items():
                if scope is frame or not is_cell(key):
                    found += held(entry, bound)
        scope = scope.caller
    return found


def held(entry, bound) -> int:
    """How often a binding is, or holds, this very container."""
    if entry is None:
        return 0
    inner = list(entry.parts or ())
    if isinstance(entry.value, Function):
        inner += [default for _, default in entry.value.captured]
    return int(entry is bound) + sum(held(part, bound) for part in inner)
