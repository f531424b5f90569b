"""Calls for their effect."""

import gast

from s2s_grad.analysis.values import Instance, Opaque
from s2s_grad.code import Do, For
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.rules.registry import lookup
from s2s_grad.syntax.tree import attribute, call, is_atom, name
from s2s_grad.transform.calls.hooks import hook_call
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.expressions.containers import entries
from s2s_grad.transform.expressions.grown import is_grown, root_of
from s2s_grad.transform.frames import Bound
from s2s_grad.transform.heap import check_write, label, refreshed
from s2s_grad.transform.sharing import PATH
from s2s_grad.transform.statements.binding import bind
from s2s_grad.transform.statements.containers import append, is_own_list
from s2s_grad.transform.statements.lists import append_to, insert_into


def do(frame, value):
    """A call for its effect."""
    if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute):
        owner = value.func.value
        if value.func.attr in ("append", "extend") and len(value.args) == 1:
            held = evaluate(frame, owner)
            if grow(frame, value.func.attr, held, value.args[0]):
                return None
        if value.func.attr == "insert" and len(value.args) == 2:
            held = evaluate(frame, owner)
            if is_grown(frame, held) and isinstance(held.tree, gast.Name):
                check_write(frame, held.identity)
                return insert_into(frame, held.tree.id, held, *value.args)
        hook = frame.session.methods.get(value.func.attr)
        if hasattr(hook, "__s2s_hook__") and isinstance(owner, gast.Name):
            return hook_name(frame, owner, hook, value)
    bound = evaluate(frame, value)
    if bound.tree is None or is_atom(bound.tree) or PATH in bound.base:
        return None
    if isinstance(bound.value, Opaque):
        frame.put(Do(bound.tree))
        return None
    if isinstance(value, gast.Call):
        if writes(value) and not is_pure(frame, value):
            frame.refuse(
                "S103",
                "this call writes into its argument",
                "Use the function that returns a new array.",
                UnsupportedSyntax,
            )
        frame.put(Do(bound.tree))
    return None


def grow(frame, attr, bound, node):
    """`xs.append(v)` and `xs.extend(vs)`; whether the list is one that may grow."""
    grown = is_grown(frame, bound)
    if not grown and not is_own_list(bound):
        return False
    text = root_of(bound.tree) if grown else label(frame, bound.identity)
    if attr == "append":
        if grown and not isinstance(bound.tree, gast.Name):
            return False
        if grown:
            check_write(frame, bound.identity)
            append_to(frame, text, bound, node)
        else:
            append(frame, text, bound, node)
        return True
    more = entries(frame, evaluate(frame, node))
    if more is None:
        entry = frame.unit.names.nth(f"{text}_entry")
        target = gast.Name(entry, gast.Store(), None, None)
        frame.env["__list__"] = bound
        body = (Do(call(attribute(name("__list__"), "append"), name(entry)), frame.origin),)
        loop = For(target, node, body, frame.origin)
        frame.session.run_block(frame, (loop,))
        return True
    for part in more:
        frame.env["__entry__"] = part
        now = refreshed(frame, bound)
        grow(frame, "append", now, gast.Name("__entry__", gast.Load(), None, None))
    frame.env.pop("__entry__", None)
    return True


def hook_name(frame, owner, hook, value):
    """`z.register_hook(f)`: from here on `z` is the value whose gradient goes through f."""
    function = evaluate(frame, value.args[0])
    if isinstance(function.value, Instance):
        made = hook(function.value.object)
        frame.session.roots["made", id(made)] = made
        function = Bound(Instance(made, (("made", id(made)),)))
    bind(frame, owner.id, hook_call(frame, [evaluate(frame, owner), function], {}), owner)


def is_pure(frame, node):
    """Whether a call asks a function with a rule that writes to nothing."""
    found = getattr(evaluate(frame, node.func).value, "object", None)
    words = {word.arg for word in node.keywords}
    rule = lookup(found) if callable(found) else None
    return rule is not None and not words & {"out", "where"}


def writes(node):
    """Whether a call for its effect may write into an array."""
    return isinstance(node.func, gast.Attribute)
