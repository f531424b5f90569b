"""What nobody reads goes: dead assignments, saves without a restore, empty branches."""

from dataclasses import replace

import gast

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
    Tried,
    Unpack,
    While,
    every,
    target_names,
)
from s2s_grad.syntax.places import root_of, written_to
from s2s_grad.syntax.tree import function_text, names
from s2s_grad.transform.draws import is_draw


def drop_dead(code, views=None, effects=frozenset()):
    """The code without statements whose results nobody reads.

    `views` says which names share memory. `effects` are the placeholders of functions
    that print or raise; their calls stay.
    A stack stays when one of its restores is needed, with all its saves and restores.

    >>> from s2s_grad.transform.show import read, show
    >>> print(show(drop_dead(read("t = a + b; y = a * c; return y"))))
    y = a * c
    return y
    """
    stacks = set()
    while True:
        context = {"stacks": stacks, "views": views or {}, "effects": effects}
        kept, _ = block_needed(code, frozenset(), context)
        found = {s.stack for s in every(kept) if isinstance(s, Restore)}
        if found == stacks:
            return kept
        stacks = found


def block_needed(block, after, context):
    """(what stays of a block, the names needed before it)."""
    kept, live = [], after
    for statement in reversed(block):
        found, live = needed(statement, live, context)
        if found is not None:
            kept.append(found)
    return tuple(reversed(kept)), live


def needed(statement, after, context):
    """(what stays of a statement or None, the names needed before it)."""
    match statement:
        case Let(name=text, value=value):
            if text not in after:
                if context.get("fails") and may_fail(statement):
                    return statement, after | names(value)
                return only_effect(statement, after, context)
            if isinstance(value, gast.Name) and value.id == text:
                return None, after
            return statement, (after - {text}) | names(value)
        case Unpack(names=texts, value=value):
            return needed_unpack(statement, texts, value, after, context)
        case Add(name=text, value=value, index=index):
            if text not in after:
                return None, after
            more = set() if index is None else names(index)
            return statement, after | names(value) | more
        case Do(value=value):
            owner = written_to(value)
            if owner is not None and not read_after(owner, after, context):
                return None, after
            return statement, after | names(value)
        case Put(place=place, value=value):
            if not read_after(root_of(place), after, context):
                return None, after
            return statement, after | names(place) | names(value)
        case Save(stack=stack, name=text):
            if stack not in after and stack not in context["stacks"]:
                return None, after
            return statement, after | {stack, text} | names(statement.index)
        case Restore(stack=stack, name=text):
            if text not in after and stack not in context["stacks"] | after:
                return None, after
            return statement, (after - {text}) | {stack} | names(statement.index)
        case Branch():
            return needed_branch(statement, after, context)
        case For() | While():
            return needed_loop(statement, after, context)
        case Leave(kind=kind, value=value):
            live = context.get(kind, frozenset())
            return statement, live if value is None else live | names(value)
    raise AssertionError(statement)


def read_after(root, after, context):
    """Whether an array that is written to is read later, under this or another name."""
    return root in after or not after.isdisjoint(context["views"].get(root, ()))


def only_effect(statement, after, context):
    """A call of a function that prints or raises, without the name for its result."""
    text = function_text(statement.value)
    if is_draw(statement.value):
        return Do(statement.value, statement.origin), after | names(statement.value)
    if text.removesuffix(":forward") not in context["effects"]:
        return None, after
    value = plain_call(statement.value)
    return Do(value, statement.origin), after | names(value)


def plain_call(value):
    """The call of a forward half as one of the plain function."""
    text = function_text(value).removesuffix(":forward")
    plain = gast.Name(text, gast.Load(), None, None)
    return gast.Call(plain, value.args, value.keywords)


def needed_unpack(statement, texts, value, after, context):
    """An unpacking with `_` for what nobody reads; a call nobody saves for is plain."""
    if not any(text in after for text in texts):
        if context.get("fails") and function_text(value).endswith(":forward"):
            return Do(plain_call(value), statement.origin), after | names(value)
        if context.get("fails"):
            return statement, after | names(value)
        return only_effect(statement, after, context)
    before = (after - set(texts)) | names(value)
    if function_text(value).endswith(":forward") and texts[1] not in after:
        return Let(texts[0], plain_call(value), statement.origin), before
    kept = tuple(text if text in after else "_" for text in texts)
    return replace(statement, names=kept), before


def needed_branch(statement, after, context):
    """A branch, unless both arms are empty; never with an empty first arm only."""
    test = statement.test
    if isinstance(test, Tried):
        return needed_attempt(statement, after, context)
    then, first = block_needed(statement.then, after, context)
    otherwise, second = block_needed(statement.otherwise, after, context)
    if not then and not otherwise:
        return None, after
    live = first | second | names(test)
    if not then:
        then, otherwise = otherwise, ()
        test = negated(test)
    return replace(statement, test=test, then=then, otherwise=otherwise), live


def needed_attempt(statement, after, context):
    """A try statement; whatever may fail in its body stays, read or not."""
    otherwise, second = block_needed(statement.otherwise, after, context)
    then, first = block_needed(statement.then, after, {**context, "fails": True})
    if not then:
        return None, after
    test = statement.test
    live = first | (second - names(test.error)) | names(test.kinds)
    return replace(statement, then=then, otherwise=otherwise), live


def may_fail(statement):
    """Whether a statement may raise, as far as its kind tells."""
    if isinstance(statement, Let):
        return not isinstance(statement.value, (gast.Name, gast.Constant))
    return not isinstance(statement, Save)


def negated(test):
    """The opposite condition; comparisons of one pair are turned round."""
    if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
        return test.operand
    opposite = {gast.Eq: gast.NotEq, gast.NotEq: gast.Eq, gast.In: gast.NotIn}
    opposite |= {gast.Is: gast.IsNot, gast.IsNot: gast.Is, gast.NotIn: gast.In}
    if isinstance(test, gast.Compare) and len(test.ops) == 1:
        if type(test.ops[0]) in opposite:
            return gast.Compare(test.left, [opposite[type(test.ops[0])]()], test.comparators)
    return gast.UnaryOp(gast.Not(), test)


def needed_loop(statement, after, context):
    """A loop, unless its body has no effect; found by going round."""
    is_for = isinstance(statement, For)
    bound = set(target_names(statement.target)) if is_for else set()
    test = set() if is_for else names(statement.test)
    head = after | test
    while True:
        ways = {**context, "break": after | frozenset(), "continue": head}
        body, inside = block_needed(statement.body, head, ways)
        wider = head | (inside - bound)
        if wider == head:
            break
        head = wider
    effects = [s for s in every(body) if not isinstance(s, (Leave, Branch))]
    raises = any(isinstance(s, Leave) and s.kind == "raise" for s in every(body))
    if not effects and not raises and not bound & after:
        return None, after
    live = head | (names(statement.sequence) if is_for else set())
    return replace(statement, body=body), live
