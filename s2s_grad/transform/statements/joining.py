"""Behind a branch: what its two arms leave under each name, and in each object, made one."""

from dataclasses import dataclass, field, replace

import gast

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import Mapping, join
from s2s_grad.code import Let
from s2s_grad.syntax.tree import name, same
from s2s_grad.transform.cells import is_cell
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.frames import Bound, is_textless, text_of
from s2s_grad.transform.heap import (
    UNSET,
    freeze,
    identity_of,
    label,
    reached,
    refreshed,
    roots,
    slots,
    with_slots,
)
from s2s_grad.transform.list_terms import is_list
from s2s_grad.transform.sharing import PATH, named


@dataclass
class Arm:
    """One arm of a branch: the names, the heap and the statements at its end."""

    env: dict
    heap: dict
    block: list
    mates: dict = field(
        default_factory=dict
    )  # identity -> the identity of the other arm it is one with


@dataclass
class Join:
    """Two arms in the course of being made one."""

    frame: object
    left: Arm
    right: Arm
    heap: dict
    identities: dict = field(
        default_factory=dict
    )  # (left identity, right identity) -> identity behind both


def merge(frame, left, right, live=None):
    """Give the frame the names and the heap after a branch.

    What the arms disagree on gets a new name in both. An object made in one arm and an
    object made in the other are one behind the branch, if no other name tells them apart.
    """
    found = Join(frame, left, right, {**right.heap, **left.heap})
    if left.heap or right.heap:
        keep_identities(found, live)
    out = {}
    for text in [*left.env, *(key for key in right.env if key not in left.env)]:
        if text not in left.env or text not in right.env:
            out[text] = left.env.get(text, right.env.get(text))
            continue
        one, two = left.env[text], right.env[text]
        if one is None or two is None:
            out[text] = None
        elif one is two or alike(one, two):
            out[text] = one
        else:
            out[text] = phi(found, text, one, two)
    frame.env, frame.unit.heap = out, found.heap


def keep_identities(found, live):
    """Objects that both arms can still name stay what they are; their entries are joined."""
    frame, left, right = found.frame, found.left, found.right
    reach = []
    for arm in (left, right):
        env = arm.env
        if live is not None:
            env = {k: b for k, b in env.items() if k in live or is_cell(k)}
        reach.append(reached(arm.heap, roots(frame, env)))
    both = sorted(reach[0] & reach[1] & set(left.heap) & set(right.heap))
    for identity in both:
        found.identities[identity, identity] = identity
        left.mates[identity] = right.mates[identity] = identity
    for identity in reach[1] - reach[0]:
        if identity in right.heap:
            found.heap[identity] = right.heap[identity]
    for identity in both:
        found.heap[identity] = joined_content(found, identity, identity, identity)


def alike(one, two):
    """Whether two bindings are the same thing."""
    if identity_of(one) is not None or identity_of(two) is not None:
        return identity_of(one) == identity_of(two)
    if one.value != two.value or (one.parts is None) != (two.parts is None):
        return False
    if one.parts is not None and one.tree is None:
        return len(one.parts) == len(two.parts) and all(
            alike(a, b) for a, b in zip(one.parts, two.parts, strict=True)
        )
    first, second = one.tree, two.tree
    if first is None or second is None:
        return first is second
    if isinstance(first, gast.Name) and isinstance(second, gast.Name):
        return first.id == second.id
    if PATH in one.base and PATH in two.base:
        return same(first, second)
    return first is second


def one_view(unit, one, two):
    """Whether both are one view, of which one arm reads anew what it wrote to."""
    trees = [bound.tree for bound in (one, two)]
    if None in trees or one.parts is not None or two.parts is not None:
        return False
    return same(*(unit.paths.get(getattr(tree, "id", None), tree) for tree in trees))


def part_read_anew(unit, one, two, value):
    """A part of an array, by the way to it; an array itself under its name."""
    path = unit.paths.get(getattr(one.tree, "id", None), one.tree)
    base = one.base | two.base
    if isinstance(path, gast.Name):
        return replace(one, value=value, base=base)
    return replace(one, value=value, tree=path, base=base | {PATH})


def phi(found, text, one, two):
    """One name for what two arms call differently; None when it cannot be one thing."""
    frame = found.frame
    if one_view(frame.unit, one, two):
        value = join(one.value, two.value)
        return None if value is None else part_read_anew(frame.unit, one, two, value)
    if identity_of(one) is not None and identity_of(two) is not None:
        return joined_reference(found, text, one, two)
    if identity_of(one) is not None or identity_of(two) is not None:
        for arm, bound in ((found.left, one), (found.right, two)):
            freeze(frame, arm.heap, [bound])
        one, two = now(found.left, frame, one), now(found.right, frame, two)
    parts = matching_parts(one, two)
    if parts is not None:
        inner = [phi(found, text, a, b) if not alike(a, b) else a for a, b in parts]
        if None in inner:
            return None
        items = tuple([part.value for part in inner])
        return Bound(replace(one.value, items=items), None, tuple(inner))
    value = join(one.value, two.value)
    if value is None:
        return None
    if is_textless(value):
        return Bound(value)
    if is_textless(one.value) or is_textless(two.value):
        return None
    if isinstance(one.tree, gast.Name) and isinstance(two.tree, gast.Name):
        if one.tree.id == two.tree.id:
            return Bound(value, one.tree, None, one.base | two.base)
    return common_name(found, text, one, two, value)


def common_name(found, text, one, two, value):
    """A name that both arms give their value."""
    frame = found.frame
    wanted = frame.fresh(text, text in frame.function.made)
    frame.unit.facts[wanted] = value
    found.left.block.append(Let(wanted, text_of(one), None, one.value))
    found.right.block.append(Let(wanted, text_of(two), None, two.value))
    base = memory(one, two)
    named(frame.unit, wanted, base)
    return Bound(value, name(wanted), None, base)


def now(arm, frame, bound):
    """The binding with the entries that it has at the end of an arm."""
    frame.unit.heap = arm.heap
    return refreshed(frame, bound)


def joined_reference(found, text, one, two):
    """What two arms call by one name: two objects, which are one behind the branch."""
    frame, first, second = found.frame, identity_of(one), identity_of(two)
    made = isinstance(one.value, Object)
    if made is not isinstance(two.value, Object):
        return None
    if made and one.value.kind is not two.value.kind:
        return None
    identity = found.identities.get((first, second))
    if identity is None:
        frame.session.identities += 1
        identity = found.identities[first, second] = frame.session.identities
        frame.unit.labels[identity] = text
        if made:
            frame.unit.instances.add(identity)
        if first in found.left.mates or second in found.right.mates:
            freeze(frame, found.left.heap, [one])
            freeze(frame, found.right.heap, [two])
            same = [k for (a, b), k in found.identities.items() if a == first or b == second]
            frame.unit.frozen.update(same)
        found.left.mates[first], found.right.mates[second] = second, first
        found.heap[identity] = joined_content(found, identity, first, second)
    if made:
        return Bound(Object(one.value.kind, identity, one.value.path))
    content = found.heap[identity]
    return (
        None
        if content is None
        else Bound(content.value, content.tree, content.parts, identity=identity)
    )


def joined_content(found, identity, first, second):
    """What stands in a identity behind both arms; None when the arms have no common form."""
    one, two = found.left.heap[first], found.right.heap[second]
    if one is two:
        return one
    if one is None or two is None:
        return None
    here, there = slots(one), slots(two)
    if here is None or there is None or not same_form(found, identity, one, two):
        if alike(one, two):
            return one
        joint = phi(found, label(found.frame, identity), one, two)
        if joint is not None and is_list(joint.value) and isinstance(joint.tree, gast.Name):
            found.frame.unit.fresh.add(joint.tree.id)
        return joint
    out = {}
    for key in [*here, *(key for key in there if key not in here)]:
        if key not in here or key not in there:
            out[key] = UNSET
        elif here[key] is there[key] or alike(here[key], there[key]):
            out[key] = here[key]
        else:
            joint = phi(found, label(found.frame, identity, key), here[key], there[key])
            if joint is None and not is_object(found, identity):
                return None
            out[key] = UNSET if joint is None else joint
    return with_slots(one, out)


def same_form(found, identity, one, two):
    """Whether two contents can be joined entry by entry; attributes may be missing."""
    if type(one.value) is not type(two.value):
        return False
    if isinstance(one.value, Mapping):
        return one.value.keys == two.value.keys or is_object(found, identity)
    return one.value.kind is two.value.kind and len(one.parts) == len(two.parts)


def is_object(found, identity):
    """Whether a identity holds the attributes of an object."""
    return identity in found.frame.unit.instances


def matching_parts(one, two):
    """The entries of two containers of the same make, pairwise, or None."""
    if one.parts is None or two.parts is None or len(one.parts) != len(two.parts):
        return None
    if type(one.value) is not type(two.value):
        return None
    if isinstance(one.value, Mapping) and one.value.keys != two.value.keys:
        return None
    return list(zip(one.parts, two.parts, strict=True))
