"""Loops that save little: their passes are computed again, a stretch of them at a time."""

from dataclasses import replace

import gast

from s2s_grad.analysis.live import live_in_loops
from s2s_grad.analysis.values import Number, Sequence, is_varied
from s2s_grad.code import Do, For, Leave, Let, Put, While, every, target_names
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.names import Names
from s2s_grad.syntax.template import fill
from s2s_grad.syntax.tree import (
    call,
    constant,
    function_text,
    item,
    name,
    names,
    substitute,
    target,
    tuple_of,
)
from s2s_grad.transform.calls.backwards import D_OUT, Backward
from s2s_grad.transform.drawing import draws
from s2s_grad.transform.frames import Bound, Unit
from s2s_grad.transform.rejoin import renamed, renamed_bound, trees
from s2s_grad.transform.reverse import note_defined
from s2s_grad.transform.saves import own_names, written


def with_segments(session, unit):
    """The unit, with a function for the passes of each of its loops, if that was asked for."""
    plan = getattr(unit.source.function, "__s2s_loops__", None)
    if plan is None or unit.backward is not None:
        return
    if plan.binomial and session.again:  # no derivative passes through the schedule itself
        plan = replace(plan, every=plan.snapshots, snapshots=0)
    defined = {}
    note_defined(unit.body, {text for text, _ in unit.all_parameters()}, defined)
    whole = (*unit.body, Leave("return", unit.returned))
    live = live_in_loops(whole)
    body, later = [], {}
    for statement in unit.body:
        if isinstance(statement, (For, While)) and carries(unit, statement):
            segment = Segment(session, unit, statement, live[id(statement)], defined, plan)
            found, versions = segment.statements()
            body += renamed(tuple(found), later)
            later = later | versions
        else:
            body += renamed((statement,), later)
    unit.body = tuple(body)
    unit.returned = substitute(unit.returned, trees(later))
    unit.bound = renamed_bound(unit.bound, trees(later))


def carries(unit, statement):
    """Whether a derivative passes through a loop."""
    return any(is_varied(unit.facts.get(text)) for text in written(statement.body))


class Segment:
    """One loop on its way into a function."""

    def __init__(self, session, unit, loop, live, defined, plan):
        self.session, self.unit, self.loop, self.plan = session, unit, loop, plan
        self.origin, self.inner = loop.origin, Names(set(unit.names.taken))
        head, after = live
        self.targets = target_names(loop.target) if isinstance(loop, For) else []
        changed = [text for text in written(loop.body) if text in head]
        self.state = [text for text in changed if text not in self.targets]
        self.check(defined[id(loop)], after)
        used = set(head) if isinstance(loop, While) else set(head) | names(loop.sequence)
        inner = names_read(loop) & (used | set(self.targets))
        known = [text for text, _ in unit.all_parameters()]
        known += [text for text in unit.facts if text not in known]
        outside = set(self.state) | set(self.targets)
        self.shared = [text for text in known if text in inner and text not in outside]

    def check(self, known, after):
        """Refuse what such a loop cannot have."""
        if draws(self.loop.body, self.session.units):
            self.refuse(self.loop, "draws random numbers")
        for step in every(self.loop.body):
            grows = isinstance(step, Do) and isinstance(
                getattr(step.value, "func", 0), gast.Attribute
            )
            if isinstance(step, Put) or grows:
                self.refuse(step, "writes into an array or a list")
            if isinstance(step, Leave) and step.kind in ("break", "continue"):
                self.refuse(step, "leaves early")
        late = [text for text in self.state if text not in known]
        if late or any(text in after for text in self.targets):
            text = (late or self.targets)[0]
            self.refuse(self.loop, f"gives {text!r} its first value, which is read after it,")
        if isinstance(self.loop, While):
            return
        sequence = self.loop.sequence
        plain = function_text(sequence) == "range" and len(sequence.args) < 3
        if not plain or len(self.targets) != 1:
            self.refuse(self.loop, "does not run over a range in steps of 1")
        if names(sequence) & set(self.state):
            self.refuse(self.loop, "overwrites what it runs over")

    def refuse(self, step, reason):
        """Raise a typed error."""
        raise UnsupportedSyntax(
            "S209",
            f"a loop that {reason} cannot have its passes computed again",
            step.origin or self.origin,
            "Take checkpoint(loop=...) off this function, or rewrite the loop.",
        )

    def fresh(self, wanted, fact):
        """A name of ours in the unit."""
        found = self.unit.names.nth(wanted)
        self.unit.made.add(found)
        self.unit.facts[found] = fact
        return found

    def statements(self):
        """(what stands in place of the loop, names that its results go by afterwards)."""
        facts, plan = self.unit.facts, self.plan
        if len(self.state) == 1:
            (whole,) = self.state
            if not plan.binomial:
                return [self.in_turn(whole, facts[whole])], {}
            after = self.version(whole)
            return [self.all_at_once(whole, after, facts[whole])], {whole: after}
        fact = Sequence(tuple, tuple(facts[text] for text in self.state))
        whole = self.fresh("state", fact)
        after = self.fresh("state", fact) if plan.binomial else whole
        opening = Let(whole, tuple_of([name(t) for t in self.state]), self.origin, fact)
        middle = (
            self.all_at_once(whole, after, fact) if plan.binomial else self.in_turn(whole, fact)
        )
        versions = {text: self.version(text) for text in self.state}
        closing = [
            Let(versions[text], item(name(after), constant(i)), self.origin, facts[text])
            for i, text in enumerate(self.state)
        ]
        return [opening, middle, *closing], versions

    def version(self, text):
        """Another name for a value of the user's `text`."""
        found = self.unit.names.fresh(text)
        self.unit.facts[found] = self.unit.facts[text]
        self.unit.versions.add(found)
        if text in self.unit.made:
            self.unit.made.add(found)
        return found

    # ------------------------------------------------------------ every so many passes

    def in_turn(self, whole, fact):
        """`for start in range(0, n, 100): state = steps(start, ..., state, w)`."""
        every_pass = constant(self.plan.every)
        if isinstance(self.loop, While):
            unit = self.made(fact, ["limit"])
            step = self.called(unit, [every_pass], whole, fact)
            test = substitute(self.loop.test, self.parts(whole))
            return While(test, (step,), self.origin)
        first, last = self.ends()
        start = self.fresh("start", Number("i"))
        unit = self.made(fact, ["start", "stop"])
        stop = call("min", fill("a + b", a=name(start), b=every_pass), last)
        step = self.called(unit, [name(start), stop], whole, fact)
        sequence = call("range", first, last, every_pass)
        return For(target(start), sequence, (step,), self.origin)

    def called(self, unit, bounds, whole, fact):
        """`state = steps(start, stop, state, w)`."""
        passed = [*bounds, name(whole), *map(name, self.shared)]
        return Let(whole, call(f"@{unit.key}", *passed), self.origin, fact)

    # ------------------------------------------------------------ by the binomial schedule

    def all_at_once(self, whole, after, fact):
        """`state = steps(0, n, state, w)`, whose backward half is left to `binomial`."""
        if isinstance(self.loop, While):
            self.refuse(self.loop, "runs while a condition holds")
        unit = self.made(fact, ["start", "stop"])
        bounds = [text for text, _ in unit.parameters]
        passed = [name(text) for text in bounds]
        shared = tuple_of([name(text) for text in self.shared])
        found = call(
            "replayed",
            *(name(f"@{unit.key}"), name(f"@{unit.key}:joint")),
            *passed[:2],
            *(constant(self.plan.snapshots), passed[2], shared, name(D_OUT)),
        )
        varied = [text for text, kind in unit.parameters if is_varied(kind)]
        wanted = tuple(
            (Bound(unit.facts[text], name(text)), place) for place, text in enumerate(varied)
        )
        unit.backward = Backward(None, found, wanted, len(varied), is_checked=True)
        return replace(self.called(unit, self.ends(), whole, fact), name=after)

    # ------------------------------------------------------------ the function

    def ends(self):
        """Where the range of the loop starts and stops."""
        arguments = self.loop.sequence.args
        if len(arguments) == 1:
            return [constant(0), arguments[0]]
        return arguments[:2]

    def parts(self, whole):
        """The names of the state, and where each stands in it."""
        if len(self.state) == 1:
            return {}
        return {text: item(name(whole), constant(i)) for i, text in enumerate(self.state)}

    def made(self, fact, bounds):
        """The function that does some of the passes."""
        outer, loop = self.unit, self.loop
        self.session.counter += 1
        title = f"{outer.title}_steps"
        names_taken = self.inner
        unit = Unit(f"{title}_{self.session.counter}", title, outer.source, names_taken)
        whole = self.state[0] if len(self.state) == 1 else names_taken.nth("state")
        bounds = [names_taken.nth(text) for text in bounds]
        unit.parameters = [(text, Number("i")) for text in bounds]
        unit.parameters += [(whole, fact), *((t, outer.facts[t]) for t in self.shared)]
        unit.facts = {**outer.facts, **dict(unit.parameters)}
        unit.made, unit.versions = set(outer.made), set(outer.versions)
        unit.views = dict(outer.views)
        opening = tuple(
            Let(text, tree, self.origin, outer.facts[text])
            for text, tree in self.parts(whole).items()
        )
        if isinstance(loop, For):
            passes = (replace(loop, sequence=call("range", *map(name, bounds))),)
        else:
            count = names_taken.nth("passes")
            unit.made.add(count)
            unit.facts[count] = Number("i")
            test = fill("count < limit and test", count=name(count), limit=name(bounds[0]))
            test = substitute(test, {"test": loop.test})
            more = Let(count, fill("count + 1", count=name(count)), self.origin)
            passes = (
                Let(count, constant(0), self.origin),
                replace(loop, test=test, body=(*loop.body, more)),
            )
        unit.body = (*opening, *passes)
        texts = [name(text) for text in self.state]
        unit.returned = texts[0] if len(texts) == 1 else tuple_of(texts)
        unit.result, unit.return_origin = fact, self.origin
        unit.bound = Bound(fact, unit.returned)
        unit.doc = f"Passes of the loop of {outer.source.name} in line {self.origin.line}."
        unit.recompute, unit.finished = True, True
        self.session.units.append(unit)
        return unit


def names_read(statement):
    """The names in a statement and the blocks inside it."""
    return {text for step in every((statement,)) for text in own_names(step)}
