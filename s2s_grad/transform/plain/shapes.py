"""Shapes and sizes, asked of names that stand whatever is folded."""

import gast

from s2s_grad.analysis.values import Array
from s2s_grad.rules.registry import lookup
from s2s_grad.syntax.tree import attribute, call, constant, item, number
from s2s_grad.transform.facts import ELEMENTWISE
from s2s_grad.transform.operations import operation_of


def plain_shape(node, facts):
    """`np.shape(x)` is `x.shape` for arrays; of a temporary, that of a name standing."""
    source = stand_in(node.args[0], facts)
    value = facts.of(source)
    if isinstance(value, Array) and isinstance(source, gast.Name):
        return attribute(source, "shape")
    return node if source is node.args[0] else call("np.shape", source)


def stand_in(node, facts):
    """A name with the same shape as a temporary, that stands whatever is folded."""
    seen = node
    while isinstance(seen, gast.Name) and seen.id in facts.standing:
        wanted = facts.of(seen)
        if not isinstance(wanted, Array) or wanted.shape is None or None in wanted.shape:
            break
        options = [part for part in operands(facts.standing[seen.id]) if facts.of(part) == wanted]
        if not options:
            break
        plain = [part for part in options if part.id not in facts.standing]
        seen = (plain or options)[0]
    return seen


def operands(node):
    """The names that an elementwise operation works on."""
    if isinstance(node, gast.BinOp) and isinstance(node.op, ELEMENTWISE):
        return operands(node.left) + operands(node.right)
    if isinstance(node, gast.UnaryOp):
        return operands(node.operand)
    if isinstance(node, gast.Call):
        found = operation_of(node)
        rule = None if found is None or found[0] is None else lookup(found[0])
        if rule is not None and rule.kind == "elementwise":
            return [part for entry in found[1] for part in operands(entry)]  # pyright: ignore[reportOptionalSubscript]  # where there is a rule, it was found
        return []
    return [node] if isinstance(node, gast.Name) else []


def plain_count(node, facts):
    """`count(x)` is `x.size`, `count(x, 0)` is `x.shape[0]`."""
    words = {word.arg: word.value for word in node.keywords}
    axis = node.args[1] if len(node.args) > 1 else words.get("axis", constant(None))
    source = stand_in(node.args[0], facts)
    value = facts.of(source)
    if not isinstance(value, Array) or not isinstance(source, gast.Name):
        return node
    if isinstance(axis, gast.Constant) and axis.value is None:
        return attribute(source, "size")
    if number(axis) is not None:
        return item(attribute(source, "shape"), axis)
    return node
