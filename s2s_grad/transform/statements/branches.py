"""Branches: one arm when the test is structure, else both, joined behind them."""

from s2s_grad.analysis.values import Opaque
from s2s_grad.code import Branch, Tried, blocks
from s2s_grad.syntax.tree import name
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.conditions import truth
from s2s_grad.transform.expressions.grown import made_list
from s2s_grad.transform.expressions.special_methods import asked
from s2s_grad.transform.frames import Bound, text_of
from s2s_grad.transform.heap import closure_names
from s2s_grad.transform.saves import written
from s2s_grad.transform.statements.attempts import run_attempt
from s2s_grad.transform.statements.joining import Arm, Join, merge, phi
from s2s_grad.transform.statements.lists import unevenly_grown


def run_branch(frame, statement):
    """A branch: one arm when the test is structure, else both, joined behind them."""
    if isinstance(statement.test, Tried):
        return run_attempt(frame, statement, fork)
    return fork(frame, statement, lambda block: frame.session.run_block(frame, block))


def fork(frame, statement, run_arm, tried=None):
    """A branch whose arms are resolved by `run_arm`, which says whether they reach their end."""
    test = Bound(Opaque(), tried) if tried else asked(frame, inertly(frame, statement.test))
    known = truth(test)
    if known is not None:
        return run_arm(statement.then if known else statement.otherwise)
    for text in unevenly_grown(frame, statement):
        made_list(frame, text, frame.evaluate(name(text)))
    unit, origin, before, outside, arms = frame.unit, frame.origin, dict(frame.env), frame.block, []
    heap, state, states = dict(unit.heap), unit.state, []
    stale, checked, found = dict(unit.stale), set(unit.checked), {}
    for block in (statement.then, statement.otherwise):
        frame.env, frame.block, frame.origin, unit.heap = dict(before), [], origin, dict(heap)
        unit.state, unit.stale, unit.checked = dict(state), dict(stale), set(checked)
        going = run_arm(block)
        arms.append((going, Arm(frame.env, unit.heap, frame.block)))
        states.append(unit.state)
        found.update(unit.stale)
    frame.block, frame.origin = outside, origin
    unit.stale, unit.checked = found, checked
    (first, left), (second, right) = arms
    unit.state = states[0] if first else states[1]
    then, otherwise = left.block, right.block
    if first and second:
        unit.state = merge_states(frame, states, left, right)
        dead = dead_after(frame, statement)
        left.env, right.env = without(left.env, dead), without(right.env, dead)
        merge(frame, left, right, live_after(frame, statement))
    else:
        kept = left if first else right
        frame.env, unit.heap = kept.env, kept.heap
    frame.put(Branch(text_of(test), tuple(then), tuple(otherwise), origin))
    return first or second


def merge_states(frame, states, left, right):
    """What Parameters hold after a branch; one that an arm does not write keeps its value."""
    unit, out, found = frame.unit, {}, Join(frame, left, right, {})
    first, second = states
    for path in [*first, *(key for key in second if key not in first)]:
        text, value = unit.reads[path]
        before = Bound(value, name(text))
        one, two = first.get(path, before), second.get(path, before)
        out[path] = one if one is two else phi(found, text, one, two)
        unit.state_of[out[path].tree.id] = path
    return out


def dead_after(frame, statement):
    """The names of the function that nobody reads behind a branch."""
    if id(statement) not in frame.live:
        return frozenset()
    _, after = frame.live[id(statement)]
    own = {text for block in blocks(statement) for text in written(block)}
    return own - after - closure_names(frame.function)


def live_after(frame, statement):
    """The names of the function that may be read behind a branch; None when not known."""
    if id(statement) not in frame.live:
        return None
    return frame.live[id(statement)][1] | closure_names(frame.function)


def without(env, dead):
    """The names but those that are dead."""
    return {text: bound for text, bound in env.items() if text not in dead}
