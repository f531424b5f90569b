"""Loops: written out over structure, by index over what is differentiated."""

from dataclasses import replace

import gast

from s2s_grad.analysis.values import Anything, Array, Number, Sequence
from s2s_grad.code import Branch, Do, For, Leave, Let, Put, While, every, target_names
from s2s_grad.errors import S2SGradError
from s2s_grad.syntax.places import root_of
from s2s_grad.syntax.tree import call, constant, name
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.conditions import takes_statements, truth
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.expressions.special_methods import asked
from s2s_grad.transform.frames import Bound, text_of
from s2s_grad.transform.heap import refreshed
from s2s_grad.transform.iteration import describe
from s2s_grad.transform.normal.writer import Augmented
from s2s_grad.transform.statements.binding import bind_target
from s2s_grad.transform.statements.joining import alike
from s2s_grad.transform.statements.lists import known_lists_in
from s2s_grad.transform.statements.rounds import go_round
from s2s_grad.transform.statements.unrolling import unroll, unroll_while

MOST_UNROLLED = 32
COLLECTING = ("append", "extend", "insert", "print")
FEW = 4  # passes that read as well one after the other


def run_for(frame, statement):
    """A for loop: unrolled over structure, by index over what is differentiated."""
    sequence = describe(frame, statement.sequence)
    if sequence.kind != "range" and sequence.parts(frame) == []:
        return True
    if sequence.is_static(frame):
        return unroll(frame, statement, sequence, counting=True)
    rows = sequence.parts(frame)
    fixed = rows is not None and len(rows) <= few(frame)
    if fixed and known_lists_in(frame, statement.body):
        return unroll(frame, statement, sequence)
    before, held = kept_state(frame), frame.unit.held
    frame.unit.held = [*held, *sequence.arrays()]
    try:
        if (sequence.varied and not frame.inert) or writes_entries(statement):
            index_loop(frame, statement, sequence, fixed)
        else:
            plain_loop(frame, statement, sequence, fixed)
        check_sequence(frame, sequence)
    except S2SGradError:
        # What grows from pass to pass has no one kind; written out, each pass has its own.
        bring_back(frame, before)
        counting = rows is None
        found = sequence.parts(frame, counting=True) if counting else rows
        if found is None or len(found) > MOST_UNROLLED:
            raise
        return unroll(frame, statement, sequence, counting)
    finally:
        frame.unit.held = held
    return True


def memory_known(unit):
    """What is known of who shares memory, to come back to."""
    fields = ("views", "paths", "behind", "stale", "checked")
    return {key: type(getattr(unit, key))(getattr(unit, key)) for key in fields}


def writes_entries(statement):
    """Whether a loop writes into the entries that it goes through."""
    own = set(target_names(statement.target))
    for inner in every(statement.body):
        match inner:
            case Let(name=text, value=Augmented(left=left)):
                if left.id in own:
                    return True
            case Let(name=text, value=value) if root_of(value) in own:
                own.add(text)
            case Put(place=place) if root_of(place) in own:
                return True
            case Do(value=gast.Call(func=function, args=args)):
                collects = getattr(function, "attr", getattr(function, "id", "")) in COLLECTING
                if not collects and any(root_of(node) in own for node in (*args, function)):
                    return True
    return False


def check_sequence(frame, sequence):
    """Refuse a loop that changes the entries of the list of known length it runs over."""
    for bound in sequence.bounds():
        now = refreshed(frame, bound)
        if bound.parts is not None and (
            now.parts is None
            or len(now.parts) != len(bound.parts)
            or not all(alike(a, b) for a, b in zip(now.parts, bound.parts, strict=True))
        ):
            frame.refuse(
                "S103",
                "a loop changes the list that it runs over",
                "Loop over a copy of the list.",
            )


def few(frame):
    """Up to how many passes a loop that changes lists is written out."""
    return MOST_UNROLLED if frame.session.known_lists else FEW


def index_loop(frame, statement, sequence, fixed):
    """`for x in xs` as `for i in range(len(xs)): x = xs[i]`."""
    user = sequence.index_name(statement.target)
    index = frame.fresh(user or "i", made=user is None)
    frame.unit.facts[index] = Number("i")
    where = name(index)

    def head():
        bind_target(frame, statement.target, sequence.at(frame, where))

    length = sequence.length(frame)
    loop_over = call("range", length)
    target = gast.Name(index, gast.Store(), None, None)
    go_round(frame, statement, head, lambda body: For(target, loop_over, body), fixed)


def plain_loop(frame, statement, sequence, fixed):
    """A loop over what carries no derivative stays as it is."""
    made = {}

    def fresh_target(node, value):
        if isinstance(node, gast.Name):
            found = frame.fresh(node.id, node.id in frame.function.made)
            frame.unit.facts[found] = value
            frame.unit.views[found] = memory(*sequence.arrays())
            made[node.id] = Bound(value, name(found))
            return gast.Name(found, gast.Store(), None, None)
        items = getattr(value, "items", None)
        if not isinstance(value, Sequence) or items is None:
            items = (row_value(value),) * len(node.elts)
        pairs = zip(node.elts, items, strict=True)
        return gast.Tuple([fresh_target(n, v) for n, v in pairs], gast.Store())

    target_holder = []

    def head():
        made.clear()
        target_holder[:] = [fresh_target(statement.target, sequence.value)]
        for text, bound in made.items():
            frame.env[text] = bound

    tree = sequence.tree(frame)
    go_round(frame, statement, head, lambda body: For(target_holder[0], tree, body), fixed)


def row_value(value):
    """What is known of one entry of a row."""
    if isinstance(value, Array) and value.shape is not None and value.dtype is not None:
        if len(value.shape) == 1:
            return Number("i" if value.dtype[0] in "iu" else "f", value.dtype)
        return Array(value.dtype, value.shape[1:])
    return Anything()


class NeedsStatements(Exception):
    """A test takes statements of its own, which was not seen at first."""


def run_while(frame, statement):
    """A while loop; a test that takes statements of its own moves into the body."""
    if takes_statements(frame, statement.test):
        return try_while(frame, statement, tested_inside(frame, statement))
    before = kept_state(frame)
    try:
        return try_while(frame, statement, statement)
    except NeedsStatements:
        bring_back(frame, before)
        return try_while(frame, statement, tested_inside(frame, statement))


def try_while(frame, original, statement):
    """A loop as it stands; or written out pass by pass, when what it walks over is structure
    such as a linked list."""
    tests, before = [], kept_state(frame)

    def head():
        test = asked(frame, inertly(frame, statement.test))
        if frame.block:
            raise NeedsStatements
        known = truth(test)
        tests[:] = [text_of(test) if known is None else constant(known)]
        return known is not False

    try:
        go_round(frame, statement, head, lambda body: While(tests[0], body))
    except S2SGradError as error:
        if not frame.unit.heap:
            raise
        bring_back(frame, before)
        return unroll_while(frame, original, error)
    return True


def kept_state(frame):
    """What resolving a loop changes, to be brought back when it is tried in another way."""
    unit = frame.unit
    return (
        dict(frame.env),
        frame.block,
        list(frame.block),
        frame.loop,
        set(unit.names.taken),
        dict(unit.state),
        dict(unit.heap),
        set(unit.frozen),
        memory_known(unit),
        frame.solid,
        unit.held,
    )


def bring_back(frame, before):
    """Everything is as it was when it was kept."""
    env, block, statements, loop, taken, state, heap, frozen, known, solid, held = before
    frame.env, frame.block, frame.loop = env, block, loop
    block[:] = statements
    unit = frame.unit
    unit.state, unit.heap = state, heap
    unit.free_names(taken)
    unit.frozen, unit.held, frame.solid = frozen, held, solid
    vars(unit).update(known)


def tested_inside(frame, statement):
    """`while test: body` as `while True`, with the test as a branch; made once."""
    key = "tested", id(statement)
    if key not in frame.live:
        leave = (Leave("break", None, statement.origin),)
        ends = gast.UnaryOp(gast.Not(), statement.test)
        inside = Branch(ends, leave, statement.body, statement.origin)
        frame.live[key] = moved = replace(statement, test=constant(True), body=(inside,))
        if id(statement) in frame.live:
            frame.live[id(moved)] = frame.live[id(statement)]
    return frame.live[key]
