"""The page of docs/ that lists every code: what it means, an example, all reasons."""

import ast
import inspect
import re
from pathlib import Path

import s2s_grad
from s2s_grad.errors import CODES, S2SGradError
from tests.errors_examples import CALLS

PACKAGE = Path(s2s_grad.__file__).parent
CODE = re.compile(r"S\d{3}")

HEAD = """\
# Errors

What cannot be differentiated is refused with an error that names the file and the line, shows the
line with a caret, says what is wrong, and what to write instead. Each has a code, which stays the
same from version to version. This page is made from the code: `pytest tests/test_golden.py
--update-golden` writes it anew.

An error is an `S2SGradError`. It has the attributes `code`, `reason`, `advice`, `file`, `line`,
`column` and `text`. Unsupported Python is also a `SyntaxError`, an unsupported call or value a
`TypeError`, a missing source an `OSError`, a wrong position a `ValueError`.
"""


def page():
    """The text of docs/errors.md."""
    reasons = reasons_by_code()
    parts = [HEAD]
    for code in sorted(CODES):
        parts.append(section(code, reasons.get(code, {})))
    return "\n".join(parts)


def section(code, reasons):
    """What the page says of one code."""
    lines = [f"## {code}: {CODES[code]}", ""]
    if code in CALLS:
        lines += ["```python", shown_source(CALLS[code][0]), "```", "", "```text"]
        lines += [message_of(code), "```", ""]
    if reasons:
        lines += ["| reason | what to do |", "|---|---|"]
        lines += [
            f"| {cell(reason)} | {cell(advice)} |" for reason, advice in sorted(reasons.items())
        ]
        lines.append("")
    return "\n".join(lines)


def cell(text):
    """A text in a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ") or " "


def shown_source(function):
    """The text of an example, without its decorator."""
    return inspect.getsource(function).partition("\n")[2].rstrip()


def message_of(code):
    """The message that an example gives, its lines counted from the first that is shown."""
    function, call = CALLS[code]
    first = function.__code__.co_firstlineno
    error = caught(lambda: call(function))
    text = "(it is supported now)" if error is None else str(error)
    where = re.compile(r"(\S*/)?errors_examples\.py:(\d+)")
    return where.sub(lambda found: f"program.py:{int(found[2]) - first}", text)


def caught(action):
    """The typed error that an action raises, or None."""
    try:
        action()
    except S2SGradError as error:
        return error
    return None


def reasons_by_code():
    """{code: {reason: advice}} of all refusals in the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        constants = {
            entry.targets[0].id: template(entry.value)
            for entry in tree.body
            if isinstance(entry, ast.Assign) and isinstance(entry.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            texts = [template(entry, constants) for entry in node.args]
            texts += [template(w.value, constants) for w in node.keywords if w.arg == "advice"]
            for position, text in enumerate(texts[:3]):
                if text and CODE.fullmatch(text):
                    reason, advice = (*texts[position + 1 :], None, None)[:2]
                    if reason:
                        advice = advice or texts[-1] if texts[-1] != reason else ""
                        found.setdefault(text, {}).setdefault(reason, advice or "")
    return found


def template(node, constants=()):
    """The text of a literal or of an f-string, with … for what is filled in; else None."""
    if isinstance(node, ast.Name) and node.id in constants:
        return constants[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [str(getattr(part, "value", "")) for part in node.values]
        plain = [isinstance(part, ast.Constant) for part in node.values]
        return "".join(t if fine else "…" for t, fine in zip(parts, plain, strict=True))
    return None
