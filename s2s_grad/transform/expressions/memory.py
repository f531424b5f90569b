"""Whose memory a value shares, and under which names an array is known."""

import gast

from s2s_grad.analysis.values import Anything, Array, Sequence
from s2s_grad.transform.cells import is_cell
from s2s_grad.transform.heap import living, reached, roots, scopes


def memory(*bounds):
    """The names of the arrays whose memory these share."""
    found = set()
    for bound in bounds:
        if isinstance(bound.tree, gast.Name) and holds_memory(bound.value):
            found.add(bound.tree.id)
        found |= bound.base
        for part in bound.parts or ():
            found |= memory(part)
    return frozenset(found)


def holds_memory(value):
    """Whether a value is an array, or a list that exists at run time."""
    if isinstance(value, Sequence):
        return value.kind is list and value.items is None
    return isinstance(value, (Array, Anything))


def sole_holder(frame, user, text):
    """Whether `user` is the only name under which the array `text` is known."""
    if any(holds(bound, text) for bound in frame.unit.held):
        return False
    for scope in scopes(frame):
        for other, bound in living(scope).items():
            if scope is not frame and is_cell(other):
                continue
            if bound is not None and holds(bound, text):
                if not (scope is frame and other == frame.cells.get(user, user)):
                    return False
    return not heap_holders(frame, text)


def heap_holders(frame, text):
    """How many entries of containers and objects hold the array `text`."""
    heap = frame.unit.heap
    found = reached(heap, roots(frame, living(frame))) if heap else ()
    contents = [heap[identity] for identity in found if heap.get(identity) is not None]
    return sum(holds(part, text) for content in contents for part in content.parts or ())


def holds(bound, text):
    """Whether the array `text` can be reached through a binding."""
    if bound.identity is not None:
        return False  # its entries stand in the heap
    if isinstance(bound.tree, gast.Name) and bound.tree.id == text:
        return True
    return any(holds(part, text) for part in bound.parts or ())
