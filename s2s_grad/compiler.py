"""The whole pipeline: a callable and the kinds of its arguments to a Program."""

import sys
import textwrap
from contextlib import contextmanager

from s2s_grad.analysis.values import Known, is_varied
from s2s_grad.entry import argument_bounds, bound_source
from s2s_grad.errors import S2SGradError
from s2s_grad.kinds import carries
from s2s_grad.program import METHODS, Program, load
from s2s_grad.request import request_for
from s2s_grad.syntax.names import Names
from s2s_grad.syntax.tree import constant
from s2s_grad.transform import assemble, calls, resolve
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.frames import Bound, Restart, Session, Unit
from s2s_grad.transform.nan_checks import with_nan_checks
from s2s_grad.transform.rejoin import rejoin
from s2s_grad.transform.render import module_text, shown_file
from s2s_grad.transform.segments import with_segments
from s2s_grad.transform.show import show_unit
from s2s_grad.transform.statements.arrays import augment, put_value

VERSION = "0.1"
DEPTH = 8000


def compile_program(target, arguments, keywords, wish):
    """The Program for a callable and arguments of these kinds.

    `arguments` are objects, or `Unknown` where nothing is known of them.
    """
    with deep_recursion():
        return load(compiled(*bound_source(target, arguments, keywords), wish))


@contextmanager
def deep_recursion():
    """Room on Python's stack: calls of the program that are written out nest ours."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def compiled(source, found, wish):
    """The Program for a Source and what its parameters are called with."""
    inlined = set()
    while True:
        try:
            program = tried(source, found, wish, inlined)
            break
        except Restart as again:
            inlined.add(again.code)
    program.given = set(found)
    return program


def tried(source, found, wish, inlined):
    """The Program, with the functions in `inlined` written out where they are called."""
    session, bounds = started(source, found, wish, inlined)
    try:
        return pipeline(session, source, bounds, wish)
    except S2SGradError:
        program = None
        if session.grown:
            program = second_try(source, found, wish, inlined, literal=False)
        if program is None and any(type(each) is int for each in found.values()):
            program = second_try(source, found, wish, inlined, literal=True)
        if program is None:
            raise
        return program


def started(source, found, wish, inlined, literal=False):
    """(session, what each parameter is); `literal` ints are part of the structure."""
    session = new_session(wish, inlined)
    session.tensors = bool(wish.weights) or any(carries(each) for each in found.values())
    bounds = argument_bounds(session, source, found, wish)
    if literal:
        for text, each in found.items():
            if type(each) is int and not is_varied(bounds[text].value):
                bounds[text] = Bound(Known(each), constant(each))
    return session, bounds


def second_try(source, found, wish, inlined, literal):
    """The Program with loops over lists written out where they can be; None if refused.

    With `literal` it is for these very ints, which pick a Cell or count entries.
    """
    session, bounds = started(source, found, wish, inlined, literal)
    session.known_lists = True
    try:
        program = pipeline(session, source, bounds, wish)
    except S2SGradError:
        return None
    for text, bound in bounds.items():
        if literal and isinstance(bound.value, Known) and type(found.get(text)) is int:
            program.guards.append(((("argument", text),), bound.value))
    return program


def pipeline(session, source, bounds, wish):
    """The steps from a Source and what is known of its parameters to the text."""
    unit = entry_unit(session, source)
    normal, live = calls.source_of_entry(session, source)
    calls.settle_unit(session, unit, source, normal, live, bounds)
    stages = [("resolved", show_unit(unit))]
    for other in (*session.units, unit):
        if other.finished != "inline":
            rejoin(other)
    if not wish.forward:  # which saves nothing
        for other in (*session.units, unit):
            with_segments(session, other)
    stages.append(("joined", show_unit(unit)))
    request = request_for(unit, wish, source)
    definitions = assemble.definitions(session, unit, request)
    if wish.nans:
        definitions = [with_nan_checks(each) for each in definitions]
    text = module_text(definitions, headline(source))
    return Program(
        text,
        request.title,
        [text for text, _ in unit.parameters],
        [(path, value) for path, (_, value) in unique_reads(unit)],
        list(unit.guards.items()),
        session.roots,
        stages,
        bounds=bounds,
        results=request.wanted,
        weights=request.shape[1],
        definitions=definitions,
        unit=unit,
        tensors=session.tensors if session.detached else None,
        states=list(unit.state),
    )


def entry_unit(session, source):
    """The unit for the function that is differentiated."""
    title = source.name.rpartition(".")[2]
    unit = Unit("entry", title, source, Names({"np"}))
    session.open.append(unit)
    return unit


def unique_reads(unit):
    """Reads in the order of the parameters, each parameter once."""
    out, done = [], set()
    for path, (text, value) in unit.reads.items():
        if text not in done:
            done.add(text)
            out.append((path, (text, value)))
    return out


def headline(source):
    """The first line of a generated module."""
    place = f"{shown_file(source.file)}:{source.tree.lineno}"
    text = f"Generated by s2s_grad {VERSION} from {source.name} ({place}). Do not edit."
    if len(text) <= 86:
        return text
    first, last = text.removesuffix(" Do not edit."), "Do not edit."
    return "\n".join([*textwrap.wrap(first, 86, break_long_words=False), last])


def derivative(frame, derived, arguments, keywords):
    """A call of a gradient inside a program: its text is one more function to call."""
    wish = derived.wish
    session = new_session(wish, frame.session.inlined)
    session.sizes, session.roots = frame.session.sizes, frame.session.roots
    session.tensors = frame.session.tensors
    session.again = True
    session.weights = {id(weight): weight for weight in wish.weights}
    arguments, added = calls.added_arguments(frame, derived, arguments)
    source, bounds = calls.derived_bounds(frame, session, derived, arguments, keywords)
    program = load(pipeline(session, source, bounds, wish))
    unit = program.unit
    if unit.state:
        frame.refuse(
            "S103",
            f"{source.name} writes into a Parameter, and its gradient is a part of the program",
            "Write into the Parameter outside of the function that is differentiated.",
        )
    frame.session.detached |= session.detached
    passed = []
    for text, _ in unit.parameters:
        passed.append(calls.outer_argument(frame, bounds[text]))
    for path, (_, value) in unique_reads(unit):
        passed.append(calls.outer_read(frame, bounds, unit, path, value))
    passed += added
    for path, value in unit.guards.items():
        calls.outer_guard(frame, bounds, path, value)
    try:
        return frame.session.user_call(frame, program.function, passed, {})
    except S2SGradError as error:
        reason = f"the gradient of {source.name} cannot be differentiated again: {error.reason}"
        frame.refuse(error.code, reason, error.advice)


def new_session(wish, inlined):
    """An empty session."""
    session = Session(resolve.run, resolve.run_block)
    session.evaluate, session.dispatch, session.augment = evaluate, calls.dispatch, augment
    session.put_value = put_value
    session.user_call = calls.user_call
    session.derivative, session.exact = derivative, wish.exact
    session.forward = wish.forward
    session.methods, session.inlined = METHODS, inlined
    session.weights = {id(weight): weight for weight in wish.weights}
    return session
