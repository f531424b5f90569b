"""From a call of a gradient to its generated function: memo, disk, compiler."""

import types
from typing import Any

from s2s_grad import keeping, locating
from s2s_grad.binding import Binding
from s2s_grad.errors import ArgumentError, S2SGradError
from s2s_grad.kinds import has_record, hollow, key_of, structure_of
from s2s_grad.matching import serves
from s2s_grad.program import Unknown
from s2s_grad.ready import without_sens
from s2s_grad.source import follow

MOST_KEPT = 4096


class Caller:
    """The programs of one gradient, and which of them serves which arguments."""

    def __init__(self, gradient):
        self.gradient = gradient
        self.memo = {}
        self.programs = []
        self.key_of = key_of

    def __call__(self, args, kwargs) -> Any:
        key = self.key_of(args, kwargs)
        for ready in self.memo.get(key, ()):
            values = args if ready.gather is None else ready.gather(args, kwargs)
            if values is not None:
                break
        else:
            ready = self.prepare(key, args, kwargs)
            values = args if ready.gather is None else ready.gather(args, kwargs)
        try:
            raw = ready.function(*values)
        except Exception as error:
            if not isinstance(error, S2SGradError):
                locating.add_note(error, ready.program, origin_of)
            raise
        return raw if ready.is_finished(raw) else ready.finish(raw, args, kwargs)

    def program(self, args, kwargs):
        """The program that serves these arguments."""
        key = self.key_of(args, kwargs)
        for ready in self.memo.get(key, ()):
            if ready.gather is None or ready.gather(args, kwargs) is not None:
                return ready.program
        return self.prepare(key, args, kwargs).program

    def prepare(self, key, args, kwargs):
        """Find or compile the program for these arguments."""
        given = args, kwargs
        wish = self.gradient.wish()
        sens = None
        if wish.sens:
            args, kwargs, sens = without_sens(args, kwargs)
        check_count(wish, args, kwargs)
        binding = self.binding(args, kwargs)
        objects = binding.objects(args, kwargs)
        program = next((p for p in self.programs if serves(p, objects)), None)
        if program is None:
            program = self.kept_or_compiled(binding, objects, args, kwargs, wish)
            self.programs.append(program)
        ready = self.gradient.ready(self.gradient, program, binding, objects, args, sens)
        if any(has_record(bound.value) for bound in program.bounds.values()):
            # One object may be another kind of argument in the next call.
            self.key_of = structure_of
            key = structure_of(*given)
        if len(self.memo) > MOST_KEPT:
            self.memo.clear()
        self.memo.setdefault(key, []).insert(0, ready)
        return ready

    def kept_or_compiled(self, binding, objects, args, kwargs, wish):
        """The program from disk, or a new one, which is kept there."""
        fn = self.gradient.fn
        ticket = keeping.ticket(binding, objects, wish)
        kinds = hollow(args), hollow(kwargs)
        program = keeping.load_kept(
            ticket, objects, lambda: compiler().compile_program(fn, *kinds, wish)
        )
        if program is not None and serves(program, objects):
            return program
        program = compiler().compile_program(fn, args, kwargs, wish)
        keeping.keep(ticket, program)
        return program

    def general(self, count):
        """The program for `count` arguments of which nothing is known."""
        found = compiler()
        return found.compile_program(self.gradient.fn, (Unknown,) * count, {}, self.gradient.wish())

    def binding(self, args, kwargs):
        """How arguments of this form reach the parameters."""
        fn = self.gradient.fn
        target = follow(fn)
        if not isinstance(target.function, types.FunctionType) or is_derivative(fn):
            # these get a Python function around them, or an error
            target, _ = compiler().bound_source(fn, args, kwargs)
        try:
            return Binding(target, len(args), tuple(kwargs))
        except ArgumentError:
            compiler().bound_source(fn, args, kwargs)  # names the user's line
            raise


def is_derivative(fn):
    """Whether `fn` is a gradient itself."""
    return hasattr(type(fn), "__s2s_derivative__")


def compiler():
    """The compiler, loaded when there is first something to compile."""
    from s2s_grad import compiler

    return compiler


def origin_of(program, line):
    """The user's line behind a line of generated text; loads the compiler."""
    from s2s_grad import origins

    return origins.origin_of(program, line)


def check_count(wish, args, kwargs):
    """Refuse a position that no argument has, in MindSpore's words."""
    count = len(args) + len(kwargs)
    for position in wish.positions:
        if position >= count and count:
            raise locating.MissingPosition(f"Position index {position} is exceed input size.")
