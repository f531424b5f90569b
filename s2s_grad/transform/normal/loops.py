"""Loops in normal form: their targets plain names, their else clauses branches."""

from dataclasses import replace

import gast

from s2s_grad.code import Branch, For, Leave, Let, While
from s2s_grad.syntax.tree import constant, name
from s2s_grad.transform.normal.atoms import iterated
from s2s_grad.transform.normal.conditions import must_hoist, write_test
from s2s_grad.transform.normal.targets import loop_target, write_target


def write_for(writer, node):
    """A for loop, with its else clause as a branch on a flag."""
    origin = writer.origin
    sequence = iterated(writer, node.iter)
    target, unpacking = loop_target(writer, node.target)

    def fill():
        for place, found in unpacking:
            write_target(writer, place, found)
        writer.write_block(writer, node.body)

    broke = writer.temporary("broke") if node.orelse else None
    if broke:
        writer.put(Let(broke, constant(False)))
    body = flag_breaks(writer.inner(fill), broke)
    writer.origin = origin
    writer.put(For(target, sequence, body))
    write_else(writer, node.orelse, broke)


def write_else(writer, orelse, broke):
    """The else clause of a loop."""
    if broke:
        inside = writer.inner(lambda: writer.write_block(writer, orelse))
        writer.put(Branch(gast.UnaryOp(gast.Not(), name(broke)), inside))


def flag_breaks(body, broke):
    """`broke = True` before every break that leaves this loop."""
    if broke is None:
        return body
    out = []
    for statement in body:
        match statement:
            case Leave(kind="break"):
                out += [Let(broke, constant(True), statement.origin), statement]
            case Branch():
                then = flag_breaks(statement.then, broke)
                otherwise = flag_breaks(statement.otherwise, broke)
                out.append(replace(statement, then=then, otherwise=otherwise))
            case _:
                out.append(statement)
    return tuple(out)


def write_while(writer, node):
    """A while loop; a test that must be written out moves into the body."""
    origin = writer.origin
    broke = writer.temporary("broke") if node.orelse else None
    if broke:
        writer.put(Let(broke, constant(False)))
    if must_hoist(node.test):

        def fill():
            writer.origin = origin
            condition = write_test(writer, node.test)
            leave = writer.inner(lambda: writer.put(Leave("break")))
            writer.put(Branch(gast.UnaryOp(gast.Not(), condition), leave))
            for statement in flag_breaks(body, broke):
                writer.block.append(statement)

        body = writer.inner(lambda: writer.write_block(writer, node.body))
        test, body = constant(True), writer.inner(fill)
    else:
        test = write_test(writer, node.test)
        body = flag_breaks(writer.inner(lambda: writer.write_block(writer, node.body)), broke)
    writer.origin = origin
    writer.put(While(test, body))
    write_else(writer, node.orelse, broke)
