"""try statements: the body as far as it went, or a handler."""

import builtins

import gast

from s2s_grad.analysis.values import Instance, Known, Opaque
from s2s_grad.code import Branch, Do, Leave, Let, Put, Restore, Save, Unpack, every
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.tree import function_text, name
from s2s_grad.transform.expressions.containers import entries
from s2s_grad.transform.frames import Bound
from s2s_grad.transform.raising import error_class

ADVICE = "Keep only the call that may fail in the body, and assign its result to one name."


def run_attempt(frame, statement, fork):
    """A branch whose first arm may end in an error, which the second one handles."""
    outside, before = frame.block, dict(frame.env)
    unit = frame.unit
    heap, state, taken = dict(unit.heap), dict(unit.state), set(unit.names.taken)
    frame.block = []
    going = frame.session.run_block(frame, statement.then)
    written, frame.block = frame.block, outside
    if not going and is_caught(frame, written, statement.test):
        # The error is certain, and so is the handler.
        outside += written[:-1]
        error = statement.test.error.id
        frame.env[error] = frame.let(error, Opaque("an error"), written[-1].value)
        return frame.session.run_block(frame, statement.otherwise)
    frame.env, unit.heap, unit.state = before, heap, state
    unit.free_names(taken)
    error = statement.test.error.id
    found = frame.fresh(error, made=True)
    unit.facts[found] = Opaque("an error")
    lost = []

    def run_arm(block):
        if block is statement.then:
            lost[:] = run_body(frame, block)
            return lost.pop()
        for text in lost[0]:
            frame.env[text] = None
        for identity in lost[1]:
            unit.heap[identity] = None
        frame.env[error] = Bound(Opaque("an error"), name(found))
        return frame.session.run_block(frame, block)

    kinds = error_tree(frame, statement.test.kinds)
    return fork(frame, statement, run_arm, type(statement.test)(kinds, name(found)))


def run_body(frame, block):
    """Run the body: [names, objects that a failure leaves unclear, whether its end is reached]."""
    unit, names, objects = frame.unit, {}, {}
    last = last_that_may_fail(block)
    start, written, going = len(frame.block), 0, True
    for position, statement in enumerate(block):
        env, heap = dict(frame.env), dict(unit.heap)
        written = len(frame.block) if position <= last else written
        going = frame.session.run_block(frame, (statement,))
        whole = position == last and isinstance(statement, (Let, Unpack))
        if position <= last and not whole:
            names.update((k, None) for k, b in frame.env.items() if env.get(k, b) is not b)
            objects.update((k, None) for k, b in unit.heap.items() if heap.get(k, b) is not b)
        if not going:
            break
    refuse_writes(frame, frame.block[start:written])
    return [list(names), list(objects), going]


def last_that_may_fail(block):
    """The position of the last statement that may raise, or -1."""
    found = -1
    for position, statement in enumerate(block):
        if isinstance(statement, Let) and isinstance(statement.value, (gast.Name, gast.Constant)):
            continue
        if isinstance(statement, Do) and function_text(statement.value).endswith(".append"):
            continue
        found = position
    return found


def refuse_writes(frame, block):
    """Refuse writes into arrays and lists that a failure would leave half done."""
    for statement in every(block):
        own = isinstance(statement, (Save, Restore)) and statement.own
        if isinstance(statement, Put) or own:
            frame.origin = statement.origin or frame.origin
            frame.refuse(
                "S107",
                "what is written here may be left half done by an error that is caught",
                ADVICE,
                UnsupportedSyntax,
            )


def classes(frame, node):
    """The classes of errors behind the text of an except clause."""
    bound = frame.evaluate(node)
    found, pending = [], [bound]
    while pending:
        part = pending.pop(0)
        inner = entries(frame, part)
        if inner is not None:
            pending = inner + pending
            continue
        kind = getattr(part.value, "object", getattr(part.value, "value", None))
        if not isinstance(kind, type) or not isinstance(part.value, (Instance, Known)):
            frame.refuse(
                "S107",
                "what this except clause names is only known at run time",
                "Name the class of the error.",
                UnsupportedSyntax,
            )
        found.append((kind, part.value))
    return found


def error_tree(frame, node):
    """The text of the classes of an except clause."""
    trees = [error_class(frame, value) for _, value in classes(frame, node)]
    return trees[0] if len(trees) == 1 else gast.Tuple(trees, gast.Load())


def is_caught(frame, block, test):
    """Whether a block ends in an error of Python's own that is certain and handled here."""
    last = block[-1] if block else None
    if not isinstance(last, Leave) or last.kind != "raise":
        return False
    if any(isinstance(statement, (Branch, Put)) for statement in block):
        return False
    kind = getattr(builtins, function_text(last.value), None)
    if not isinstance(kind, type):
        return False
    return any(issubclass(kind, other) for other, _ in classes(frame, test.kinds))
