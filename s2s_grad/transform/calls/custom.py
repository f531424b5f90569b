"""Calls of functions that come with a backward half of their own."""

from typing import Any

from s2s_grad.analysis.values import Known, Sequence, with_varied
from s2s_grad.syntax.tree import call as call_tree
from s2s_grad.syntax.tree import constant, name, substitute
from s2s_grad.transform.calls.arguments import (
    callee_path,
    has_text,
    lifted,
    specialised,
    split_parameter,
)
from s2s_grad.transform.calls.backwards import D_OUT, OUT, Backward
from s2s_grad.transform.calls.binding import bind, default_values
from s2s_grad.transform.calls.functions import user_call
from s2s_grad.transform.calls.inline import holds_function
from s2s_grad.transform.calls.sources import source_of
from s2s_grad.transform.calls.units import passed_call, unit_for
from s2s_grad.transform.expressions.activity import varied
from s2s_grad.transform.expressions.pending import NOTHING
from s2s_grad.transform.frames import Bound, Frame, guard, is_textless, read, text_of


def custom_call(frame: Frame, value, own, arguments, keywords):
    """A call of a function whose backward half `own` tells."""
    if own.receiver is not None:
        arguments = [Bound(value), *arguments]
    source, normal, live = source_of(frame, own.forward)
    defaults = default_values(frame, source, source.tree)
    found = bind(frame, source, source.tree, arguments, keywords, defaults, source.name)
    if any(bound.value is NOTHING for bound in found.values()):
        return Bound(NOTHING, constant(None))
    if not varied(frame, *found.values()):
        return user_call(frame, own.forward, arguments, keywords)
    if any(holds_function(bound.value) for bound in found.values()):
        frame.refuse(
            "S208",
            f"{source.name} has a backward half of its own, and is handed a function made here",
            "Define that function outside.",
        )
    bounds = {key: specialised(frame, source, bound, True) for key, bound in found.items()}
    key = id(own.backward)
    unit = unit_for(frame, source, normal, live, bounds, key)
    if unit is None:
        frame.refuse(
            "S208",
            f"{source.name} has a backward half of its own, and returns a function",
            "Return numbers and arrays.",
        )
    if unit.backward is None:
        unit.backward = backward_half(frame, unit, own, source, bounds)
    return passed_call(frame, unit, bounds, with_varied(unit.result, True))


def backward_half(frame: Frame, unit, own, source, bounds):
    """The Backward of a unit."""
    if is_textless(unit.result) or isinstance(unit.result, Known):
        frame.refuse(
            "S208",
            f"{source.name} has a backward half of its own, and returns no number or array",
            "Return the numbers that the backward half is about.",
        )
    frame = Frame(frame.session, unit, source, None, origin=frame.origin, inert=True)
    inside = {key: seen_inside(key, bound) for key, bound in bounds.items()}
    receiver = [] if own.receiver is None else [inside.pop(next(iter(inside)))]
    inputs = in_a_row(source.tree, inside)
    out = Bound(unit.result, name(OUT))
    d_out = Bound(with_varied(unit.result, False), name(D_OUT))
    if own.kind == "tangent":
        return transposed(frame, unit, own, source, receiver, inputs, out)
    theirs, normal, live = source_of(frame, own.backward)
    words = {}
    if own.kind == "bprop":
        row = [*receiver, *inputs, out, d_out]
    else:
        row = [*receiver, *inputs]
        asked = {entry.id for entry in theirs.tree.args.kwonlyargs}
        words = {key: b for key, b in (("out", out), ("d_out", d_out)) if key in asked}
    defaults = default_values(frame, theirs, theirs.tree)
    found = bind(frame, theirs, theirs.tree, row, words, defaults, theirs.name)
    given = {key: specialised(frame, theirs, bound, True) for key, bound in found.items()}
    made = unit_for(frame, theirs, normal, live, given, id(own.forward))
    if made is None:
        frame.refuse("S208", f"{theirs.name} returns a function", "Return the gradients.")
    made.title = f"{unit.title}_{'bprop' if own.kind == 'bprop' else 'adjoint'}"
    made.doc = f"Gradients of {source.name}, as {theirs.name} gives them."
    trees = passed_trees(frame, made, given)
    gradients, count = destinations(frame, made, inputs, source, theirs)
    return Backward(made, call_tree(name(f"@{made.key}"), *trees), gradients, count)


def passed_trees(frame, made, given):
    """What a half is handed, in the names of the other half."""
    trees = [text_of(bound) for bound in given.values() if has_text(bound.value)]
    for path, (_, value) in made.reads.items():
        trees.append(name(read(frame, lifted(given, path), value, made.objects.get(path))))
    for path, value in made.guards.items():
        guard(frame, lifted(given, path), value)
    return trees


def transposed(frame: Frame, unit, own, source, receiver, inputs, out):
    """The Backward that a forward mode gives: it is linear in the tangents, and turned over."""
    theirs, normal, live = source_of(frame, own.backward)
    asked = {entry.id for entry in theirs.tree.args.kwonlyargs}
    words = {"out": out} if "out" in asked else {}
    dots = {}
    for bound in inputs:
        text = f"{getattr(bound.tree, 'id', '')}_dot"
        if text in asked:
            dots[text] = bound
    for text, bound in dots.items():
        words[text] = Bound(with_varied(bound.value, True), name(text))
    defaults = default_values(frame, theirs, theirs.tree)
    row = [*receiver, *inputs]
    found = bind(frame, theirs, theirs.tree, row, words, defaults, theirs.name)
    given = {
        key: bound if key in dots else specialised(frame, theirs, bound, True)
        for key, bound in found.items()
    }
    made = unit_for(frame, theirs, normal, live, given, id(own.forward))
    if made is None:
        frame.refuse("S208", f"{theirs.name} returns a function", "Return the tangent.")
    made.title = f"{unit.title}_tangent"
    made.doc = f"Gradients of {source.name}, by its tangent turned over."
    made.zeroed = {text: bound.tree.id for text, bound in dots.items()}
    trees = passed_trees(frame, made, {k: b for k, b in given.items() if k not in dots})
    called = call_tree(name(f"@{made.key}:joint"), *trees, name(D_OUT))
    places = range(len(dots)) if len(dots) > 1 else [None]
    gradients = tuple(zip(dots.values(), places, strict=True))
    table = {text: name(f"@{text}") for text in dots}
    trees = [substitute(tree, table) for tree in passed_trees(frame, made, given)]
    tangent = call_tree(name(f"@{made.key}"), *trees)
    return Backward(None, called, gradients, len(dots), tangent=tangent, is_checked=True)


def seen_inside(key, bound):
    """An argument, in the words of the function that it is handed to."""
    value = bound.value
    path = getattr(value, "path", None)
    if path is not None:
        return Bound(type(value)(value.object, callee_path(key, value)))
    if not has_text(value):
        return bound
    if bound.parts is not None:
        return split_parameter(key, bound, name(key), (("argument", key),))
    return Bound(value, name(key))


def in_a_row(tree, inside):
    """The arguments one by one; starred ones are taken apart."""
    starred = None if tree.args.vararg is None else tree.args.vararg.id
    out = []
    for key, bound in inside.items():
        out += list(bound.parts or ()) if key == starred else [bound]
    return out


def destinations(frame: Frame, made, inputs, source, theirs):
    """(pairs of an input and the place of its gradient, how many are returned)."""
    result = made.result
    items: Any = getattr(result, "items", None) if isinstance(result, Sequence) else None
    if items is None:
        if len(inputs) != 1 or isinstance(inputs[0].value, Sequence):
            too_few(frame, source, theirs, 1, len(inputs))
        return ((inputs[0], None),), 1
    if len(items) < len(inputs):
        too_few(frame, source, theirs, len(items), len(inputs))
    pairs = []
    for place, entry in enumerate(inputs):
        given = items[place]
        if not (isinstance(given, Known) and given.value is None):
            pairs.append((entry, place))
    return tuple(pairs), len(items)


def too_few(frame: Frame, source, theirs, count, wanted):
    """Refuse a backward half that does not tell all gradients."""
    frame.origin = theirs.origin(theirs.tree)
    frame.refuse(
        "S208",
        f"{theirs.name} returns {count} gradient{'s' if count != 1 else ''}, but"
        f" {source.name} takes {wanted} inputs",
        "Return a tuple with one gradient for each input; None where there is none.",
    )
