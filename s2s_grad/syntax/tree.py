"""Small questions and small changes on expression trees (gast)."""

import gast

LOAD = gast.Load()
STORE = gast.Store()


def name(text):
    """A name that is read."""
    return gast.Name(text, LOAD, None, None)


def target(text):
    """A name that is written."""
    return gast.Name(text, STORE, None, None)


def constant(value):
    """A literal."""
    return gast.Constant(value, None)


def attribute(value, attr):
    """`value.attr`."""
    return gast.Attribute(value, attr, LOAD)


def dotted(text):
    """`np.linalg.inv` as a tree."""
    first, *rest = text.split(".")
    tree = name(first)
    for part in rest:
        tree = attribute(tree, part)
    return tree


def call(function, *arguments, **keywords):
    """`function(*arguments, **keywords)`; a string names the function."""
    if isinstance(function, str):
        function = dotted(function)
    named = [gast.keyword(key, value) for key, value in keywords.items()]
    return gast.Call(function, list(arguments), named)


def item(value, index):
    """`value[index]`."""
    return gast.Subscript(value, index, LOAD)


def tuple_of(elements):
    """A tuple display."""
    return gast.Tuple(list(elements), LOAD)


def list_of(elements):
    """A list display."""
    return gast.List(list(elements), LOAD)


def binary(left, operator, right):
    """`left operator right`; the operator is a gast class."""
    return gast.BinOp(left, operator(), right)


def negative(value):
    """`-value`."""
    return gast.UnaryOp(gast.USub(), value)


def parts(node):
    """The nodes directly below `node`."""
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, gast.AST):
            yield value
        elif isinstance(value, list):
            for entry in value:
                if isinstance(entry, gast.AST):
                    yield entry


def walk(node):
    """`node` and every node below it, parents first."""
    yield node
    for part in parts(node):
        yield from walk(part)


def names(node):
    """The names that an expression reads, as a set; none for None.

    >>> sorted(names(parse("x * w[i] + np.sum(x)")))
    ['i', 'np', 'w', 'x']
    """
    found = set()
    if node is not None:
        collect(node, found)
    return found


def collect(node, found):
    """Add the names read by `node` to `found`."""
    kind = type(node)
    if kind is gast.Name:
        found.add(node.id)
    elif kind is not gast.Constant:
        for part in parts(node):
            collect(part, found)


def count(node, wanted):
    """How often an expression reads the name `wanted`."""
    if isinstance(node, gast.Name):
        return int(node.id == wanted)
    return sum(count(part, wanted) for part in parts(node))


def change(node, function):
    """The tree with `function` applied to every node, children first."""
    return function(rebuild(node, lambda part: change(part, function)))


def rebuild(node, function):
    """`node` with `function` applied to the nodes directly below; shared when equal."""
    changed = {}
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, gast.AST):
            new = function(value)
            if new is not value:
                changed[field] = new
        elif isinstance(value, list):
            new = [function(v) if isinstance(v, gast.AST) else v for v in value]
            if any(a is not b for a, b in zip(new, value, strict=True)):
                changed[field] = new
    if not changed:
        return node
    fields = [changed.get(field, getattr(node, field, None)) for field in node._fields]
    return type(node)(*fields)


def substitute(node, mapping):
    """The expression with names replaced by expressions.

    >>> from s2s_grad.syntax.emit import emit_expression
    >>> emit_expression(substitute(parse("x + y"), {"x": parse("a * b")}))
    'a * b + y'
    """
    kind = type(node)
    if kind is gast.Name:
        return mapping.get(node.id, node)
    if kind is gast.Constant:
        return node
    return rebuild(node, lambda part: substitute(part, mapping))


def same(left, right):
    """Whether two expressions read alike."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    kind = type(left)
    if kind is gast.Name:
        return left.id == right.id
    if kind is gast.Constant:
        return type(left.value) is type(right.value) and left.value == right.value
    for field in left._fields:
        a, b = getattr(left, field, None), getattr(right, field, None)
        if field == "ctx":
            continue
        if isinstance(a, gast.AST):
            if not same(a, b):
                return False
        elif isinstance(a, list):
            if not isinstance(b, list) or len(a) != len(b):
                return False
            if not all(
                same(x, y) if isinstance(x, gast.AST) else x == y for x, y in zip(a, b, strict=True)
            ):
                return False
        elif a != b:
            return False
    return True


def parse(text):
    """One expression from text."""
    return gast.parse(text, mode="eval").body


def literal_value(node):
    """(whether a tree is a literal number or text, and its value)."""
    if isinstance(node, gast.Constant):
        return True, node.value
    negative = isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub)
    if negative and isinstance(node.operand, gast.Constant):
        found = node.operand.value
        if type(found) in (int, float):
            return True, -found
    return False, None


def is_atom(node):
    """Whether an expression is a name or a literal."""
    return isinstance(node, (gast.Name, gast.Constant))


def number(node):
    """The number a literal stands for (a minus sign allowed), or None."""
    if isinstance(node, gast.Constant):
        value = node.value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        inner = number(node.operand)
        return None if inner is None else -inner
    return None


def dotted_name(node):
    """`np.linalg.inv` as text, or None when the tree is anything else."""
    if isinstance(node, gast.Name):
        return node.id
    if isinstance(node, gast.Attribute):
        inner = dotted_name(node.value)
        return None if inner is None else f"{inner}.{node.attr}"
    return None


def function_text(node):
    """The dotted name of the function that a call calls, or ''."""
    if isinstance(node, gast.Call):
        return dotted_name(node.func) or ""
    return ""
