"""Lists whose length is only known at run time: what they hold, and whose they are."""

from dataclasses import replace

import gast

from s2s_grad.analysis.values import Known, Number, Sequence, join, widened
from s2s_grad.code import Let, Restore
from s2s_grad.errors import UnsupportedValue
from s2s_grad.syntax.tree import call, item, name
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.expressions.pending import NOTHING
from s2s_grad.transform.frames import Bound, text_of
from s2s_grad.transform.heap import retell, write
from s2s_grad.transform.sharing import named


def is_grown(frame, bound):
    """Whether a binding is a list of run-time length that was made in this function."""
    value = bound.value
    if not isinstance(value, Sequence) or value.kind is not list or value.items is not None:
        return False
    return root_of(bound.tree) in frame.unit.fresh


def root_of(tree):
    """The name at the root of `xs[i][j]`, or None; a slice is a list of its own."""
    while isinstance(tree, gast.Subscript) and not isinstance(tree.slice, gast.Slice):
        tree = tree.value
    return tree.id if isinstance(tree, gast.Name) else None


def made_list(frame, text, bound):
    """A list of known entries as one list that exists at run time, under all its names."""
    element = None
    frame.session.grown = True
    for part in bound.parts:
        kind = widened(part.value)
        element = kind if element is None else joined(frame, text, element, kind)
    value = Sequence(list, None, element)
    found = frame.fresh(text, text in frame.function.made)
    frame.unit.facts[found] = value
    frame.put(Let(found, text_of(bound), None, value))
    named(frame.unit, found, memory(*bound.parts))
    frame.unit.fresh.add(found)
    result = Bound(value, name(found))
    if bound.identity is not None:
        write(frame, bound.identity, result)
        return replace(result, identity=bound.identity)
    scope = frame
    while scope is not None:
        for key, entry in scope.env.items():
            if entry is bound:
                scope.env[key] = result
        scope = scope.caller
    return result


def joined(frame, text, left, right):
    """What covers two entries of a list."""
    found = join(left, right)
    if found is None:
        frame.refuse(
            "S207",
            f"{text!r} gets entries of different kinds in a loop of unknown length",
            "Use two lists, or entries of one kind.",
            UnsupportedValue,
        )
    return found


def now_holds(frame, text, bound, value):
    """Note that a list, or a list inside it, holds a value of this kind too."""
    root = root_of(bound.tree)
    depth = -1
    tree = bound.tree
    while isinstance(tree, gast.Subscript):
        depth, tree = depth + 1, tree.value
    whole = frame.unit.facts[root]
    found = with_entry(frame, text, whole, depth + 1, widened(value))
    if found != whole:
        frame.unit.facts[root] = found
        tell_all(frame, root, found)
    frame.unit.written.add(root)
    for other, owners in frame.unit.views.items():
        if root in owners:
            frame.unit.stale[other] = (root, frame.origin)


def with_entry(frame, text, whole, depth, value):
    """The description of a list with one more entry, `depth` lists further in."""
    if depth == 0:
        element = value if whole.element is None else joined(frame, text, whole.element, value)
    else:
        element = with_entry(frame, text, whole.element, depth - 1, value)
    return replace(whole, element=element)


def tell_all(frame, root, value):
    """Tell every name of a list what it holds now."""
    retell(frame, root, value)
    scope = frame
    while scope is not None:
        for key, entry in scope.env.items():
            if entry is not None and isinstance(entry.tree, gast.Name) and entry.tree.id == root:
                scope.env[key] = replace(entry, value=value)
        scope = scope.caller


def place_in(frame, text, bound, index):
    """The place that `pop(index)` means, counted from the start, or None for the end."""
    if index is None or index.value == Known(-1):
        return None
    if isinstance(index.value, Known) and index.value.value == 0:
        return index.tree
    # Negative places count from the end, which moves; the range gives the place itself.
    counted = item(call("range", call("len", bound.tree)), text_of(index))
    return frame.let(f"{text}_place", Number("i"), counted).tree


def pop_from(frame, text, bound, index=None):
    """`xs.pop()` and `xs.pop(i)` of a list of run-time length."""
    element = bound.value.element
    if element is None:
        return Bound(NOTHING, gast.Constant(None, None))
    found = frame.fresh(f"{text}_last", made=True)
    frame.unit.facts[found] = element
    base = frozenset() if isinstance(element, Number) else memory(bound)
    place = place_in(frame, text, bound, index)
    frame.put(Restore(bound.tree.id, found, None, True, place))
    named(frame.unit, found, base)
    frame.unit.written.add(bound.tree.id)
    return Bound(element, name(found), None, base)
