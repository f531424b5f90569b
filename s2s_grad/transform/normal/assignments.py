"""Assignments and returns in normal form, whatever stands on the right."""

import gast

from s2s_grad.code import Branch, Leave, Let, Put
from s2s_grad.syntax.tree import attribute, constant, item, name
from s2s_grad.transform.normal.atoms import atom, has_star, indexed
from s2s_grad.transform.normal.comprehensions import write_comprehension
from s2s_grad.transform.normal.conditions import is_truth, must_hoist, write_test
from s2s_grad.transform.normal.iterators import check_read_once
from s2s_grad.transform.normal.operations import operation
from s2s_grad.transform.normal.targets import place_hint, write_target
from s2s_grad.transform.normal.writer import COMPREHENSIONS, Augmented


def write_return(writer, value):
    """Write `return value`."""
    if value is None:
        writer.put(Leave("return", constant(None)))
    elif isinstance(value, (gast.Name, gast.Constant)):
        writer.put(Leave("return", value))
    elif isinstance(value, gast.Tuple) and not has_star(value):
        writer.put(Leave("return", operation(writer, value, "out")))
    else:
        found = writer.temporary("out")
        assign(writer, found, value)
        writer.put(Leave("return", name(found)))


def write_assign(writer, targets, value):
    """Write `first = second = value`."""
    hint = next((t.id for t in targets if isinstance(t, gast.Name)), None)
    if len(targets) == 1 and isinstance(targets[0], gast.Name):
        check_read_once(writer, targets[0].id, value)
        return assign(writer, targets[0].id, value)
    if len(targets) == 1 and isinstance(targets[0], gast.Attribute):
        return write_attribute(writer, targets[0], value)
    if hint is None and isinstance(targets[0], (gast.Tuple, gast.List)):
        if isinstance(value, (gast.Tuple, gast.List)) and not has_star(value):
            return write_pairwise(writer, targets, value)
        hint = "_".join(leading_names(targets[0])) or "item"
    found = atom(writer, value, hint or place_hint(targets[0]))
    for entry in targets:
        write_target(writer, entry, found)
    return None


def write_attribute(writer, target, value):
    """Write `owner.attr = value`; an operation stays one, and is named after the attribute."""
    plain = target.value
    while isinstance(plain, gast.Attribute):
        plain = plain.value
    if not isinstance(plain, gast.Name):
        return write_target(writer, target, atom(writer, value, target.attr))
    found = operation(writer, value, target.attr)
    place = attribute(atom(writer, target.value, "item"), target.attr)
    return writer.put(Put(place, found))


def write_pairwise(writer, targets, value):
    """`a, b = x, y`: every value first, then the names."""
    target = targets[0]
    if len(targets) > 1 or has_star(target) or len(target.elts) != len(value.elts):
        found = atom(writer, value, "pair")
        for entry in targets:
            write_target(writer, entry, found)
        return
    found = []
    for left, right in zip(target.elts, value.elts, strict=True):
        hint = left.id if isinstance(left, gast.Name) else "item"
        found.append(copied(writer, right, hint))
    for left, right in zip(target.elts, found, strict=True):
        write_target(writer, left, right)


def copied(writer, value, hint):
    """The value under a name of ours, so that later assignments leave it alone."""
    if isinstance(value, gast.Constant):
        return value
    found = writer.temporary(f"{hint}_new")
    assign(writer, found, value)
    return name(found)


def leading_names(target):
    """Up to two names of a tuple target, to make a name from."""
    return [entry.id for entry in target.elts if isinstance(entry, gast.Name)][:2]


def write_augmented(writer, node):
    """`target op= value`."""
    target, operator = node.target, type(node.op)
    hint = place_hint(target)
    if isinstance(target, gast.Name):
        right = atom(writer, node.value, hint)
        writer.put(Let(target.id, Augmented(name(target.id), node.op, right)))
        return
    value = atom(writer, node.value, hint)
    if isinstance(target, gast.Subscript):
        base = atom(writer, target.value, hint)
        place = item(base, indexed(writer, target.slice))
    else:
        place = attribute(atom(writer, target.value, hint), target.attr)
    writer.put(Put(place, value, operator=operator))


def assign(writer, text, value, hint=None):
    """Write `text = value`; names inside are made from `hint`."""
    if isinstance(value, gast.IfExp):
        condition = write_test(writer, value.test)
        then = writer.inner(lambda: assign(writer, text, value.body, hint))
        otherwise = writer.inner(lambda: assign(writer, text, value.orelse, hint))
        writer.put(Branch(condition, then, otherwise))
    elif isinstance(value, gast.BoolOp) and (not is_truth(value) or must_hoist(value)):
        write_choice(writer, text, value)
    elif isinstance(value, COMPREHENSIONS):
        write_comprehension(writer, text, value)
    else:
        found = operation(writer, value, hint or text)
        writer.put(Let(text, found))


def write_choice(writer, text, node):
    """`a or b`, `a and b`: the second is evaluated only when it is needed."""
    first, *rest = node.values
    assign(writer, text, first)
    for value in rest:
        test = name(text)
        if isinstance(node.op, gast.Or):
            test = gast.UnaryOp(gast.Not(), test)
        then = writer.inner(lambda value=value: assign(writer, text, value))
        writer.put(Branch(test, then))
