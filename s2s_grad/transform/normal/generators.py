"""Generators as functions that return the list of what they yield."""

import copy

import gast

from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.tree import attribute, call, list_of, name, target
from s2s_grad.transform.cells import nonlocals, own_nodes

YIELDED = "yielded"
YIELD = "__yield__"
YIELDS = (gast.Yield, gast.YieldFrom)
ADVICE = "Collect the values in a list and return it."


def is_generator(tree):
    """Whether a definition is one of a generator."""
    return any(isinstance(node, YIELDS) for node in own_nodes(tree))


def refuse_generator(source):
    """A generator is no function to be differentiated; called inside one, it is a list."""
    for node in own_nodes(source.tree):
        if isinstance(node, YIELDS):
            refuse(source, node, "the gradient of a generator")


def as_list(source, tree):
    """The definition of a function that returns a list of what the generator yields."""
    if isinstance(tree, gast.Lambda):
        refuse(source, tree, "a lambda that yields")
    if nonlocals(tree):
        refuse(source, tree, "a generator that writes to nonlocal names")
    taken = {node.id for node in gast.walk(tree) if isinstance(node, gast.Name)}
    text = YIELDED
    while text in taken:
        text += "_"
    first = at(gast.Assign([target(text)], list_of([]), None), tree.body[0])
    last = at(gast.Return(name(text)), tree.body[-1])
    body = [first, *collected(source, tree.body, text), last]
    changed = copy.copy(tree)
    changed.body = body
    return changed


def collected(source, statements, text):
    """The statements with every yield as an append to the list."""
    return [collecting(source, statement, text) for statement in statements]


def collecting(source, node, text):
    """One statement with its yields as appends."""
    match node:
        case gast.Expr(value=gast.Yield(value=value)):
            value = gast.Constant(None, None) if value is None else value
            return at(gast.Expr(call(attribute(name(text), "append"), value)), node)
        case gast.Expr(value=gast.YieldFrom(value=value)):
            return at(gast.Expr(call(attribute(name(text), "extend"), value)), node)
        case gast.Return():
            return at(gast.Return(name(text)), node)
        case gast.FunctionDef() | gast.ClassDef():
            return node
        case gast.While() if is_endless(node):
            refuse(source, node, "a generator that never ends")
    changed = copy.copy(node)
    for field in ("body", "orelse", "finalbody"):
        if isinstance(getattr(node, field, None), list):
            setattr(changed, field, collected(source, getattr(node, field), text))
    for field in ("handlers", "cases"):
        if getattr(node, field, None):
            parts = [copy.copy(part) for part in getattr(node, field)]
            for part in parts:
                part.body = collected(source, part.body, text)
            setattr(changed, field, parts)
    if changed is node or any(isinstance(part, YIELDS) for part in expressions(changed)):
        refuse(source, node, "a generator that is sent values")
    return changed


def expressions(node):
    """The expressions that belong to a statement itself."""
    pending = [part for part in gast.iter_child_nodes(node) if isinstance(part, gast.expr)]
    while pending:
        part = pending.pop()
        yield part
        if not isinstance(part, gast.Lambda):
            pending += list(gast.iter_child_nodes(part))


def is_endless(node):
    """Whether a while loop with a yield has no way out of its own."""
    test = node.test
    if not (isinstance(test, gast.Constant) and test.value):
        return False
    inside = [part for statement in node.body for part in gast.walk(statement)]
    leaves = any(isinstance(part, (gast.Break, gast.Return)) for part in inside)
    return not leaves and any(isinstance(part, YIELDS) for part in inside)


def as_manager(source, tree):
    """The definition behind contextlib.contextmanager, its one yield a call of ours."""
    before, found, after = parted(source, tree, list(tree.body))
    changed = copy.copy(tree)
    value = found.value.value
    value = gast.Constant(None, None) if value is None else value
    changed.body = [*before, at(gast.Expr(call(YIELD, value)), found), *after]
    return changed


def parted(source, tree, statements):
    """(statements before the yield, the yield, those after it)."""
    for position, node in enumerate(statements):
        if not any(isinstance(part, YIELDS) for part in gast.walk(node)):
            continue
        before, rest = statements[:position], statements[position + 1 :]
        if isinstance(node, gast.Expr) and isinstance(node.value, gast.Yield):
            return before, node, rest
        if isinstance(node, gast.Try) and not node.handlers and not node.orelse:
            first, found, last = parted(source, tree, list(node.body))
            return [*before, *first], found, [*last, *node.finalbody, *rest]
        break
    raise UnsupportedSyntax(
        "S104",
        "a context manager whose yield stands in a loop, a branch or under except",
        source.origin(tree),
        "Let it yield once, at the top of its body or under try and finally.",
    )


def at(node, where):
    """A new node at the place of another one."""
    return gast.copy_location(node, where)


def refuse(source, node, what):
    """Refuse a generator that cannot be written as a list."""
    raise UnsupportedSyntax("S104", f"{what} is not supported", source.origin(node), ADVICE)
