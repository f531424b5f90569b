"""Any stage of the code, printed as Python, and read from it."""

import gast

from s2s_grad.code import Branch, Do, For, Leave, Let, While
from s2s_grad.syntax.emit import emit_statement
from s2s_grad.transform.render import block_nodes


def show(block):
    """The text of some statements."""
    return "\n".join(emit_statement(node) for node in block_nodes(block))


def read(text):
    """Statements from their text, for examples and tests."""
    return tuple(map(statement_of, gast.parse(text).body))


def statement_of(node):
    """One of our statements from one of Python's."""

    def block(nodes):
        return tuple(map(statement_of, nodes))

    match node:
        case gast.Assign(targets=[gast.Name(id=text)], value=value):
            return Let(text, value)
        case gast.If(test=test, body=body, orelse=orelse):
            return Branch(test, block(body), block(orelse))
        case gast.For(target=target, iter=sequence, body=body):
            return For(target, sequence, block(body))
        case gast.While(test=test, body=body):
            return While(test, block(body))
        case gast.Return(value=value):
            return Leave("return", value)
        case gast.Break() | gast.Continue():
            return Leave(type(node).__name__.lower())
        case gast.Expr(value=value):
            return Do(value)
    raise AssertionError(node)


def show_unit(unit):
    """The text of a function as it is being worked on."""
    parameters = ", ".join(text for text, _ in unit.all_parameters())
    lines = show(unit.body).splitlines()
    last = Leave("return", unit.returned)
    lines.append(f"return {show_value(last.value)}")
    return f"def {unit.title}({parameters}):\n" + "\n".join(f"    {x}" for x in lines)


def show_value(value):
    """The text of an expression."""
    return emit_statement(gast.Expr(value))
