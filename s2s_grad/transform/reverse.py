"""A function's statements to its forward half, its backward half, and what crosses."""

from dataclasses import dataclass, field, replace

import gast

from s2s_grad.analysis.live import live_in_loops
from s2s_grad.analysis.values import Array, Number, is_varied
from s2s_grad.code import (
    Add,
    Branch,
    For,
    Leave,
    Let,
    Put,
    Restore,
    Save,
    Unpack,
    While,
)
from s2s_grad.syntax.template import fill
from s2s_grad.syntax.tree import attribute, call, constant, item, name, names, substitute, target
from s2s_grad.transform.contribute import OUT, Contributions, zeros
from s2s_grad.transform.simplify import Facts
from s2s_grad.transform.structure import always_leaves
from s2s_grad.transform.saves import (
    Scope,
    at_ends,
    filled,
    is_cheap,
    reads,
    saved_and_restored,
    written,
)


@dataclass
class Reversal:
    """What reversing one function needs to remember."""

    units: dict  # placeholder name -> the generated function it calls
    names: object
    facts: dict
    made: set
    fixed: tuple = ()  # parameters
    defined: dict = field(default_factory=dict)  # statement -> names with a value before
    kinds: dict = field(default_factory=dict)  # parameter -> what the caller hands over
    versions: set = field(default_factory=set)
    adjoints: dict = field(default_factory=dict)
    needs: set = field(default_factory=set)  # (key, "plain" or "pair") of callees
    given: dict = field(default_factory=dict)  # names given to a statement's helpers
    masks: bool = False
    views: dict = field(default_factory=dict)  # name -> arrays whose memory it may share
    pair_of: object = None  # which gradients of a callee are new arrays
    owned: set = field(default_factory=set)  # arrays that nobody else holds, at the end
    kept: list = field(default_factory=list)  # statements whose identity is used

    def d(self, text):
        """The name of the gradient for `text`."""
        if text not in self.adjoints:
            found = self.names.fresh(f"d_{text}")
            self.adjoints[text] = found
            self.facts[found] = plain_fact(self.facts.get(text))
            if text in self.made:
                self.made.add(found)
            if text in self.versions:
                self.versions.add(found)
        return self.adjoints[text]

    def named_for(self, statement, wanted, fact=None, count=1):
        """A name of ours, the same whenever this statement asks for it."""
        key = id(statement), wanted, count
        if key not in self.given:
            self.kept.append(statement)
            self.given[key] = found = self.names.nth(wanted)
            self.made.add(found)
            if fact is not None:
                self.facts[found] = fact
        return self.given[key]

    def stack_for(self, owner, text):
        """The stack for the values of `text` that `owner` saves."""
        return self.named_for(owner, f"{text}_stack")


def plain_fact(value):
    """What is known of a gradient: it is shaped like the value."""
    if isinstance(value, (Number, Array)):
        return replace(value, varied=False)
    return None


def reverse(reversal, body, seed, wanted):
    """(forward, backward): the statements, and those that find the gradients.

    `seed(contributions)` are the first backward statements: what is known of the
    gradients of the returned names. `wanted` are the names whose gradients are asked.
    """
    present = set()
    note_defined(body, set(reversal.fixed), reversal.defined)
    backward = list(seed(Contributions(reversal, present)))
    forward, steps = reverse_block(reversal, body, present, ())
    backward += steps
    for text in wanted:
        if text not in present:
            backward.append(zeros(reversal, text, None))
    return forward, tuple(backward)


def note_defined(block, known, found):
    """What is defined after a block; `found` gets, for each statement by identity, the
    names that have a value before it on every path."""
    for statement in block:
        found[id(statement)] = frozenset(known)
        match statement:
            case Branch(then=then, otherwise=otherwise):
                first = note_defined(then, set(known), found)
                second = note_defined(otherwise, set(known), found)
                if always_leaves(then) or always_leaves(otherwise):
                    known = second if always_leaves(then) else first
                else:
                    known = first & second
            case For() | While():
                targets = written((replace(statement, body=()),))
                note_defined(statement.body, known | set(targets), found)
            case _:
                known = known | set(written((statement,)))
    return known


def reverse_block(reversal, block, present, loops):
    """The statements of a block going forward, and what undoes them in turn."""
    forward, backward = [], []
    for statement in reversed(block):
        first, then = reverse_statement(reversal, statement, present, loops)
        forward[:0] = first
        backward += then
    return tuple(forward), tuple(backward)


def reverse_statement(reversal, statement, present, loops):
    """One statement going forward, and its part of the backward half."""
    match statement:
        case Let():
            return reverse_let(reversal, statement, present, loops)
        case Put():
            return reverse_put(reversal, statement, present)
        case Branch():
            return reverse_branch(reversal, statement, present, loops)
        case For() | While():
            return reverse_loop(reversal, statement, present, loops)
        case _:
            return (statement,), ()


def reverse_let(reversal, statement, present, loops):
    """An assignment; in a loop the value that it overwrites is saved before."""
    text, value = statement.name, statement.value
    carried = bool(loops) and text in loops[-1].carried
    before, stack = (), None
    if carried:
        stack = reversal.stack_for(statement, text)
        before = (Save(stack, text, statement.origin),)
    unit = called_unit(reversal, value)
    active = is_varied(reversal.facts.get(text)) and text in present
    own = text if carried else None
    steps, forward = (), statement
    if unit is not None and (active or (id(statement), "saved") in reversal.given):
        forward, steps = reverse_call(reversal, statement, unit, present, active, own)
    elif unit is not None:
        reversal.needs.add((unit.key, "plain"))
    elif active:
        present.discard(text)
        found = Contributions(reversal, present, statement)
        found.take(value)
        steps = found.ordered(own)
    return (*before, forward), tuple(restored(reversal, steps, statement, stack))


def reverse_put(reversal, statement, present):
    """`x[i] = value`: the gradient of the place goes to the value, the place is zeroed,
    and what stood there returns."""
    place, value, origin = statement.place, statement.value, statement.origin
    text = place.value.id
    fact = reversal.facts.get(text)
    old = reversal.named_for(statement, f"{text}_old")
    scalar = is_scalar_place(reversal, place)
    kept = place if scalar else call(attribute(place, "copy"))
    reversal.facts[old] = Number("f") if scalar else None
    forward = (Let(old, kept, origin, reversal.facts[old]), statement)
    back = Put(place, name(old), origin)
    if text not in present or not is_varied(fact):
        return forward, (back,)
    d_place = item(name(reversal.d(text)), place.slice)
    found = Contributions(reversal, present, statement)
    d_value = reversal.named_for(statement, f"d_{text}_item")
    reversal.facts[d_value] = place_fact(reversal, place)
    steps = [Let(d_value, d_place if scalar else call(attribute(d_place, "copy")), origin)]
    steps.append(Put(d_place, constant(0.0), origin))
    found.give(value, call("unbroadcast", name(d_value), value))
    return forward, (*steps, back, *found.ordered())


def is_scalar_place(reversal, place):
    """Whether one number is written."""
    return isinstance(place_fact(reversal, place), Number)


def place_fact(reversal, place):
    """What is known of what stands in a place."""
    return Facts(reversal.facts).of(item(place.value, place.slice))


def called_unit(reversal, value):
    """The generated function that an expression calls, if it does."""
    if isinstance(value, gast.Call) and isinstance(value.func, gast.Name):
        return reversal.units.get(value.func.id)
    return None


def restored(reversal, steps, statement, stack):
    """The steps with the old value of the written name taken back in their midst.

    Lines that read the new value stand above, lines that read the old one below.
    """
    text, origin = statement.name, statement.origin
    new = {OUT: name(text)}
    if stack is None:
        return [with_value(step, new) for step in steps]
    above, below = [], []
    for step in steps:
        found = reads((step,))
        if OUT not in found:
            below.append(step)
            continue
        if text in found:
            kept = reversal.named_for(statement, f"{text}_out")
            reversal.facts[kept] = reversal.facts.get(text)
            if not any(isinstance(s, Let) and s.name == kept for s in above):
                above.append(Let(kept, name(text), origin))
            below.append(with_value(step, {OUT: name(kept)}))
        elif isinstance(step, (Let, Unpack)) and not writes_one_of(step, below):
            above.append(with_value(step, new))
        else:
            kept = reversal.named_for(statement, f"{text}_out")
            reversal.facts[kept] = reversal.facts.get(text)
            above.append(Let(kept, name(text), origin))
            below.append(with_value(step, {OUT: name(kept)}))
    d_text = reversal.d(text)
    if any(isinstance(s, Let) and s.name == d_text for s in above) and below:
        kept = reversal.named_for(statement, f"{text}_out")
        reversal.facts[kept] = reversal.facts.get(text)
        first = Let(kept, name(text), origin)
        below = [with_value(step, {OUT: name(kept)}) for step in steps]
        return [first, Restore(stack, text, origin), *below]
    return [*above, Restore(stack, text, origin), *below]


def writes_one_of(step, others):
    """Whether a step writes a gradient that one of the others reads or writes."""
    mine = {step.name} if isinstance(step, Let) else set(step.names)
    found = reads(others) | set(written(others))
    return bool(mine & found)


def with_value(step, mapping):
    """The step with names replaced in what it reads."""
    if isinstance(step, Add) and step.index is not None:
        step = replace(step, index=substitute(step.index, mapping))
    return replace(step, value=substitute(step.value, mapping))


def reverse_call(reversal, statement, unit, present, active, own):
    """A call of a generated function becomes a call of its two halves."""
    text, value = statement.name, statement.value
    reversal.needs.add((unit.key, "pair"))
    saved = reversal.named_for(statement, f"{text}_saved")
    reversal.given[id(statement), "saved"] = saved
    function = name(f"{value.func.id}:forward")
    forward = Unpack((text, saved), gast.Call(function, value.args, []), statement.origin)
    if not active:
        return forward, ()
    present.discard(text)
    found = Contributions(reversal, present, statement)
    arguments = zip(unit.all_parameters(), value.args, strict=True)
    varied = [(fact, tree) for (_, fact), tree in arguments if is_varied(fact)]
    function = name(f"{value.func.id}:backward")
    backward = call(function, name(saved), name(reversal.d(text)))
    return forward, found.take_call(varied, backward, own)


def reverse_branch(reversal, statement, present, loops):
    """A branch: the same test decides, and both arms leave the same gradients."""
    arms, states = [], []
    for block in (statement.then, statement.otherwise):
        state = set(present)
        forward, undo = reverse_block(reversal, block, state, loops)
        if loops:
            forward, undo = saved_and_restored(reversal, forward, undo, loops, block)
        arms.append((forward, undo))
        states.append(state)
    both = states[0] | states[1]
    local = {*written(statement.then), *written(statement.otherwise)}
    local -= reversal.defined.get(id(statement), set())
    undone = [
        (*undo, *zero_all(reversal, both - state, local, present))
        for (_, undo), state in zip(arms, states, strict=True)
    ]
    present.clear()
    present.update(both)
    forward = replace(statement, then=arms[0][0], otherwise=arms[1][0])
    if not any(undone):
        return (forward,), ()
    test, first = statement.test, ()
    if not is_steady(test, loops):
        taken = reversal.named_for(statement, "taken", Number("b"))
        first = (Let(taken, test, statement.origin, Number("b")),)
        test = name(taken)
    return (*first, replace(forward, test=test)), (Branch(test, *undone),)


def zero_all(reversal, texts, local=(), held=()):
    """Zero gradients for names; those in `local` may not exist on this path, those in
    `held` have a gradient already, of a value that is written here."""
    return tuple(
        zeros(reversal, text, None, text not in local, text in held)
        for text in sorted(texts)
    )


def is_steady(test, loops):
    """Whether a condition may be evaluated again: it is made of names that stay."""
    if not loops:
        if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
            return is_steady(test.operand, loops)
        return isinstance(test, gast.Name)
    return is_cheap(test) and all(loop.is_steady(names(test)) for loop in loops)


# ---------------------------------------------------------------- loops


def reverse_loop(reversal, statement, present, loops):
    """A loop: the same passes in reverse order."""
    split = None if loops else head_and_tail(statement)
    if split is not None:
        return reverse_left_loop(reversal, statement, split, present)
    scope = scope_of(reversal, statement, statement.body)
    forward, undo, start = settled_body(reversal, present, (*loops, scope))
    if not undo:
        return (replace(statement, body=forward),), ()
    passes, origin = None, statement.origin
    first, statement = with_held_sequence(reversal, statement, scope)
    if has_break(statement.body) or isinstance(statement, While):
        passes = reversal.named_for(statement, "passes", Number("i"))
        first = (*first, Let(passes, constant(0), origin))
        forward = at_ends(forward, (count(passes, origin),))
    backward = mirrored(statement, undo, passes)
    return (*first, replace(statement, body=forward)), (*start, backward)


def with_held_sequence(reversal, statement, scope):
    """A loop over what its body overwrites keeps hold of it: (assignments, the loop)."""
    if not isinstance(statement, For) or not names(statement.sequence) & scope.writes:
        return (), statement
    held, sequence = reversal.named_for(statement, "items"), statement.sequence
    if not is_range_or_name(sequence):
        sequence = call("list", sequence)
    first = (Let(held, sequence, statement.origin),)
    return first, replace(statement, sequence=name(held))


def is_range_or_name(sequence):
    """Whether a sequence may be gone through twice."""
    return isinstance(sequence, gast.Name) or (
        isinstance(sequence, gast.Call)
        and isinstance(sequence.func, gast.Name)
        and sequence.func.id == "range"
    )


def count(passes, origin):
    """`passes += 1`."""
    return Let(passes, fill("passes + 1", passes=name(passes)), origin)


def scope_of(reversal, statement, body):
    """What a loop carries from pass to pass, and what it leaves alone."""
    found = {}
    loop = replace(statement, body=body)
    found = live_in_loops((loop,))
    head, _ = found[id(loop)]
    writes = set(written(body))
    is_for = isinstance(statement, For)
    targets = set(written((replace(statement, body=()),))) if is_for else set()
    before = (head | reversal.defined.get(id(statement), set())) - targets
    return Scope(body, writes & before, writes, targets, filled(body))


def settled_body(reversal, present, loops):
    """(forward, undo, zeros): a loop body both ways, and gradients that must exist before.

    Goes round until the gradients at the end of a pass are those at its start.
    """
    scope = loops[-1]
    entry = set(present)
    local = scope.writes - scope.carried
    while True:
        state = set(entry)
        forward, undo = reverse_block(reversal, scope.body, state, loops)
        more = state - entry - local
        if not more:
            break
        entry |= more
    undo = (*undo, *zero_all(reversal, (entry - state) - local, (), entry))
    undo = (*undo, *zero_all(reversal, (entry - state) & local, local, entry))
    forward, undo = saved_and_restored(reversal, forward, undo, loops, scope.body)
    start = zero_all(reversal, entry - present)
    if undo:
        present |= entry
    return forward, undo, start


def has_break(body):
    """Whether a pass may leave the loop."""
    for statement in body:
        match statement:
            case Leave(kind="break"):
                return True
            case Branch() if has_break(statement.then) or has_break(statement.otherwise):
                return True
    return False


def mirrored(statement, undo, passes):
    """The loop that runs the passes again, last one first."""
    if isinstance(statement, While):
        return For(target("_"), call("range", name(passes)), undo)
    sequence = statement.sequence
    if not is_range_or_name(sequence):
        sequence = call("list", sequence)
    if passes is not None:
        sequence = item(sequence, gast.Slice(None, name(passes), None))
    return For(statement.target, call("reversed", sequence), undo)


def head_and_tail(statement):
    """(head, branch) of a loop that is assignments, a test with the one break, a rest."""
    body = statement.body
    if not body or not isinstance(body[-1], Branch):
        return None
    *head, last = body
    if not all(isinstance(entry, Let) for entry in head) or not last.then:
        return None
    if not isinstance(last.then[-1], Leave) or last.then[-1].kind != "break":
        return None
    if has_break(last.then[:-1]) or has_break(last.otherwise):
        return None
    return tuple(head), last


def reverse_left_loop(reversal, statement, split, present):
    """A loop with one break: the pass that left it first, then the whole ones."""
    head, branch = split
    end, tail = branch.then[:-1], branch.otherwise
    scope = scope_of(reversal, statement, (*head, *tail))
    ending = scope_of(reversal, statement, statement.body)
    scope.carried, scope.writes = ending.carried, ending.writes
    state = set(present)
    end_forward, undo_end = reverse_block(reversal, end, state, (scope,))
    _, undo_head = reverse_block(reversal, head, state, (scope,))
    partial = (*undo_end, *undo_head)
    first, last_pass, origin = [], (), statement.origin
    if any(not isinstance(step, Restore) for step in partial):
        both = present | state
        local = set(written(statement.body))
        local -= reversal.defined.get(id(statement), set())
        endless = is_true(getattr(statement, "test", None))
        if not endless:
            partial += zero_all(reversal, both - state, local, present)
        partial = tuple(in_last_pass(step) for step in partial)
        last_pass = partial
        if endless:
            present.clear()
            present |= state
        else:
            flag = reversal.named_for(statement, "left", Number("b"))
            first.append(Let(flag, constant(False), origin))
            end_forward = (*end_forward, Let(flag, constant(True), origin))
            other = zero_all(reversal, both - present, local)
            last_pass = (Branch(name(flag), partial, other),)
            present |= both
    forward, undo, start = settled_body(reversal, present, (scope,))
    if not undo and not last_pass:
        return (statement,), ()
    holding, statement = with_held_sequence(reversal, statement, scope)
    first += holding
    leave = (*end_forward, branch.then[-1])
    position = end_of_head(forward, len(head))
    head, tail = forward[:position], forward[position:]
    if undo:
        passes = reversal.named_for(statement, "passes", Number("i"))
        first.append(Let(passes, constant(0), origin))
        tail = (*tail, count(passes, origin))
        undo = (*start, mirrored(statement, undo, passes))
    body = (*head, replace(branch, then=leave, otherwise=tail))
    return (*first, replace(statement, body=body)), (*last_pass, *undo)


def end_of_head(forward, count):
    """Where the first `count` assignments of a forward half end."""
    for position, statement in enumerate(forward):
        if count == 0:
            return position
        if not isinstance(statement, Save) and not is_placeholder(statement):
            count -= 1
    return len(forward)


def is_placeholder(statement):
    """Whether a statement of ours gives a name None, for passes that do not write it."""
    return (
        isinstance(statement, Let)
        and statement.origin is None
        and isinstance(statement.value, gast.Constant)
        and statement.value.value is None
    )


def is_true(test):
    """Whether a loop's test is the literal True."""
    return isinstance(test, gast.Constant) and test.value is True


def in_last_pass(step):
    """A step of the pass that left its loop, marked so for its comment."""
    origin = getattr(step, "origin", None)
    if origin is None:
        return step
    return replace(step, origin=replace(origin, text=f"{origin.text}, in the pass that left the loop"))
