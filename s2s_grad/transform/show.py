"""Any stage of the code, printed as Python."""

import gast

from s2s_grad.code import Leave
from s2s_grad.syntax.emit import emit_statement
from s2s_grad.transform.render import block_nodes


def show(block):
    """The text of some statements."""
    return "\n".join(emit_statement(node) for node in block_nodes(block))


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
