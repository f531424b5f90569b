"""The tangent of an expression, from the tangents of the names in it; None is zero."""

import gast

from s2s_grad.analysis.values import Array, Known, is_number
from s2s_grad.code import Let
from s2s_grad.syntax.tree import (
    attribute,
    binary,
    call,
    constant,
    function_text,
    item,
    name,
    names,
    number,
    rebuild,
    same,
    substitute,
    tuple_of,
)
from s2s_grad.transform.facts import Facts
from s2s_grad.transform.operations import bound_rule, operation_of
from s2s_grad.transform.simplify import simplify
from s2s_grad.transform.tangents.templates import spelled_out

OUT = "@out"
SEED = "d_each"  # what the gradients of `by_gradients` start from


def tangent(memory, node):
    """The tangent of an expression, or None where it is zero."""
    match node:
        case gast.Name(id=text):
            return name(memory.dot(text)) if memory.is_active(text) else None
        case gast.Constant():
            return None
        case gast.Tuple(elts=elts):
            found = entries(memory, elts)
            return None if found is None else tuple_of(found)
        case gast.List(elts=elts):
            found = entries(memory, elts)
            return None if found is None else gast.List(found, gast.Load())
        case gast.Dict(keys=keys, values=values):
            found = entries(memory, values)
            return None if found is None else gast.Dict(keys, found)
        case gast.Starred(value=value):
            found = tangent(memory, value)
            return None if found is None else gast.Starred(found, gast.Load())
        case gast.Subscript(value=base, slice=index):
            found = tangent(memory, base)
            if found is not None and isinstance(base, gast.Name):
                if is_number(memory.facts.get(base.id)):  # a Python number has no items
                    found = call("np.asarray", found)
            return None if found is None else item(found, index)
    if not any(memory.is_active(text) for text in names(node)):
        return None
    if function_text(node) in ("list", "tuple"):
        return call(function_text(node), *[tangent(memory, entry) for entry in node.args])
    return of_operation(memory, node)


def entries(memory, trees):
    """The tangents of several expressions, zeros included; None when all are zero."""
    found = [tangent(memory, tree) for tree in trees]
    if all(part is None for part in found):
        return None
    pairs = zip(found, trees, strict=True)
    return [zeros(memory, tree) if part is None else part for part, tree in pairs]


def zeros(memory, tree):
    """Zeros in the structure of an expression."""
    match tree:
        case gast.Tuple(elts=elts):
            return tuple_of([zeros(memory, entry) for entry in elts])
        case gast.List(elts=elts):
            return gast.List([zeros(memory, entry) for entry in elts], gast.Load())
        case gast.Dict(keys=keys, values=values):
            return gast.Dict(keys, [zeros(memory, entry) for entry in values])
        case gast.Starred(value=value):
            return gast.Starred(zeros(memory, value), gast.Load())
    if number(tree) is not None:
        return constant(0.0)
    if isinstance(tree, gast.Constant):
        return constant(None)
    return zeros_of(Facts(memory.facts).of(tree), tree)


def zeros_of(fact, tree):
    """Zeros like a value of which this is known."""
    if is_number(fact):
        return constant(0.0)
    if isinstance(fact, Known):
        return constant(None)
    if isinstance(fact, Array):
        return call("np.zeros_like", tree)
    return call("zeros_like", tree)


def of_operation(memory, node):
    """The tangent of a call, an operator or an attribute, by its rule."""
    function, arguments, keywords = operation_of(node)
    rule, mapping = bound_rule(function, arguments, keywords)
    assert rule is not None, f"no rule takes {gast.dump(node)[:200]}"
    if rule.kind == "constant":
        return None
    if "owner" in rule.asks:
        mapping["owner"] = node.func.value
    dots = {}
    for key in rule.active:
        tree = mapping.get(key)
        if tree is not None:
            found = argument_tangent(memory, tree)
            if found is not None:
                dots[key] = found
    if not dots:
        return None
    if rule.tangent_python is not None:
        return by_template(memory, rule, mapping, dots)
    if rule.multilinear:
        return by_operands(memory, node, rule, mapping)
    if rule.kind == "linear":
        (key,) = dots
        return moved(node, mapping[key], dots[key])
    if rule.kind == "elementwise":
        return by_partials(memory, rule, mapping, dots)
    return by_gradients(memory, rule, mapping, dots)


def by_gradients(memory, rule, mapping, dots):
    """The tangent from a rule that says nothing of forward mode, number by number."""
    if len(dots) == 1 and rule.lone and next(iter(dots)) in rule.lone:
        rule = rule.lone[next(iter(dots))]
    trees = {key: as_tree(tree) for key, tree in mapping.items()}
    trees |= {"out": name(OUT), "d_out": name(SEED)}
    for text, expression in rule.body:
        trees[text] = substitute(expression, trees)
    pairs = zip(rule.active, rule.results, strict=True)
    found = [substitute(result, trees) for key, result in pairs if key in dots]
    body = found[0] if len(found) == 1 else tuple_of(found)
    arguments = gast.arguments(
        [gast.Name(SEED, gast.Param(), None, None)], [], None, [], [], None, []
    )
    moving = [dots[key] for key in rule.active if key in dots]
    return call("moved_along", gast.Lambda(arguments, body), name(OUT), *moving)


def argument_tangent(memory, tree):
    """The tangent of an argument; starred ones stand in a tuple."""
    if isinstance(tree, tuple):
        return entries(memory, tree) and tuple_of(entries(memory, tree))
    return tangent(memory, tree)


def moved(node, old, new):
    """An operation with one operand replaced."""
    if isinstance(old, tuple):
        found = dict(zip(map(id, old), new.elts, strict=True))
    else:
        found = {id(old): new}
    function = function_text(node)
    if isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute):
        receiver = node.func.value
        if id(receiver) in found and not function.startswith("np."):
            own = attribute(found[id(receiver)], node.func.attr)
            return gast.Call(own, node.args, node.keywords)
    return rebuild(node, lambda part: inner(part, found))


def by_operands(memory, node, rule, mapping):
    """The sum over the operands of the operation with that one moving."""
    total = None
    for key in rule.active:
        trees = mapping[key] if isinstance(mapping[key], tuple) else (mapping[key],)
        for tree in trees:
            found = tangent(memory, tree)
            if found is not None:
                if isinstance(tree, gast.Starred):
                    memory.refuse(operation_of(node)[0])
                term = moved(node, tree, found)
                total = term if total is None else binary(total, gast.Add, term)
    return total


def inner(part, found):
    """A part of an operation, with the operand replaced."""
    if id(part) in found:
        return found[id(part)]
    if isinstance(part, gast.keyword) and id(part.value) in found:
        return gast.keyword(part.arg, found[id(part.value)])
    return part


def by_partials(memory, rule, mapping, dots):
    """The sum of partial derivatives times tangents."""
    if len(dots) == 1 and rule.lone and next(iter(dots)) in rule.lone:
        rule = rule.lone[next(iter(dots))]
    trees = template_trees(memory, rule.body, mapping)
    total = None
    for key, result in zip(rule.active, rule.results, strict=True):
        if key not in dots:
            continue
        product = binary(substitute(result, trees), gast.Mult, dots[key])
        product = simplify(product, Facts(memory.facts))
        if total is not None and same(total, product):
            total = simplify(binary(constant(2), gast.Mult, total), Facts(memory.facts))
        else:
            total = product if total is None else binary(total, gast.Add, product)
    return total if fills(memory, total, mapping) else call("spread", total, name(OUT))


def template_trees(memory, body, mapping):
    """What stands for each name of a rule; its assignments become steps of ours."""
    trees = {key: as_tree(tree) for key, tree in mapping.items()}
    trees["out"] = name(OUT)
    for text, expression in body:
        found = memory.temporary(f"{memory.label}_{text}")
        value = substitute(expression, trees)
        memory.steps.append(Let(found, value, memory.origin))
        trees[text] = name(found)
    return trees


def as_tree(tree):
    """An argument as an expression; starred ones become a tuple."""
    return tuple_of(list(tree)) if isinstance(tree, tuple) else tree


def fills(memory, total, mapping):
    """Whether a tangent has the shape of the result as it stands: each array among the
    arguments has a part in it."""
    read = names(total)
    if OUT in read:
        return True
    for tree in mapping.values():
        for part in tree if isinstance(tree, tuple) else (tree,):
            if part is None or number(part) is not None or isinstance(part, gast.Constant):
                continue
            fact = Facts(memory.facts).of(part)
            if is_number(fact):
                continue
            texts = names(part) - {"np"}
            texts |= {memory.dot(text) for text in texts if memory.is_active(text)}
            if not texts & read:
                return False
    return True


def by_template(memory, rule, mapping, dots):
    """The forward mode that a rule spells out, without its terms that are zero."""
    body, found, left = spelled_out(rule, frozenset(dots))
    if found is None:
        return None
    trees = dict(mapping)
    for key in rule.active:
        if key in dots:
            trees[f"{key}_dot"] = dots[key]
        elif f"{key}_dot" in left:
            trees[f"{key}_dot"] = zeros(memory, as_tree(mapping[key]))
    return substitute(found, template_trees(memory, body, trees))
