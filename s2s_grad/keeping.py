"""Programs to and from the cache on disk: the key, and what is said beside the text."""

from dataclasses import dataclass

from s2s_grad import cache
from s2s_grad.codewords import HOME, is_shipped
from s2s_grad.errors import S2SGradError
from s2s_grad.program import KeptProgram, load
from s2s_grad.relocating import Names, Places
from s2s_grad.survey import Survey, Unclear, survey


@dataclass(frozen=True)
class Ticket:
    """Under which key a program is kept, and what was looked at to know that."""

    key: str
    survey: Survey


def ticket(binding, objects, wish):
    """The Ticket for a call, or None when its program is not to be kept."""
    if not wish.cached or cache.folder() is None:
        return None
    return quietly(lambda: new_ticket(binding, objects, wish))


def new_ticket(binding, objects, wish):
    """The Ticket for a call; raises what stands in the way."""
    first = {}
    repeated = [first.setdefault(id(weight), i) for i, weight in enumerate(wish.weights)]
    found = survey(binding.function, objects, binding.passed, wish.weights)
    wanted = [binding.place(index) for index in wish.positions]
    flags = (wish.value, wish.aux, wish.sens, wish.exact, wish.lenient, wish.nans)
    flags += (wish.every, wish.forward)
    return Ticket(cache.key(repr((wanted, repeated, flags)), repr(found.words)), found)


def load_kept(ticket, objects, compiled):
    """The Program that was kept under a Ticket, or None; `compiled` makes it anew."""
    if ticket is None:
        return None
    return quietly(lambda: read_kept(ticket, objects, compiled))


def read_kept(ticket, objects, compiled):
    """The Program on disk, with all that it names found again in this process."""
    entry = cache.find(ticket.key)
    if entry is None:
        return None
    about = entry.about
    here = Places(ticket.survey, objects, {})
    program = KeptProgram(
        entry.text,
        about["entry"],
        about["parameters"],
        [(here.path(path), here.value(found)) for path, found in about["reads"]],
        [(here.path(path), here.value(found)) for path, found in about["guards"]],
        here.roots,
        bounds={text: here.bound(found) for text, found in about["bounds"].items()},
        given=set(about["given"]),
        results=about["results"],
        weights=about["weights"],
        states=[here.path(path) for path in about["states"]],
        tensors=about["tensors"],
    )
    program.compiled = compiled
    return load(program, entry.path)


def keep(ticket, program):
    """The program is on disk under its Ticket, if it can be told in literals."""
    if ticket is None:
        return
    quietly(lambda: write_kept(ticket, program))


def write_kept(ticket, program):
    """Write a program to disk; raises what stands in the way."""
    check_known(ticket.survey, program.roots)
    names = Names(ticket.survey, program.roots)
    about = {
        "entry": program.entry,
        "parameters": program.parameters,
        "reads": [(names.path(path), names.value(found)) for path, found in program.reads],
        "guards": [(names.path(path), names.value(found)) for path, found in program.guards],
        "bounds": {text: names.bound(found) for text, found in program.bounds.items()},
        "given": sorted(program.given),
        "results": list(program.results),
        "weights": list(program.weights),
        "states": [names.path(path) for path in program.states],
        "tensors": program.tensors,
    }
    path = cache.keep(ticket.key, program.text, about)
    if path is not None:
        load(program, path)


def quietly(action):
    """What the action gives; None, with one warning, when anything goes wrong."""
    try:
        return action()
    except (Unclear, S2SGradError):  # what is refused is refused by the compiler, with its line
        return None
    except Exception as error:
        cache.tell(f"the s2s_grad cache is not used: {type(error).__name__}: {error}")
        return None


def check_known(found, roots):
    """Unclear when the compiler looked into a function that the survey did not meet."""
    known = {id(function) for function in found.functions}
    for key, root in roots.items():
        if key[0] == "default" and id(root) not in known:
            file = root.__code__.co_filename
            # generated text was made from functions that are among the roots themselves
            generated = str(root.__module__).startswith("s2s_grad.generated.")
            if not (generated or is_shipped(file) or file.startswith(HOME)):
                raise Unclear(f"{root!r} was reached in a way that the key does not cover")
