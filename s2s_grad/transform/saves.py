"""What a loop remembers of each pass, so that the passes can be undone in turn."""

from dataclasses import dataclass, field, replace

import gast

from s2s_grad.analysis.values import is_number
from s2s_grad.code import (
    Add,
    Branch,
    Do,
    For,
    Leave,
    Let,
    Put,
    Restore,
    Save,
    Unpack,
    While,
    every,
    target_names,
)
from s2s_grad.syntax.places import root_of, written_to
from s2s_grad.syntax.tree import constant, dotted_name, names

CHEAP = (
    gast.Subscript,
    gast.Attribute,
    gast.Compare,
    gast.UnaryOp,
    gast.Name,
    gast.Constant,
    gast.Tuple,
    gast.Slice,
    gast.expr_context,
    gast.unaryop,
    gast.cmpop,
)


@dataclass
class Scope:
    """An open loop: names that pass from one pass to the next, all that it writes."""

    body: tuple = ()
    carried: set = field(default_factory=set)
    writes: set = field(default_factory=set)
    targets: set = field(default_factory=set)
    filled: set = field(default_factory=set)  # arrays that are written to in place

    def is_steady(self, texts):
        """Whether these names keep their values in every pass, or are loop targets."""
        return not (texts & ((self.writes - self.targets) | self.filled))


def filled(block):
    """The arrays that a block writes into."""
    found = set()
    for statement in every(block):
        match statement:
            case Put(place=place):
                found.add(root_of(place))
            case Do(value=value):
                found.add(written_to(value))
            case Save(own=True, stack=stack) | Restore(own=True, stack=stack):
                found.add(stack)
    return found - {None}


def written(block):
    """The names that a block writes, in the order of the text."""
    found = {}
    for statement in every(block):
        match statement:
            case Let(name=text):
                found[text] = None
            case Unpack(names=texts):
                found.update(dict.fromkeys(texts))
            case Restore(own=True, name=text):
                found[text] = None
            case For(target=node):
                found.update(dict.fromkeys(target_names(node)))
    return found


def mentions(block):
    """How often each name stands in a block."""
    found = {}
    for statement in every(block):
        texts = [*own_names(statement)]
        for text in texts:
            found[text] = found.get(text, 0) + 1
    return found


def own_names(statement):
    """The names in a statement itself, not in the blocks inside it."""
    match statement:
        case Save(own=True) | Restore(own=True):
            return {statement.name, statement.stack} | names(statement.index)
        case Save(name=text) | Restore(name=text):
            return {text}
        case Let(name=text, value=value):
            return {text} | names(value)
        case Unpack(names=texts, value=value):
            return set(texts) | names(value)
        case Put(place=place, value=value):
            return names(place) | names(value)
        case Add(name=text, value=value, index=index):
            extra = set() if index is None else names(index)
            return {text} | names(value) | extra
        case Do(value=value):
            return names(value)
        case Branch(test=test) | While(test=test):
            return names(test)
        case For(target=target, sequence=sequence):
            return set(target_names(target)) | names(sequence)
        case Leave(value=value):
            return set() if value is None else names(value)
    return set()


def reads(block):
    """The names that a block reads, gradients and stacks included."""
    found = set()
    for statement in every(block):
        match statement:
            case Let(value=value) | Unpack(value=value) | Do(value=value):
                found |= names(value)
            case Restore(own=True, stack=stack, index=index):
                found |= {stack} | names(index)
            case _:
                found |= own_names(statement)
    return found


def saved_and_restored(reversal, forward, undo, loops, original):
    """A block inside a loop with its own names saved at its end, restored on the way back.

    What is one index, negation, attribute or comparison of names still standing is
    written again instead.
    """
    if not undo:
        return forward, undo
    scope = loops[-1]
    inside = written(forward)
    whole = original is scope.body
    own, everywhere = mentions(original), {} if whole else mentions(scope.body)
    wanted = reads(undo)
    kept = []
    for text in inside:
        if text in scope.carried or text not in wanted or text in scope.targets:
            continue
        if not whole and everywhere.get(text, 0) != own.get(text, 0):
            continue
        kept.append(text)
    kept = [text for text in kept if not only_in_inner_loop(forward, text)]
    again = recomputed(forward, kept, loops, reversal.facts)
    top, ends = [], []
    for text in again:
        top.append(Let(text, again[text], None, reversal.facts.get(text)))
    for text in kept:
        if text not in again:
            stack = reversal.stack_for(original, text)
            ends.append(Save(stack, text))
            top.insert(0, Restore(stack, text))
    sure = surely_written(forward)
    first = [Let(save.name, constant(None)) for save in ends if save.name not in sure]
    top = sorted(top, key=lambda step: isinstance(step, Let))
    return (*first, *at_ends(forward, tuple(ends))), (*top, *undo)


def only_in_inner_loop(block, text):
    """Whether a name is the target of an inner loop."""
    return any(
        isinstance(statement, For) and text in target_names(statement.target)
        for statement in every(block)
    )


def is_scalar_step(statement, facts):
    """Whether a value is one arithmetic step on numbers: cheaper than a save."""
    value = statement.value
    if not is_number(facts.get(statement.name)):
        return False
    return isinstance(value, gast.BinOp) and all(
        isinstance(side, (gast.Name, gast.Constant)) or dotted_name(side) is not None
        for side in (value.left, value.right)
    )


def recomputed(forward, kept, loops, facts):
    """Names whose one cheap definition can be evaluated again, with that definition."""
    found = {}
    count = {}
    for statement in every(forward):
        if isinstance(statement, Let):
            count[statement.name] = count.get(statement.name, 0) + 1
        elif isinstance(statement, Unpack):
            for text in statement.names:
                count[text] = count.get(text, 0) + 2
    for statement in forward:
        if not isinstance(statement, Let) or statement.name not in kept:
            continue
        if count[statement.name] != 1:
            continue
        cheap = is_cheap(statement.value)
        if not cheap and not is_scalar_step(statement, facts):
            continue
        operands = names(statement.value) - set(found) - {"np"}
        if not cheap:
            operands -= set(kept)
        if all(loop.is_steady(operands) for loop in loops):
            found[statement.name] = statement.value
    return found


def is_cheap(node):
    """Whether an expression is an index, a negation, an attribute or a comparison."""
    return all(
        isinstance(part, CHEAP) or is_index_sum(part) or is_range(part) for part in gast.walk(node)
    )


def is_range(node):
    """Whether a node is `range(...)` or `len(...)`."""
    return (
        isinstance(node, gast.Call)
        and isinstance(node.func, gast.Name)
        and node.func.id in ("range", "len")
        and not node.keywords
    )


def is_index_sum(node):
    """Whether a node belongs to `i + 1` or `-1 - i`."""
    if isinstance(node, gast.BinOp):
        return isinstance(node.left, gast.Constant) or isinstance(node.right, gast.Constant)
    return isinstance(node, gast.operator)


def surely_written(block):
    """The names that every path through a block writes."""
    found = set()
    for statement in block:
        match statement:
            case Let(name=text):
                found.add(text)
            case Unpack(names=texts):
                found.update(texts)
            case Restore(own=True, name=text):
                found.add(text)
            case Branch(then=then, otherwise=otherwise):
                found |= surely_written(then) & surely_written(otherwise)
    return found


def at_ends(block, extra):
    """The block with statements added at the end of every path, before a break."""
    if not extra:
        return tuple(block)
    last = block[-1] if block else None
    if isinstance(last, Leave):
        return (*block[:-1], *extra, last)
    if isinstance(last, Branch) and leaves_loop(last):
        then = at_ends(last.then, extra)
        otherwise = at_ends(last.otherwise, extra)
        return (*block[:-1], replace(last, then=then, otherwise=otherwise))
    return (*block, *extra)


def leaves_loop(branch):
    """Whether a break or raise stands in a branch."""
    for statement in (*branch.then, *branch.otherwise):
        if isinstance(statement, Leave):
            return True
        if isinstance(statement, Branch) and leaves_loop(statement):
            return True
    return False
