"""The user's normal form with every name and call settled, each name written once."""

from s2s_grad.analysis.values import Known, Number
from s2s_grad.code import Branch, Do, For, Leave, Let, Put, Unpack, While
from s2s_grad.syntax.tree import constant
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.frames import Bound
from s2s_grad.transform.normal.imports import Deleted
from s2s_grad.transform.raising import Raised, raise_statement
from s2s_grad.transform.statements.binding import bind, unpack
from s2s_grad.transform.statements.branches import run_branch
from s2s_grad.transform.statements.carried import leave_loop
from s2s_grad.transform.statements.effects import do
from s2s_grad.transform.statements.loops import run_for, run_while
from s2s_grad.transform.statements.state import put_state
from s2s_grad.transform.statements.writes import put


def run(frame, body):
    """What a function body returns; its statements go to the frame's block."""
    frame.returned = None
    going = run_block(frame, body)
    if frame.returned is None and not going:
        if frame.caller is not None:
            raise Raised
        # Every path raises; a number stands for what is never returned.
        frame.unit.raises = True
        return Bound(Number("f"), constant(0.0))
    if frame.returned is None:
        return Bound(Known(None), constant(None))
    return frame.returned


def run_block(frame, block):
    """Resolve statements in order; whether the end of the block is reached."""
    return all(step(frame, statement) for statement in block)


def step(frame, statement):
    """Resolve one statement; whether the next one is reached."""
    if not frame.pinned:
        frame.origin = statement.origin or frame.origin
    frame.statement = statement
    block, loop = frame.block, frame.loop
    try:
        return done(frame, statement)
    except Raised as end:
        frame.block, frame.loop = block, loop
        if end.leave is not None:
            frame.put(end.leave)
        return False


def done(frame, statement):
    """What `step` does, when nothing raises."""
    match statement:
        case Let(name=text, value=Deleted()):
            frame.env.pop(text, None)
        case Let(name=text, value=value):
            frame.target = text
            bind(frame, text, evaluate(frame, value), value)
        case Unpack(names=texts, value=value):
            unpack(frame, texts, evaluate(frame, value))
        case Put():
            if not put_state(frame, statement):
                put(frame, statement)
        case Do(value=value):
            do(frame, value)
        case Branch():
            return run_branch(frame, statement)
        case For():
            return run_for(frame, statement)
        case While():
            return run_while(frame, statement)
        case Leave(kind="return", value=value):
            frame.returned = evaluate(frame, value)
            frame.unit.return_origin = frame.origin
            return False
        case Leave(kind="raise", value=value):
            raise_statement(frame, value)
            return False
        case Leave(kind="break"):
            return leave_loop(frame)
    return True
