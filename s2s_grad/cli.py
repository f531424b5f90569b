"""The command `s2s-grad`: gradients printed, written and checked; the cache looked after."""

import argparse
import difflib
import functools
import importlib.metadata
import os
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

from s2s_grad import cache, coverage, highlight
from s2s_grad.errors import ArgumentError, PositionError, S2SGradError, marked, near
from s2s_grad.standalone import standalone
from s2s_grad.stats import stats
from s2s_grad.target import NotPython, Usage, arguments, called, load, parameters, resolve, split

SAME, DIFFERS, USAGE, REFUSED, BUG = 0, 1, 2, 3, 70
EXAMPLES = """\
TARGET is path/file.py:Name, package.module:Name, or either with a method: ...:Net.construct.

  s2s-grad dump models/rnn.py:rnn
  s2s-grad dump models/rnn.py:rnn --wrt 2,3 --spec 'f64[5,2], f64[2,2], f64[2,2], f64[2,2]'
  s2s-grad dump models/net.py --weights --value --call 'Net(3)(np.ones((2, 3)))' -o net_grad.py
  s2s-grad dump models/rnn.py:rnn --check models/rnn_grad.py

Exit codes: 0 ok, 1 differs, 2 usage, 3 code that cannot be differentiated.
"""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}\n")


def main(words: list[str] | None = None) -> int:
    """The exit code of the command that `words` spell."""
    options = parser().parse_args(words)
    try:
        code = options.run(options)
        sys.stdout.flush()
        return code
    except Usage as error:
        print(f"s2s-grad: {error}", file=sys.stderr)
        return USAGE
    except NotPython as error:
        print("".join(traceback.format_exception_only(*error.args)), end="", file=sys.stderr)
        return REFUSED
    except S2SGradError as error:
        print("\n".join(refusal(error)), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        # the reader has seen enough; Python's own flush at exit must not fail either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SAME
    except Exception:
        traceback.print_exc()
        print("s2s-grad: this is a mistake in s2s_grad, please report it", file=sys.stderr)
        return BUG


def parser() -> Parser:
    """The grammar of the command line."""
    plain = argparse.RawDescriptionHelpFormatter
    whole = Parser("s2s-grad", description=__doc__, epilog=EXAMPLES, formatter_class=plain)
    whole.add_argument("--version", action=Version, nargs=0, help="print the version and leave")
    commands = whole.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)

    what = Parser(add_help=False)
    add = what.add_argument
    add("--wrt", metavar="0,1", type=positions, default=0, help="arguments to differentiate by")
    add("--weights", action="store_true", help="also by all trainable parameters of a Cell")
    add("--value", action="store_true", help="return the value as well")
    add("--spec", metavar="'f32[2,3], f64'", help="kinds of the arguments")
    add("--call", metavar="'Net()(np.ones(3))'", help="what to differentiate, and for what")

    dump = commands.add_parser(
        "dump", parents=[what], help="print a gradient", epilog=EXAMPLES, formatter_class=plain
    )
    dump.add_argument("target", metavar="TARGET")
    form = dump.add_mutually_exclusive_group()
    form.add_argument("--stages", action="store_true", help="print every stage of the way")
    form.add_argument("--standalone", action="store_true", help="a text that needs NumPy only")
    form.add_argument("--explain-saved", action="store_true", help="a table of what is saved, why")
    place = dump.add_mutually_exclusive_group()
    place.add_argument("-o", metavar="FILE", dest="output", type=Path, help="write it to FILE")
    place.add_argument("--check", metavar="FILE", type=Path, help="compare it with FILE")
    dump.set_defaults(run=run_dump)

    check = commands.add_parser(
        "check", parents=[what], help="compare gradients with differences of the function"
    )
    check.add_argument("target", metavar="TARGET")
    check.add_argument("--order", type=int, choices=(1, 2), default=2, help="derivatives up to it")
    check.set_defaults(run=run_check)

    explain = commands.add_parser(
        "explain", parents=[what], help="say what becomes of each line", epilog=EXAMPLES
    )
    explain.add_argument("target", metavar="TARGET")
    forms = ("text", "json", "dot", "mermaid")
    explain.add_argument("--format", choices=forms, default="text", help="how to say it")
    explain.set_defaults(run=run_explain)

    show = commands.add_parser("show", parents=[what], help="show generated files, or targets")
    show.add_argument("targets", metavar="FILE", nargs="+", help="a generated file, or a TARGET")
    show.add_argument("--stats", action="store_true", help="lines, temporaries and saves only")
    show.set_defaults(run=run_show)

    known = commands.add_parser("coverage", help="list the functions that have a rule")
    known.add_argument("pattern", metavar="NAME", nargs="?", default="", help="part of a name")
    known.add_argument("--markdown", action="store_true", help="the page of the documentation")
    known.set_defaults(run=run_coverage)

    kept = commands.add_parser("cache", help="the programs kept on disk")
    verbs = kept.add_subparsers(metavar="VERB", required=True, parser_class=Parser)
    for run, text in [
        (run_path, "print where they are kept"),
        (run_list, "list them"),
        (run_clear, "remove them"),
        (run_verify, "look for damaged files; exit code 1 when there are any"),
    ]:
        verbs.add_parser(run.__name__.removeprefix("run_"), help=text).set_defaults(run=run)
    return whole


def positions(words: str) -> int | tuple[int, ...] | None:
    """The `grad_position` that `--wrt` spells: `0`, `0,1` or `none`."""
    if words == "none":
        return None
    try:
        numbers = tuple(int(word) for word in words.split(",") if word.strip())
    except ValueError:
        numbers = ()
    if not numbers:
        raise argparse.ArgumentTypeError(f"{words!r} is not a list of positions such as 0,1")
    return numbers if "," in words else numbers[0]


def run_dump(options: argparse.Namespace) -> int:
    """Print the gradient of the target, write it, or compare it with a file."""
    program, objects = compiled_for(options.target, options)
    text = program.text
    if options.stages:
        text = staged([*program.stages, ("generated", text)])
    if options.standalone:
        text = standalone(text)
    if options.explain_saved:
        from s2s_grad.crossing import saved_table

        text = saved_table(program, objects) + "\n"

    if options.check:
        return compare(options.check, text)
    if options.output:
        try:
            options.output.write_text(text, "utf-8")
        except OSError as error:
            raise Usage(f"{options.output}: {error.strerror}") from None
        return SAME
    show_text(text)
    return SAME


def run_check(options: argparse.Namespace) -> int:
    """Print what agrees with differences of the target and what does not; 1 if anything."""
    function, args, keywords = asked(options.target, options)
    if args is None:
        raise Usage("--call or --spec says at which arguments to look")
    if options.weights:
        raise Usage("--weights: only gradients for arguments are checked")

    from s2s_grad.checking import check_grads

    if options.wrt is None:
        raise Usage("--wrt none: there is nothing to check")
    plain = functools.partial(function, **keywords) if keywords else function
    report = check_grads(plain, args, wrt=options.wrt, order=options.order)
    print(report)
    return SAME if report.ok else DIFFERS


def run_explain(options: argparse.Namespace) -> int:
    """Print each line of the target with its types, what it keeps, and its backward lines."""
    from s2s_grad.explain import FORMS, explained

    print(FORMS[options.format](explained(compiled(options.target, options))))
    return SAME


def run_show(options: argparse.Namespace) -> int:
    """Print the texts, or a line of counts for each."""
    texts = [(target, shown(target, options)) for target in options.targets]
    if not options.stats:
        for _, text in texts:
            show_text(text)
        return SAME
    width = max(len(target) for target in options.targets)
    print(f"{'':{width}}  lines  temporaries  saves")
    for target, text in texts:
        counts = stats(text)
        print(f"{target:{width}}  {counts.lines:5}  {counts.temporaries:11}  {counts.saves:5}")
    return SAME


def run_coverage(options) -> int:
    """Print the table of functions that have a rule."""
    found = coverage.rows(options.pattern)
    print(coverage.page() if options.markdown else coverage.table(found))
    return SAME if found else DIFFERS


def run_path(options: argparse.Namespace) -> int:
    """Print the folder of the cache."""
    print(cache.folder() or "off")
    return SAME


def run_list(options: argparse.Namespace) -> int:
    """Print each kept program: its name, its lines, and the file."""
    for entry in cache.entries():
        name = entry.about.get("entry", "program")
        print(f"{name}  {len(entry.text.splitlines())} lines  {entry.path}")
    return SAME


def run_clear(options: argparse.Namespace) -> int:
    """Empty the cache, and say of how much."""
    print(f"{counted(cache.clear(), 'file')} removed")
    return SAME


def run_verify(options: argparse.Namespace) -> int:
    """Print what is wrong with the cache."""
    problems = cache.verify()
    sound = counted(len(cache.entries()), "program")
    print("\n".join(problems) or f"{sound}, nothing wrong")
    return DIFFERS if problems else SAME


def asked(target: str, options: argparse.Namespace) -> tuple[Any, Any, dict[str, Any]]:
    """The callable of a target, and the arguments that the options describe, or None."""
    if options.spec is not None and options.call is not None:
        raise Usage("--spec and --call both say what the arguments are; give one of them")
    place, name = split(target)
    if not name and options.call is None:
        raise Usage(f"{target} names no function; write {target}:Name")
    module = load(place)
    args: list | None = None
    keywords: dict[str, Any] = {}
    if options.call is not None:
        function, args, keywords = called(options.call, module)
    else:
        function = resolve(module, name)
    if options.spec is not None:
        args, keywords = arguments(options.spec)
    return function, args, keywords


def compiled(target: str, options: argparse.Namespace) -> Any:
    """The Program for a target: for the arguments that the options describe, or for any."""
    return compiled_for(target, options)[0]


def compiled_for(target: str, options: argparse.Namespace) -> tuple[Any, dict[str, Any]]:
    """The same, with the objects that the options give its parameters."""
    function, args, keywords = asked(target, options)

    from s2s_grad import api

    make = api.value_and_grad if options.value else api.grad
    weights = parameters(function) if options.weights else None
    try:
        gradient = make(function, options.wrt, weights)
        if args is None:
            return gradient.general(), {}
        program = gradient.program(*args, **keywords)
        return program, gradient.caller.binding(args, keywords).objects(args, keywords)
    except (ArgumentError, PositionError) as error:
        # what the program itself calls wrongly is a mistake in the code, not in the command
        if error.text and not error.text[error.column :].startswith(("def ", "lambda", "@")):
            raise
        raise Usage(error.reason) from None


def shown(target: str, options: argparse.Namespace) -> str:
    """The text of a generated file, or of the gradient of a target."""
    if split(target)[1] or options.call is not None:
        return compiled(target, options).text
    return read(Path(target))


def compare(path: Path, text: str) -> int:
    """Print what would change in the file, if anything."""
    old = read(path)
    if old == text:
        return SAME
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), text.splitlines(keepends=True), str(path), "generated now"
    )
    colours = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
    coloured = highlight.wants_colour(sys.stdout)
    for line in lines:
        end = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
        colour = colours.get(line[0]) if coloured else None
        body = f"{colour}{line.rstrip()}\x1b[0m\n" if colour else line
        print(body, end=end)
    return DIFFERS


def read(path: Path) -> str:
    """The text of a file."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise Usage(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Usage(f"{path}: not a text in UTF-8") from None


def show_text(text: str) -> None:
    """Print a text, in colours for a person at a terminal."""
    print(highlight.ansi(text) if highlight.wants_colour(sys.stdout) else text, end="")


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def staged(stages: list[tuple[str, str]]) -> str:
    """The stages one below the other, each under its name; one that changed nothing says so."""
    parts, before = [], None
    for name, text in stages:
        parts.append(f"# --- {name} ".ljust(88, "-"))
        parts.append("# as above" if text.strip() == before else text.strip())
        before = text.strip()
    return "\n\n".join(parts) + "\n"


def refusal(error: S2SGradError) -> list[str]:
    """Lines as Python prints a SyntaxError: file, line, text, caret and message."""
    lines = [f"{type(error).__name__}: {error.reason}", *filter(None, [error.advice])]
    if error.file is None:
        return lines
    place = f'  File "{near(error.file)}", line {error.line}'
    return [place, *marked(error.args[2]), *lines]


class Version(argparse.Action):
    """Prints the version, which is looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *rest: Any) -> None:
        try:
            version = importlib.metadata.version("s2s-grad")
        except importlib.metadata.PackageNotFoundError:
            version = "(not installed)"
        print(f"s2s-grad {version}")
        parser.exit(SAME)
