"""Branches: one arm when the test is structure, else both, joined behind them."""

import gast

from s2s_grad.analysis.values import Mapping, join
from s2s_grad.code import Branch, Let, blocks, every
from s2s_grad.syntax.tree import name
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.conditions import truth
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.frames import Bound, is_textless, text_of
from s2s_grad.transform.normal.writer import Closure
from s2s_grad.transform.saves import written


def run_branch(frame, statement):
    """A branch: one arm when the test is structure, else both, joined behind them."""
    return fork(frame, statement, lambda block: frame.session.run_block(frame, block))


def fork(frame, statement, run_arm):
    """A branch whose arms are resolved by `run_arm`, which says whether they reach their end."""
    test = inertly(frame, statement.test)
    known = truth(test)
    if known is not None:
        return run_arm(statement.then if known else statement.otherwise)
    origin, before, outside, arms = frame.origin, dict(frame.env), frame.block, []
    state, states = frame.unit.state, []
    for block in (statement.then, statement.otherwise):
        frame.env, frame.block, frame.origin = dict(before), [], origin
        frame.unit.state = dict(state)
        going = run_arm(block)
        arms.append((going, frame.env, frame.block))
        states.append(frame.unit.state)
    frame.block, frame.origin = outside, origin
    (first, left, then), (second, right, otherwise) = arms
    frame.unit.state = states[0] if first else states[1]
    if first and second:
        frame.unit.state = merge_states(frame, states[0], states[1], then, otherwise)
        dead = dead_after(frame, statement)
        arms = without(left, dead), then, without(right, dead), otherwise
        frame.env = merge(frame, *arms)
    else:
        frame.env = left if first else right
    frame.put(Branch(text_of(test), tuple(then), tuple(otherwise), origin))
    return first or second


def merge_states(frame, left, right, then, otherwise):
    """What Parameters hold after a branch; one that an arm does not write keeps its value."""
    unit, out = frame.unit, {}
    for path in [*left, *(key for key in right if key not in left)]:
        text, value = unit.reads[path]
        before = Bound(value, name(text))
        one, two = left.get(path, before), right.get(path, before)
        out[path] = one if one is two else phi(frame, text, one, then, two, otherwise)
        unit.state_of[out[path].tree.id] = path
    return out


def dead_after(frame, statement):
    """The names of the function that nobody reads behind a branch."""
    if id(statement) not in frame.live:
        return frozenset()
    _, after = frame.live[id(statement)]
    own = {text for block in blocks(statement) for text in written(block)}
    return own - after - closure_names(frame.function)


def closure_names(function):
    """Names that functions defined inside may read whenever they are called."""
    found = set()
    for statement in every(function.body):
        if isinstance(statement, Let) and isinstance(statement.value, Closure):
            for node in gast.walk(statement.value.definition):
                if isinstance(node, gast.Name):
                    found.add(node.id)
    return found


def without(env, dead):
    """The names but those that are dead."""
    return {text: bound for text, bound in env.items() if text not in dead}


def merge(frame, left, then, right, otherwise):
    """The names after a branch; what the arms disagree on gets a new name in both."""
    out = {}
    for text in [*left, *(key for key in right if key not in left)]:
        if text not in left or text not in right:
            out[text] = left.get(text, right.get(text))
            continue
        one, two = left[text], right[text]
        if one is None or two is None:
            out[text] = None
        elif one is two or alike(one, two):
            out[text] = one
        else:
            out[text] = phi(frame, text, one, then, two, otherwise)
    return out


def alike(one, two):
    """Whether two bindings are the same thing."""
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
    return first is second


def phi(frame, text, one, then, two, otherwise):
    """One name for what two arms call differently; None when it cannot be one thing."""
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
    parts = matching_parts(one, two)
    if parts is not None:
        own = frame.owns(one) and frame.owns(two)
        frame.disown(one)
        frame.disown(two)
        found = [
            phi(frame, text, a, then, b, otherwise) if not alike(a, b) else a for a, b in parts
        ]
        if None in found:
            return None
        result = Bound(value, None, tuple(found))
        return frame.owning(result) if own else result
    made = text in frame.function.made
    found = frame.fresh(text, made)
    frame.unit.facts[found] = value
    then.append(Let(found, text_of(one), None, one.value))
    otherwise.append(Let(found, text_of(two), None, two.value))
    base = memory(one, two)
    frame.named(found, base)
    if frame.owns(one) and frame.owns(two):
        frame.unit.fresh.add(found)
    return Bound(value, name(found), None, base)


def matching_parts(one, two):
    """The entries of two containers of the same make, pairwise, or None."""
    if one.parts is None or two.parts is None or len(one.parts) != len(two.parts):
        return None
    if type(one.value) is not type(two.value):
        return None
    if isinstance(one.value, Mapping) and one.value.keys != two.value.keys:
        return None
    return list(zip(one.parts, two.parts, strict=True))
