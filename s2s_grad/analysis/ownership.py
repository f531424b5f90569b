"""Which gradients a function made itself, so that it may add to them in place."""

import gast

from s2s_grad.analysis.values import Array, Number, is_number
from s2s_grad.code import Add, Branch, Do, For, Let, Put, Restore, Unpack, While, every
from s2s_grad.rules.registry import lookup
from s2s_grad.syntax.places import root_of, written_to
from s2s_grad.syntax.tree import function_text, names

FRESH = {
    "np.zeros_like",
    "np.ones_like",
    "np.full_like",
    "np.sum",
    "np.outer",
    "np.where",
    "np.copy",
    "copied",
    "np.array",
    "zeros_like",
    "scatter",
    "last_written",
    "added_at",
    "replaced_at",
    "matmul_left",
    "matmul_right",
    "conv",
    "conv_left",
    "conv_right",
    "window_max_left",
    "window_spread",
}

LIKES = {"np.zeros_like", "zeros_like"}

SHAPED = {"expand", "np.reshape", "np.broadcast_to", "np.squeeze", "np.transpose", "np.asarray"}


def owned_adds(code, facts, operation_of, own_results):
    """(additions that may be done in place, by identity; what loops must copy before,
    by identity; names owned at the end)."""
    walk = Walk(facts, operation_of, own_results)
    state = block_owned(code, set(), walk)
    return walk.fine - walk.poor, walk.before, state


class Walk:
    """What the walk over the code carries along."""

    def __init__(self, facts, operation_of, own_results):
        self.facts, self.operation_of = facts, operation_of
        self.own_results = own_results
        self.fine, self.poor, self.before = set(), set(), {}


def block_owned(block, owned, walk):
    """The names owned after a block."""
    for position, statement in enumerate(block):
        handed = handed_over(statement, owned, block[position + 1 :])
        owned = owned_after(statement, owned, walk) | handed
    return owned


def handed_over(statement, owned, later):
    """The new name of an array of ours whose old name is bound anew before it is read."""
    if not isinstance(statement, Let) or not isinstance(statement.value, gast.Name):
        return set()
    text = statement.value.id
    for entry in later if text in owned else ():
        if isinstance(entry, Let) and entry.name == text:
            likes = function_text(entry.value) in LIKES
            return {statement.name} if likes or text not in names(entry.value) else set()
        if text in mentioned(entry):
            break
    return set()


def mentioned(statement):
    """All names in a statement and its blocks."""
    found = set()
    for entry in every((statement,)):
        for field in vars(entry).values():
            if isinstance(field, gast.AST):
                found |= names(field)
            elif isinstance(field, str):
                found.add(field)
            elif isinstance(field, tuple):
                found |= {text for text in field if isinstance(text, str)}
    return found


def owned_after(statement, owned, walk):
    """The names owned after a statement; notes what it finds about additions."""
    match statement:
        case Let(name=text, value=value):
            if is_number(walk.facts.get(text)) and is_plain_number(value, walk):
                return owned | {text}
            if is_fresh(value, walk) or walk.own_results(value) == (True,):
                return owned | {text}
            return owned - {text} - names(value)
        case Unpack(names=texts, value=value):
            own = walk.own_results(value) or ()
            own = own if len(own) == len(texts) else (False,) * len(texts)
            fresh = {t for t, fine in zip(texts, own, strict=True) if fine}
            return (owned - set(texts) - names(value)) | fresh
        case Add(name=text, value=value, index=index):
            own = text in owned
            (walk.fine if own else walk.poor).add(id(statement))
            if index is None and not own:
                return owned | {text}
            return owned | {text}
        case Do(value=value):
            found = written_to(value)
            if found is not None:
                own = found in owned
                (walk.fine if own else walk.poor).add(id(statement))
                return owned | {found}
            return owned
        case Restore(name=text):
            return owned - {text}
        case Branch(then=then, otherwise=otherwise):
            first = block_owned(then, set(owned), walk)
            return first & block_owned(otherwise, set(owned), walk)
        case For(body=body) | While(body=body):
            found = entered_by_item(body) - owned - walk.before.get(id(statement), set())
            walk.before.setdefault(id(statement), set()).update(found)
            owned = owned | walk.before[id(statement)]
            while True:
                after = owned & block_owned(body, set(owned), walk)
                if after == owned:
                    return after
                owned = after
        case Put(place=place) if (text := root_of(place)) is not None:
            own = text in owned
            (walk.fine if own else walk.poor).add(id(statement))
            return owned | {text}
    return owned


def entered_by_item(body):
    """The names that a loop body adds to entry by entry, and never sets as a whole."""
    found, whole = set(), set()
    for statement in every(body):
        match statement:
            case Add(name=text, index=index) if index is not None:
                found.add(text)
            case Put(place=place):
                found.add(root_of(place))
            case Do(value=value) if written_to(value) is not None:
                found.add(written_to(value))
            case Let(name=text) | Restore(name=text):
                whole.add(text)
            case Unpack(names=texts):
                whole.update(texts)
    return found - whole


def is_fresh(value, walk):
    """Whether an expression makes a new array that shares memory with nothing."""
    if isinstance(value, (gast.BinOp, gast.Constant, gast.Compare)):
        return True
    if isinstance(value, gast.UnaryOp):
        return True
    if isinstance(value, gast.Subscript):
        return isinstance(value.slice, gast.Name) and isinstance(
            walk.facts.get(value.slice.id), Array
        )
    text = function_text(value)
    if text in FRESH or is_copy(value):
        return True
    if text == "unbroadcast":
        return is_fresh(value.args[0], walk)
    if isinstance(value, gast.Call):
        found = walk.operation_of(value)
        rule = None if found is None or found[0] is None else lookup(found[0])
        return rule is not None and rule.kind == "elementwise"
    return False


def is_plain_number(value, walk):
    """Whether the gradient of a number is no array without axes, which += would change."""
    if isinstance(value, gast.Name):
        return is_number(walk.facts.get(value.id))
    text = function_text(value)
    return text not in SHAPED and not text.startswith("np.ones")


def is_copy(value):
    """Whether an expression is `x.copy()`."""
    return (
        isinstance(value, gast.Call)
        and isinstance(value.func, gast.Attribute)
        and value.func.attr == "copy"
    )


__all__ = ["Number", "owned_adds"]
