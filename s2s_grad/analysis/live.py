"""Which names are read later: around loops, and which are alive at the same time."""

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
    target_names,
)
from s2s_grad.syntax.tree import names

NOTHING = frozenset()


def live_in_loops(body):
    """For each statement (by identity): the names live after it, behind those live at the
    head of a loop or of the arms of a branch."""
    found = {}
    live_before(body, NOTHING, {"loops": found})
    return found


def together(body, parameters):
    """For each name, the names that hold another value while it is needed.

    A copy `a = b` does not set `a` and `b` apart.
    """
    found = {}

    def note(text, live, copied=None):
        others = live - {text, copied}
        found.setdefault(text, set()).update(others)
        for other in others:
            found.setdefault(other, set()).add(text)

    entry = live_before(body, NOTHING, {"note": note})
    for text in parameters:
        note(text, (entry | set(parameters)))
    return found


def live_before(block, after, context):
    """The names live before a block, given those live after it.

    `context` holds what to do on the way: "loops" to fill, "note" to call at every
    write, and what is live where "break", "continue" and "return" lead.
    """
    live = after
    for statement in reversed(block):
        live = before(statement, live, context)
    return live


def noted(context, text, live, copied=None):
    """Tell whoever asked that `text` is written while `live` is needed."""
    if "note" in context:
        context["note"](text, live, copied)


def before(statement, after, context):
    """The names live before one statement."""
    if "loops" in context:
        context["loops"][id(statement)] = (after, after)
    match statement:
        case Let(name=text, value=value):
            copied = value.id if isinstance(value, gast.Name) else None
            noted(context, text, after, copied)
            return (after - {text}) | names(value) | inner_names(value)
        case Unpack(names=texts, value=value):
            for text in texts:
                noted(context, text, after | set(texts))
            return (after - set(texts)) | names(value)
        case Put(place=place, value=value):
            return after | names(place) | names(value)
        case Do(value=value):
            return after | names(value)
        case Branch(test=test, then=then, otherwise=otherwise):
            if isinstance(test, Tried):
                return before_attempt(statement, after, context)
            first = live_before(then, after, context)
            second = live_before(otherwise, after, context)
            context.get("loops", {})[id(statement)] = (first | second, after)
            return first | second | names(test)
        case For() | While():
            return before_loop(statement, after, context)
        case Leave(kind=kind, value=value):
            live = context.get(kind, NOTHING)
            return live if value is None else live | names(value)
        case Add(name=text, value=value, index=index):
            noted(context, text, after)
            live = after | {text} | names(value)
            return live if index is None else live | names(index)
        case Save(stack=stack, name=text, index=index):
            return after | {text, stack} | names(index)
        case Restore(stack=stack, name=text):
            noted(context, text, after)
            return (after - {text}) | {stack} | names(statement.index)
    raise AssertionError(statement)


def before_attempt(statement, after, context):
    """The names live before a try statement.

    An error may make the handler read what was there before the body, so that none of those
    names is free inside it; in a loop, none of those that the body reads either.
    """
    test = statement.test
    second = live_before(statement.otherwise, after, context) - names(test.error)
    quiet = {key: value for key, value in context.items() if key != "note"}
    first = live_before(statement.then, after, quiet)
    if "note" in context:
        note, held = context["note"], second | (first if "break" in context else NOTHING)
        keeping = {**context, "note": lambda text, live, *more: note(text, live | held, *more)}
        live_before(statement.then, after, keeping)
    context.get("loops", {})[id(statement)] = (first | second, after)
    return first | second | names(test.kinds)


def inner_names(value):
    """The names a function defined here may read when it is called later."""
    definition = getattr(value, "definition", None)
    if definition is None:
        return NOTHING
    return {n.id for n in gast.walk(definition) if isinstance(n, gast.Name)}


def before_loop(statement, after, context):
    """The names live before a loop, found by going round until nothing changes."""
    is_for = isinstance(statement, For)
    bound = set(target_names(statement.target)) if is_for else set()
    entry = names(statement.sequence if is_for else statement.test)
    head = after | (NOTHING if is_for else entry)
    quiet = {key: value for key, value in context.items() if key != "note"}
    while True:
        ways = {**quiet, "break": after, "continue": head}
        wider = head | (live_before(statement.body, head, ways) - bound)
        if wider == head:
            break
        head = wider
    if "note" in context:
        ways = {**context, "break": after, "continue": head}
        inside = live_before(statement.body, head, ways)
        for text in bound:
            noted(context, text, inside | head | bound)
    context.get("loops", {})[id(statement)] = (head, after)
    return head | entry
