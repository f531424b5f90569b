"""Our statements as Python statements, with the user's lines as comments."""

import os
import textwrap

import gast

from s2s_grad import runtime
from s2s_grad.analysis.values import Number
from s2s_grad.code import (
    Add,
    Branch,
    Do,
    For,
    Leave,
    Let,
    Put,
    Restore,
    Save,
    Tried,
    Unpack,
    While,
)
from s2s_grad.rules.registry import PUBLIC, module_of
from s2s_grad.syntax.emit import emit
from s2s_grad.syntax.marks import Blank, Comment
from s2s_grad.syntax.tree import attribute, call, name, names, rebuild, same, target, walk
from s2s_grad.transform.products import without_minus


def module_text(definitions, head):
    """The text of a generated module."""
    functions = [function_node(definition) for definition in definitions]
    functions, renamed = with_helpers_renamed(functions)
    body = [Comment(head), *imports(functions, renamed), *functions]
    return emit(gast.Module(body, []))


def with_helpers_renamed(functions):
    """(functions, other names of helpers): a helper that shares its name with a
    variable of any function goes by another."""
    bound = {node.id for function in functions for node in stores(function)}
    called = {
        node.func.id
        for function in functions
        for node in walk_all(function)
        if isinstance(node, gast.Call) and isinstance(node.func, gast.Name)
    }
    clashes = sorted(text for text in bound & called if is_helper(text))
    if not clashes:
        return functions, {}
    renamed = {text: f"runtime_{text}" for text in clashes}
    return [with_calls(function, renamed) for function in functions], renamed


def with_calls(node, renamed):
    """The tree with functions that are called under other names."""
    if isinstance(node, (Comment, Blank)):
        return node
    node = rebuild(node, lambda part: with_calls(part, renamed))
    if isinstance(node, gast.Call) and isinstance(node.func, gast.Name):
        text = renamed.get(node.func.id, node.func.id)
        return gast.Call(name(text), node.args, node.keywords)
    return node


def is_helper(text):
    """Whether the runtime offers a function of this name."""
    found = getattr(runtime, text, None)
    return callable(found) and found.__module__.startswith("s2s_grad.runtime")


def imports(functions, renamed):
    """The imports that the functions need, NumPy first."""
    used, modules = set(), set()
    for function in functions:
        for node in walk_all(function):
            if isinstance(node, gast.Name):
                used.add(node.id)
            if isinstance(node, gast.Attribute):
                text = dotted(node)
                if text and text.startswith("scipy.") and text not in PUBLIC:
                    modules.add(module_of(text))
    bound = {node.id for f in functions for node in stores(f)}
    out = []
    for text in ("logging", "math", "warnings"):
        if text in used and text not in bound:
            out.append(gast.Import([gast.alias(text, None)]))
    if "np" in used:
        out.append(gast.Import([gast.alias("numpy", "np")]))
    for module in sorted(modules):
        out.append(gast.Import([gast.alias(module, None)]))
    helpers = sorted({text for text in used - bound if is_helper(text)} | set(renamed))
    plain = [gast.alias(text, None) for text in helpers if text not in renamed]
    groups = [plain] if plain else []
    groups += [[gast.alias(text, renamed[text])] for text in helpers if text in renamed]
    for group in sorted(groups, key=lambda aliases: aliases[0].name):
        out.append(gast.ImportFrom("s2s_grad.runtime", group, 0))
    return out


def dotted(node):
    """A dotted name as text."""
    if isinstance(node, gast.Name):
        return node.id
    if isinstance(node, gast.Attribute):
        inner = dotted(node.value)
        return None if inner is None else f"{inner}.{node.attr}"
    return None


def walk_all(node):
    """Every node below a function, our own marks left out."""
    for part in walk(node):
        if not isinstance(part, (Comment, Blank)):
            yield part


def stores(function):
    """The names that a function writes, its parameters included."""
    for node in walk_all(function):
        if isinstance(node, gast.Name) and not isinstance(node.ctx, gast.Load):
            yield node


def function_node(definition):
    """A definition as a Python function."""
    doc = textwrap.wrap(definition.doc, 78, break_long_words=False)
    body = [gast.Expr(gast.Constant("\n    ".join(doc), None))]
    body += block_nodes(unnested(definition.forward))
    if definition.backward:
        if definition.forward and not definition.title.endswith("_backward"):
            body.append(Blank())
        body += commented(definition.backward, [None])
    value = definition.results[0]
    body.append(gast.Return(value))
    parameters = [gast.Name(text, gast.Param(), None, None) for text in definition.parameters]
    arguments = gast.arguments(parameters, [], None, [], [], None, [])
    return gast.FunctionDef(definition.title, arguments, body, [], None, None, [])


def commented(block, last):
    """Backward statements, each group headed by the user's own line."""
    out = []
    for statement in block:
        origin = getattr(statement, "origin", None)
        if origin is not None and not isinstance(statement, (Branch, For, While)):
            key = (origin.line, origin.text)
            if key != last[0]:
                out.append(Comment(origin.text))
                last[0] = key
        match statement:
            case Branch():
                then = commented(statement.then, [last[0]])
                otherwise = commented(statement.otherwise, [last[0]])
                out.append(branch_node(statement.test, then, otherwise))
                last[0] = None
            case For():
                body = commented(statement.body, [None])
                out.append(gast.For(stored(statement.target), statement.sequence, body, [], None))
                last[0] = None
            case While():
                body = commented(statement.body, [None])
                out.append(gast.While(statement.test, body, []))
                last[0] = None
            case _:
                out.append(node_of(statement))
    return out


def block_nodes(block):
    """Forward statements, without comments."""
    return [node_of(statement) for statement in block]


def unnested(block):
    """The block with what follows a break taken out of the else arm."""
    out = []
    for position, statement in enumerate(block):
        match statement:
            case Branch():
                then, otherwise = unnested(statement.then), unnested(statement.otherwise)
                last = position == len(block) - 1 and not isinstance(statement.test, Tried)
                statement = Branch(statement.test, then, otherwise, statement.origin)
                if last and then and isinstance(then[-1], Leave) and otherwise:
                    out.append(Branch(statement.test, then, (), statement.origin))
                    out += otherwise
                    continue
            case For():
                body = unnested(statement.body)
                statement = For(statement.target, statement.sequence, body, statement.origin)
            case While():
                statement = While(statement.test, unnested(statement.body), statement.origin)
        out.append(statement)
    return tuple(out)


def branch_node(test, then, otherwise):
    """An if statement; `else: if` becomes `elif` by itself."""
    return gast.If(test, then or [gast.Pass()], otherwise)


def node_of(statement):
    """One statement as Python."""
    match statement:
        case Let(name=text, value=value):
            return let_node(text, value, statement)
        case Unpack(names=texts, value=value):
            elements = [target(text) for text in texts]
            return gast.Assign([gast.Tuple(elements, gast.Store())], value, None)
        case Put(place=place, value=value):
            return gast.Assign([place], value, None)
        case Do(value=value):
            return gast.Expr(value)
        case Branch(test=Tried() as test, then=then, otherwise=otherwise):
            body, handler = block_nodes(then), block_nodes(otherwise) or [gast.Pass()]
            read = any(test.error.id in names(node) for node in handler)
            error = test.error.id if read else None
            return gast.Try(body, [gast.ExceptHandler(test.kinds, error, handler)], [], [])
        case Branch(test=test, then=then, otherwise=otherwise):
            return branch_node(test, block_nodes(then), block_nodes(otherwise))
        case For(target=place, sequence=sequence, body=body):
            return gast.For(stored(place), sequence, block_nodes(body), [], None)
        case While(test=test, body=body):
            return gast.While(test, block_nodes(body), [])
        case Leave(kind="break"):
            return gast.Break()
        case Leave(kind="return", value=value):
            return gast.Return(value)
        case Leave(kind="raise", value=value):
            return gast.Raise(value, None)
        case Add(name=text, value=value, index=index):
            place = target(text) if index is None else index
            return added(place, value)
        case Save(stack=stack, name=text, index=None):
            return gast.Expr(call(attribute(name(stack), "append"), name(text)))
        case Save(stack=stack, name=text, index=index):
            return gast.Expr(call(attribute(name(stack), "insert"), index, name(text)))
        case Restore(stack=stack, name=text, index=index):
            where = [] if index is None else [index]
            value = call(attribute(name(stack), "pop"), *where)
            if text == "_":
                return gast.Expr(value)
            return gast.Assign([target(text)], value, None)
    raise AssertionError(statement)


def stored(node):
    """A loop target as Python wants it."""
    if isinstance(node, gast.Name):
        return target(node.id)
    return gast.Tuple([stored(entry) for entry in node.elts], gast.Store())


def augments(statement):
    """Whether the user wrote `x += value` for a number."""
    value, origin = statement.value, statement.origin
    if origin is None or not isinstance(value, gast.BinOp):
        return False
    if not isinstance(statement.fact, Number) or not same(value.left, name(statement.name)):
        return False
    return (
        origin.text.startswith(f"{statement.name} ")
        and "= " in origin.text[:24]
        and (origin.text[len(statement.name) + 1] in "+-*/")
    )


def let_node(text, value, statement=None):
    """`x = value`; a count as `passes += 1`."""
    counting = (
        isinstance(value, gast.BinOp)
        and isinstance(value.op, gast.Add)
        and same(value.left, name(text))
        and isinstance(value.right, gast.Constant)
    )
    if statement is not None and augments(statement):
        return gast.AugAssign(target(text), value.op, value.right)
    if counting and text.startswith("passes"):
        return gast.AugAssign(target(text), gast.Add(), value.right)
    return gast.Assign([target(text)], value, None)


def added(place, value):
    """`place += value`, or `-=` when the value is negative."""
    negative = without_minus(value)
    if negative is not None:
        return gast.AugAssign(place, gast.Sub(), negative)
    return gast.AugAssign(place, gast.Add(), value)


def shown_file(file):
    """The file as seen from the folder of its project."""
    folder = os.path.dirname(os.path.abspath(file))
    if file.startswith("<"):
        return file
    seen = folder
    for _ in range(12):
        marks = ("pyproject.toml", ".git", "setup.py", "setup.cfg")
        if any(os.path.exists(os.path.join(seen, mark)) for mark in marks):
            return os.path.relpath(file, seen).replace(os.sep, "/")
        above = os.path.dirname(seen)
        if above == seen:
            break
        seen = above
    return os.path.basename(file)
