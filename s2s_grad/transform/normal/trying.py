"""try and with statements in normal form: branches on how a body ended, and calls at its exits."""

import contextlib
from dataclasses import replace

import gast

from s2s_grad.code import Branch, For, Leave, Let, Tried, Unpack, While, every
from s2s_grad.syntax.tree import call, constant, dotted_name, name, names, tuple_of
from s2s_grad.transform.normal.atoms import atom
from s2s_grad.transform.normal.targets import write_target

ADVICE = "Move it outside the differentiated function."


def write_try(writer, node):
    """A try statement: the body, a branch for its handlers, and what stands under finally."""
    if isinstance(node, gast.TryStar):
        writer.refuse(node, "S107", "a try statement with except* is not supported", ADVICE)
    origin = writer.origin
    last = writer.inner(lambda: writer.write_block(writer, node.finalbody))
    if any(isinstance(statement, Leave) for statement in every(last)):
        writer.refuse(
            node.finalbody[0],
            "S107",
            "a finally block that returns, breaks or raises is not supported",
            "Let the function return behind the try statement.",
        )

    def fill():
        writer.origin = origin
        if node.handlers:
            write_handled(writer, node)
        else:
            writer.write_block(writer, [*node.body, *node.orelse])

    block = writer.inner(fill)
    writer.block += with_exit(writer, node, block, last) if last else block
    writer.block += last
    writer.origin = origin


def write_handled(writer, node):
    """The body as one arm of a branch, its handlers as the other."""
    origin = writer.origin
    error = writer.temporary("error")
    kinds = [handler.type for handler in node.handlers]
    finished = writer.temporary("finished") if node.orelse else None

    def fill():
        writer.write_block(writer, node.body)
        if finished:
            writer.put(Let(finished, constant(True)))

    def handle(position):
        handler = node.handlers[position]
        writer.origin = writer.source.origin(handler)
        if finished:
            writer.put(Let(finished, constant(False)))
        if handler.name is not None:
            writer.put(Let(handler.name.id, name(error)))
        writer.write_block(writer, handler.body)

    def choose(position):
        if position == len(node.handlers) - 1:
            return handle(position)
        test = call("__is_error__", name(error), kinds[position])
        then = writer.inner(lambda: handle(position))
        otherwise = writer.inner(lambda: choose(position + 1))
        writer.origin = origin
        return writer.put(Branch(test, then, otherwise))

    body = writer.inner(fill)
    handlers = writer.inner(lambda: choose(0))
    writer.origin = origin
    caught = [name("BaseException") if kind is None else kind for kind in kinds]
    test = Tried(caught[0] if len(caught) == 1 else tuple_of(caught), name(error))
    writer.put(Branch(test, body, handlers))
    if finished:
        after = writer.inner(lambda: writer.write_block(writer, node.orelse))
        writer.origin = origin
        writer.put(Branch(name(finished), after))


def with_exit(writer, node, block, last, inside=False):
    """The block with the statements `last` before every jump out of it."""
    written = {text for statement in every(last) for text in bound(statement)}
    out = []
    for statement in block:
        match statement:
            case Leave(kind="return" | "break" | "continue" as kind) if (
                kind == "return" or not inside
            ):
                if statement.value is not None and names(statement.value) & written:
                    writer.refuse(
                        node,
                        "S107",
                        "a finally block that changes what is returned is not supported",
                        "Let the function return behind the try statement.",
                    )
                out += [*last, statement]
            case Branch():
                arms = [
                    with_exit(writer, node, arm, last, inside)
                    for arm in (statement.then, statement.otherwise)
                ]
                out.append(replace(statement, then=tuple(arms[0]), otherwise=tuple(arms[1])))
            case For() | While():
                body = with_exit(writer, node, statement.body, last, inside=True)
                out.append(replace(statement, body=tuple(body)))
            case _:
                out.append(statement)
    return out


def bound(statement):
    """The names that a statement binds."""
    match statement:
        case Let(name=text):
            return {text}
        case Unpack(names=texts):
            return set(texts)
    return set()


def write_with(writer, node):
    """A with statement: what its managers do on entry, the body, and what they do at its exits."""
    enter(writer, node, list(node.items))


def enter(writer, node, items):
    """The first manager around the others."""
    if not items:
        return writer.write_block(writer, node.body)
    item, *rest = items
    if is_errstate(writer, item):
        return enter(writer, node, rest)
    if suppresses(writer, item):
        return write_suppressed(writer, item, lambda: enter(writer, node, rest))
    origin = writer.origin
    manager = atom(writer, item.context_expr, "manager")
    if not isinstance(manager, gast.Name) or manager.id not in writer.made:
        found = writer.temporary("manager")
        writer.put(Let(found, manager))
        manager = name(found)
    entered = writer.temporary("entered")
    writer.put(Let(entered, call("__enter__", manager)))
    if item.optional_vars is not None:
        write_target(writer, item.optional_vars, name(entered))
    left = Let(writer.temporary("left"), call("__exit__", manager), origin)
    block = writer.inner(lambda: enter(writer, node, rest))
    writer.block += with_exit(writer, node, block, (left,))
    writer.origin = origin
    writer.put(left)
    return None


def suppresses(writer, entry):
    """Whether a context manager is `contextlib.suppress(...)`."""
    found = entry.context_expr
    text = dotted_name(found.func) if isinstance(found, gast.Call) else None
    if not text or entry.optional_vars is not None:
        return False
    first, *rest = text.split(".")
    value = writer.source.globals.get(first)
    for word in rest:
        value = getattr(value, word, None)
    return value is contextlib.suppress


def write_suppressed(writer, entry, fill):
    """`with suppress(Kinds): body` as a body whose handler does nothing."""
    origin, error = writer.origin, writer.temporary("error")
    kinds = entry.context_expr.args
    body = writer.inner(fill)
    writer.origin = origin
    test = Tried(kinds[0] if len(kinds) == 1 else tuple_of(kinds), name(error))
    writer.put(Branch(test, body, ()))


def is_errstate(writer, entry):
    """Whether a context manager is `np.errstate(...)` that only says which warnings are shown."""
    found = entry.context_expr
    if entry.optional_vars is not None or not isinstance(found, gast.Call):
        return False
    if not (dotted_name(found.func) or "").endswith("np.errstate"):
        return False
    kinds = [getattr(word.value, "value", None) for word in found.keywords]
    if found.args or not all(kind in ("ignore", "warn", "print", "log") for kind in kinds):
        writer.refuse(
            found,
            "S107",
            "np.errstate that makes NumPy raise or call is not supported",
            "Test the values instead: `if not np.all(np.isfinite(x)): ...`.",
        )
    return True
