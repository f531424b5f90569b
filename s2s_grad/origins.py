"""Which statement of the user's a line of generated text stands for."""

from s2s_grad.code import every
from s2s_grad.syntax.emit import emit_statement
from s2s_grad.transform.render import node_of


def origin_of(program, text, line):
    """The Origin behind a line, or None.

    A forward line is found by its text, a backward line by the comment above it.
    """
    for definition in program.definitions:
        for statement in every((*definition.forward, *definition.backward)):
            origin = getattr(statement, "origin", None)
            if origin is None:
                continue
            shown = emit_statement(node_of(statement)).splitlines()[0]
            if shown.strip() == text:
                return origin
    return above(program, line)


def above(program, line):
    """The Origin of the nearest comment above a line."""
    lines = program.text.splitlines()[:line]
    for text in reversed(lines):
        text = text.strip()
        if text.startswith("# "):
            for definition in program.definitions:
                for statement in every(definition.backward):
                    origin = getattr(statement, "origin", None)
                    if origin is not None and origin.text == text[2:]:
                        return origin
    return None
