"""User code to normal form: our statements, one operation each, origins kept."""

import gast

from s2s_grad.code import Branch, Do, Function, Leave, Let
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.names import Names
from s2s_grad.syntax.tree import call, name, walk
from s2s_grad.transform.cells import bound_names, nonlocals, shared_names
from s2s_grad.transform.normal.assignments import (
    assign,
    write_assign,
    write_augmented,
    write_return,
)
from s2s_grad.transform.normal.atoms import atom
from s2s_grad.transform.normal.conditions import opaque, write_test
from s2s_grad.transform.normal.generators import as_list, is_generator, refuse_generator
from s2s_grad.transform.normal.imports import write_delete, write_import, write_import_from
from s2s_grad.transform.normal.loops import write_for, write_while
from s2s_grad.transform.normal.matching import write_match
from s2s_grad.transform.normal.operations import operation, with_plain_defaults
from s2s_grad.transform.normal.trying import write_try, write_with
from s2s_grad.transform.normal.writer import Closure, Writer
from s2s_grad.transform.structure import settle


def normalize(source):
    """The function behind `source` in our statements, with one return at the end.

    Each `Let` holds one operation on names and literals. Early returns, `continue`
    and code after a `break` become branches.
    """
    tree = source.tree
    if isinstance(tree, gast.AsyncFunctionDef):
        raise UnsupportedSyntax(
            "S105",
            "a coroutine function cannot be differentiated",
            source.origin(tree),
            "Differentiate a plain function that returns the value.",
        )
    refuse_generator(source)
    return normal_function(source, tree, ())


def normal_function(source, tree, taken):
    """A definition or lambda, at any depth, in normal form; `taken` names are avoided."""
    if is_generator(tree):
        tree = as_list(source, tree)
    parameters = parameter_names(tree.args)
    user = {node.id for node in walk(tree) if isinstance(node, gast.Name)}
    user |= set(parameters) | defined_names(tree)
    own = bound_names(tree)
    writer = Writer(source, Names(user | set(taken)), frozenset(user), assign, write_block)
    writer.stored = own
    if isinstance(tree, gast.Lambda):
        writer.origin = source.origin(tree)
        write_return(writer, tree.body)
    else:
        write_block(writer, tree.body)
    body = settle(tuple(writer.block), writer)
    return Function(
        name="lambda" if isinstance(tree, gast.Lambda) else tree.name,
        parameters=tuple(parameters),
        body=body,
        made=frozenset(writer.made),
        signature=tree.args,
        bound=frozenset(own),
        shared=frozenset(shared_names(tree, own)),
        outer=frozenset(nonlocals(tree)),
    )


def defined_names(tree):
    """Names that definitions bind inside `tree`."""
    found = set()
    for node in walk(tree):
        if isinstance(node, (gast.FunctionDef, gast.ClassDef)):
            found.add(node.name)
    return found


def parameter_names(arguments):
    """All parameters of a signature in order, starred ones included."""
    entries = list(arguments.posonlyargs) + list(arguments.args)
    entries += [arguments.vararg] if arguments.vararg else []
    entries += list(arguments.kwonlyargs)
    entries += [arguments.kwarg] if arguments.kwarg else []
    return [entry.id for entry in entries]


def write_block(writer, statements):
    """Write a list of the user's statements."""
    for statement in statements:
        writer.origin = writer.source.origin(statement)
        write_statement(writer, statement)


def write_statement(writer, node):
    """Write one of the user's statements."""
    match node:
        case gast.Expr(value=gast.Constant()) | gast.Pass():
            pass
        case gast.Expr(value=value):
            writer.put(Do(operation(writer, value, "out")))
        case gast.Assign(targets=targets, value=value):
            write_assign(writer, targets, value)
        case gast.AnnAssign(target=target, value=value):
            if value is not None:
                write_assign(writer, [target], value)
        case gast.AugAssign():
            write_augmented(writer, node)
        case gast.Return(value=value):
            write_return(writer, value)
        case gast.If(test=test, body=body, orelse=orelse):
            origin = writer.origin
            condition = write_test(writer, test)
            then = writer.inner(lambda: write_block(writer, body))
            otherwise = writer.inner(lambda: write_block(writer, orelse))
            writer.origin = origin
            writer.put(Branch(condition, then, otherwise))
        case gast.For():
            write_for(writer, node)
        case gast.While():
            write_while(writer, node)
        case gast.Break():
            writer.put(Leave("break"))
        case gast.Continue():
            writer.put(Leave("continue"))
        case gast.FunctionDef():
            write_definition(writer, node)
        case gast.Import(names=names):
            write_import(writer, names)
        case gast.ImportFrom():
            write_import_from(writer, node)
        case gast.Delete(targets=targets):
            write_delete(writer, targets)
        case gast.Match():
            write_match(writer, node)
        case gast.AsyncFunctionDef() | gast.AsyncFor() | gast.AsyncWith():
            writer.refuse(
                node,
                "S105",
                "an async statement is not supported",
                "Write the plain statement, without async.",
            )
        case gast.Assert(test=test, msg=msg):
            write_assert(writer, test, msg)
        case gast.Raise(exc=exc):
            value = None if exc is None else opaque(writer, exc, "error")
            writer.put(Leave("raise", value))
        case gast.Nonlocal():
            pass  # the names stand in `Function.outer`
        case gast.Global(names=texts):
            write_global(writer, node, texts)
        case gast.With():
            write_with(writer, node)
        case gast.Try() | gast.TryStar():
            write_try(writer, node)
        case _:
            writer.refuse(
                node,
                "S101",
                f"this statement ({type(node).__name__}) is not supported",
                "Write it with assignments, branches, loops and calls.",
            )


def write_definition(writer, node):
    """A function defined inside, and what its decorators make of it."""
    decorators = [atom(writer, entry, "decorator") for entry in node.decorator_list]
    writer.put(Let(node.name, Closure(with_plain_defaults(writer, node))))
    for decorator in reversed(decorators):
        writer.put(Let(node.name, call(decorator, name(node.name))))


def write_global(writer, node, texts):
    """A `global` statement, under which names may be read."""
    written = sorted(set(texts) & writer.stored)
    if written:
        writer.refuse(
            node,
            "S106",
            f"the global name {written[0]!r} is written",
            "Pass the value in as an argument and return the new one.",
        )


def write_assert(writer, test, msg):
    """`assert test, msg` as a branch that raises."""
    condition = write_test(writer, test)
    arguments = [] if msg is None else [opaque(writer, msg, "message")]
    error = call("AssertionError", *arguments)
    refusal = writer.inner(lambda: writer.put(Leave("raise", error)))
    writer.put(Branch(gast.UnaryOp(gast.Not(), condition), refusal))
