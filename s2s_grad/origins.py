"""Which statement of the user's a line of generated text stands for."""

import ast

from s2s_grad.code import every
from s2s_grad.transform.render import unnested


def origin_of(program, line):
    """The Origin behind a line of a program's text, or None.

    The statements of the text stand in the order of ours, so they are counted in step.
    """
    for function in ast.parse(program.text).body:
        if isinstance(function, ast.FunctionDef) and covers(function, line):
            for definition in program.definitions:
                if definition.title == function.name:
                    return origin_in(definition, function, line)
    return None


def origin_in(definition, function, line):
    """The Origin behind a line of one generated function, or None."""
    ours = [*every(unnested(definition.forward)), *every(definition.backward)]
    *nodes, _ = statements(function.body[1:])  # without docstring and return
    if len(ours) != len(nodes):
        return None
    found = None
    for statement, node in zip(ours, nodes, strict=True):
        if node.lineno > line:
            break
        if statement.origin is not None:
            found = statement.origin
    return found


def statements(block):
    """All statements, inner ones included, in order of the text."""
    for node in block:
        if not isinstance(node, ast.Pass):
            yield node
        yield from statements(getattr(node, "body", ()))
        yield from statements(getattr(node, "orelse", ()))


def covers(node, line):
    """Whether a node of the text spans a line."""
    return node.lineno <= line <= node.end_lineno
