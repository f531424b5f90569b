"""Whose memory a value shares, and what a write makes of the other names for it."""

from dataclasses import replace

import gast

from s2s_grad.analysis.values import Anything, Array, Mapping, Sequence, is_varied, with_varied
from s2s_grad.code import Do
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.runtime import Carrier
from s2s_grad.syntax.places import is_sure, root_of
from s2s_grad.syntax.tree import call, name
from s2s_grad.transform.cells import is_cell
from s2s_grad.transform.frames import HandedIn, Restart
from s2s_grad.transform.heap import living, reached, roots, scopes
from s2s_grad.transform.sharing import PATH, Private, may_share, memory_of, sharing


def memory(*bounds):
    """The names of the arrays whose memory these share."""
    found = set()
    for bound in bounds:
        held = isinstance(bound.value, (Array, Anything, Sequence, Mapping))
        if isinstance(bound.tree, gast.Name) and held:
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


def is_held_elsewhere(frame, user, text, alive=True):
    """Whether the memory of the array `text` has another name than `user`; with `alive`,
    one that is read later."""
    own = memory_of(frame.unit, text)
    for scope in scopes(frame):
        for other, bound in (living(scope) if alive else scope.env).items():
            if bound is None or other.startswith("__"):
                continue
            if scope is frame and other == frame.cells.get(user, user):
                continue
            if scope is not frame and is_cell(other):
                continue
            if shares_with(frame.unit, bound, own):
                return True
    held = any(shares_with(frame.unit, bound, own) for bound in frame.unit.held)
    return held or is_in_heap(frame, own)


def shares_with(unit, bound, own):
    """Whether a binding may share the memory `own`; entries that the heap has aside."""
    if bound.identity is not None:
        return False
    if bound.parts is not None:
        return any(shares_with(unit, part, own) for part in bound.parts)
    return any(memory_of(unit, held) & own for held in memory(bound))


def is_in_heap(frame, own):
    """Whether an entry of a container or an object may share the memory `own`."""
    heap = frame.unit.heap
    found = reached(heap, roots(frame, living(frame))) if heap else ()
    contents = [heap[identity] for identity in found if heap.get(identity) is not None]
    return any(shares_with(frame.unit, content, own) for content in contents)


def wrote(frame, root, active, through=None):
    """Note that the array `root` has been written to: names for parts of it are read
    anew, what may share its memory in another way is not read again."""
    unit = frame.unit
    own_parameters(frame, root, through)
    others = sharing(unit, root)
    unit.log.append(root)
    if active:
        unit.facts[root] = with_varied(unit.facts[root], True)
    if not any(is_varied(unit.facts.get(text)) for text in (root, *others)):
        return
    memo = {}
    for scope in scopes(frame):
        renew(frame, scope.env, {root}, memo)
    renew(frame, unit.heap, {root}, memo)
    for text in others:
        unit.stale[text] = (root, frame.origin)


def own_parameters(frame, root, through):
    """A parameter that is written to is copied first; what a called function is handed
    is written to by writing that function out where it is called."""
    unit = frame.unit
    for label in memory_of(unit, root):
        if label.startswith("@call "):
            restart(frame, label.removeprefix("@call "))
    for path, (text, _) in unit.reads.items():
        if may_share(unit, root, text) and isinstance(unit.objects.get(path), Carrier):
            refuse_state(frame, text)
    for text, _ in unit.all_parameters():
        if may_share(unit, root, text):
            if unit is not frame.session.open[0]:
                raise HandedIn
            held = unit.private.setdefault(text, Private(frame.origin))
            held.copied = True
            held.whole = held.whole or (through is not None and not is_sure(through))


def refuse_state(frame, text):
    """Refuse to write to a Parameter by another name than its own."""
    frame.refuse(
        "S103",
        f"the Parameter {text!r} is written to through another name",
        "Write to the Parameter itself, as in `self.weight[i] = value`.",
        UnsupportedSyntax,
    )


def restart(frame, key):
    """Resolve everything again, with the function of that unit written out."""
    session = frame.session
    unit = next(unit for unit in (*session.units, *session.open) if unit.key == key)
    code = unit.source.function.__code__
    if code in session.inlined:
        frame.refuse(
            "S103",
            f"{unit.source.name} hands back what it is handed, and that is written to",
            "Return a new array.",
            UnsupportedSyntax,
        )
    raise Restart(code)


def renew(frame, env, roots, memo):
    """Give the names of parts of the arrays `roots` the way to them in place of what was
    read before; whether anything is new."""
    changed = False
    for text, bound in list(env.items()):
        found = renewed(frame, bound, roots, memo)
        if found is not bound:
            env[text], changed = found, True
    return changed


def renewed(frame, bound, roots, memo):
    """A binding after writes to the arrays `roots`."""
    if bound is None or id(bound) in memo:
        return bound if bound is None else memo[id(bound)][1]
    unit, new, tree = frame.unit, bound, bound.tree
    if bound.parts:
        parts = tuple(renewed(frame, part, roots, memo) for part in bound.parts)
        if any(a is not b for a, b in zip(parts, bound.parts, strict=True)):
            value = replace(bound.value, items=tuple(part.value for part in parts))
            new = replace(bound, value=value, parts=parts)
    elif isinstance(tree, gast.Name):
        path = unit.paths.get(tree.id)
        if path is not None and root_of(path) in roots and may_be_number(bound.value, path):
            unit.stale[tree.id] = (root_of(path), frame.origin)
        elif path is not None and root_of(path) in roots:
            check_view(frame, tree.id, path)
            value = after_write(unit, bound, root_of(path))
            new = replace(bound, value=value, tree=path, base=bound.base | {PATH})
        elif tree.id in roots:
            new = replace(bound, value=after_write(unit, bound, tree.id))
    elif tree is not None and root_of(tree) in roots:
        new = replace(bound, value=after_write(unit, bound, root_of(tree)))
    new = bound if new == bound else new
    memo[id(bound)] = (bound, new)
    return new


def may_be_number(value, path):
    """Whether a part may be a number, which does not change with the array, as well as a
    view, which does: as far as is known, every axis may be gone."""
    if not isinstance(value, Anything):
        return False
    while isinstance(path, (gast.Subscript, gast.Attribute, gast.Call)):
        if isinstance(path, gast.Subscript):
            index = path.slice
            entries = index.elts if isinstance(index, gast.Tuple) else [index]
            if not any(isinstance(entry, gast.Slice) or is_open(entry) for entry in entries):
                return True
        path = path.func if isinstance(path, gast.Call) else path.value
    return False


def is_open(entry):
    """Whether an entry of an index is None or Ellipsis, so that the item is an array."""
    return isinstance(entry, gast.Constant) and entry.value in (None, Ellipsis)


def after_write(unit, bound, root):
    """What is known of a part of an array that may carry a derivative now."""
    return with_varied(bound.value, is_varied(bound.value) or is_varied(unit.facts[root]))


def check_view(frame, text, path):
    """A check at run time that a reshaped array is a view, where that is not known."""
    if not is_sure(path) and text not in frame.unit.checked:
        frame.unit.checked.add(text)
        frame.put(Do(call("check_view", name(text), name(root_of(path)))))
