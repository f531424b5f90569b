"""Names and literals for the values of expressions."""

import gast

from s2s_grad.syntax.tree import function_text, name, number
from s2s_grad.transform.normal.writer import COMPREHENSIONS

OPERATIONS = {
    gast.Add: "add",
    gast.Sub: "sub",
    gast.Mult: "mul",
    gast.Div: "div",
    gast.FloorDiv: "floor",
    gast.Mod: "mod",
    gast.Pow: "pow",
    gast.MatMult: "matmul",
    gast.USub: "neg",
    gast.UAdd: "pos",
    gast.Invert: "invert",
}


def atom(writer, node, hint):
    """A name or literal for the value of `node`."""
    if isinstance(node, (gast.Name, gast.Constant)):
        return node
    if number(node) is not None:
        return node
    found = writer.temporary(f"{hint}_{operation_name(node)}")
    writer.assign(writer, found, node, hint)
    return name(found)


def operation_name(node):
    """What to call the result of an operation: `add`, `matmul`, `sum`, `T`."""
    match node:
        case gast.BinOp(op=op) | gast.UnaryOp(op=op):
            return OPERATIONS.get(type(op), "not")
        case gast.Call(func=gast.Attribute(attr=attr)):
            return attr
        case gast.Call(func=gast.Name(id=text)):
            return text
        case gast.Attribute(attr=attr):
            return attr
        case gast.Subscript():
            return "item"
        case gast.IfExp() | gast.BoolOp():
            return "choice"
        case gast.Lambda():
            return "function"
        case gast.Compare():
            return "test"
        case gast.Tuple() | gast.List() | gast.Dict():
            return "items"
        case _ if isinstance(node, COMPREHENSIONS):
            return "items"
        case _:
            return "value"


def simple_or_atom(writer, node, hint):
    """The expression itself when it is cheap and calls nothing, else an atom."""
    return node if is_simple(node) else atom(writer, node, hint)


def is_simple(node):
    """Names, literals and arithmetic on them, `len(x)`, `x.shape[0]`."""
    match node:
        case gast.Name() | gast.Constant():
            return True
        case gast.BinOp(left=left, right=right):
            return is_simple(left) and is_simple(right)
        case gast.UnaryOp(op=gast.USub(), operand=operand):
            return is_simple(operand)
        case gast.Subscript(
            value=gast.Attribute(value=gast.Name(), attr="shape"),
            slice=gast.Constant(),
        ):
            return True
        case gast.Attribute(value=gast.Name(), attr="size" | "ndim"):
            return True
        case gast.Call(func=gast.Name(id="len"), args=[gast.Name()], keywords=[]):
            return True
        case _:
            return False


def indexed(writer, node):
    """An index with its simple parts kept and the others made atoms."""
    match node:
        case gast.Tuple(elts=elts) if not has_star(node):
            return gast.Tuple([indexed(writer, e) for e in elts], gast.Load())
        case gast.Slice(lower=lower, upper=upper, step=step):
            bounds = [
                None if bound is None else simple_or_atom(writer, bound, "index")
                for bound in (lower, upper, step)
            ]
            return gast.Slice(*bounds)
        case _:
            return simple_or_atom(writer, node, "index")


def iterated(writer, node):
    """The sequence of a for loop: known wrappers stay, what they wrap is an atom."""
    if isinstance(node, gast.Call) and isinstance(node.func, gast.Name):
        if node.func.id in ("range", "enumerate", "zip", "reversed", "len"):
            arguments = [iterated(writer, entry) for entry in node.args]
            words = [
                gast.keyword(word.arg, simple_or_atom(writer, word.value, "item"))
                for word in node.keywords
            ]
            return gast.Call(node.func, arguments, words)
        if node.func.id in ("list", "tuple") and len(node.args) == 1:
            inner = node.args[0]
            if function_text(inner) in ("range", "enumerate", "zip", "reversed"):
                return gast.Call(node.func, [iterated(writer, inner)], [])
    return simple_or_atom(writer, node, "items")


def has_star(node):
    """Whether a display has a starred entry."""
    return any(isinstance(entry, gast.Starred) for entry in node.elts)
