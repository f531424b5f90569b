"""Long lines broken into short ones: groups that stay on one line where they fit.

A document is a text, a list of documents, or one of the marks below. A group is either
flat (every `Line` in it is its flat text) or broken (every `Line` of its own ends a line).
"""

WIDTH = 88
STEP = 4


class Line:
    """A place where a line may end; `flat` is what stands there otherwise.

    With an `owner` it may do so only where that group is broken.
    """

    __slots__ = ("flat", "is_hard", "owner")

    def __init__(self, flat="", owner=None, is_hard=False):
        self.flat, self.owner, self.is_hard = flat, owner, is_hard


class Group:
    """A part that is flat when it fits. With an `owner` it counts only where that is broken."""

    __slots__ = ("is_broken", "is_open", "owner", "parts")

    def __init__(self, parts, owner=None, is_open=False):
        self.parts, self.owner, self.is_open = parts, owner, is_open
        self.is_broken = False


class Indent:
    """A part whose lines start further right; with an `owner`, where that is broken."""

    __slots__ = ("owner", "parts")

    def __init__(self, parts, owner=None):
        self.parts, self.owner = parts, owner


class Elastic:
    """Brackets that may break while their `owner`, or any group, counts as flat."""

    __slots__ = ("owner", "parts")

    def __init__(self, parts, owner=None):
        self.parts, self.owner = parts, owner


class OnlyBroken:
    """A text that only a broken group has: the `owner`, or the group it stands in."""

    __slots__ = ("owner", "text")

    def __init__(self, text, owner=None):
        self.text, self.owner = text, owner


class Choice:
    """The first of several documents that fits, else the last, broken."""

    __slots__ = ("variants",)

    def __init__(self, *variants):
        self.variants = variants


class Embrace:
    """A group that gets parentheses when they make it fit, and only then."""

    __slots__ = ("group",)

    def __init__(self, group):
        self.group = group


SOFT = Line()
SPACE = Line(" ")
HARD = Line(is_hard=True)


def lay_out(document, indent):
    """The text of a document whose first line starts at column `indent`."""
    printer = Printer(indent)
    printer.stack.append((document, indent, False))
    printer.run()
    return "".join(printer.texts)


class Printer:
    """What is still to be printed (the last first, each with its indent and whether it is
    flat), what has been, and the column."""

    def __init__(self, column):
        self.stack = []
        self.texts = []
        self.column = column

    def run(self):
        """Print the stack until it is empty."""
        while self.stack:
            document, indent, is_flat = self.stack.pop()
            if type(document) is str:
                self.texts.append(document)
                self.column += len(document)
            elif type(document) is list:
                self.push(document, indent, is_flat)
            else:
                getattr(self, "print_" + type(document).__name__)(document, indent, is_flat)

    def push(self, parts, indent, is_flat):
        """Put parts on the stack, to be printed in their order."""
        self.stack.extend((part, indent, is_flat) for part in reversed(parts))

    def print_Line(self, line, indent, is_flat):
        if ends_line(line, is_flat):
            self.texts.append("\n" + " " * indent)
            self.column = indent
        else:
            self.texts.append(line.flat)
            self.column += len(line.flat)

    def print_Group(self, group, indent, is_flat):
        if group.owner is not None and not group.owner.is_broken:
            self.push(group.parts, indent, is_flat)
            return
        group.is_broken = False
        if group.is_open or not self.fits(group.parts, indent, is_flat=True):
            group.is_broken = True
        self.push(group.parts, indent, not group.is_broken)

    def print_Indent(self, part, indent, is_flat):
        self.push(part.parts, inner_indent(part, indent), is_flat)

    def print_Elastic(self, part, indent, is_flat):
        self.push(part.parts, indent, is_flat)

    def print_OnlyBroken(self, part, indent, is_flat):
        if is_shown(part, is_flat):
            self.stack.append((part.text, indent, is_flat))

    def print_Choice(self, choice, indent, is_flat):
        for index, variant in enumerate(choice.variants[:-1]):
            if self.fits(variant, indent, is_flat=True):
                self.push(variant, indent, index == 0)
                return
        self.push(choice.variants[-1], indent, False)

    def print_Embrace(self, part, indent, is_flat):
        group = part.group
        group.is_broken = False
        if self.fits(group.parts, indent, is_flat=True):
            self.push(group.parts, indent, True)
            return
        group.is_broken = True
        embraced = ["(", Indent([HARD, *group.parts]), HARD, ")"]
        if self.fits(embraced, indent, is_flat=False, all_lines=True):
            self.push(embraced, indent, False)
        else:
            group.is_broken = False
            self.push(group.parts, indent, True)

    def fits(self, parts, indent, is_flat, all_lines=False):
        """Whether no line grows too long, up to the first certain end of a line.

        With `all_lines` the lines of `parts` are looked at to the last.
        """
        column = self.column
        rest = len(self.stack)
        ahead = [(part, indent, is_flat, all_lines) for part in reversed(parts)]
        while True:
            if ahead:
                document, indent, is_flat, all_lines = ahead.pop()
            elif rest:
                rest -= 1
                document, indent, is_flat = self.stack[rest]
                all_lines = False
            else:
                return True
            kind = type(document)
            parts = ()
            if kind is str:
                column += len(document)
                if column > WIDTH:
                    return False
            elif kind is list:
                parts = document
            elif kind is Line:
                if not ends_line(document, is_flat):
                    column += len(document.flat)
                    if column > WIDTH:
                        return False
                elif all_lines:
                    column = indent
                else:
                    return True
            elif kind is Group:
                if document.owner is None or document.owner.is_broken:
                    is_flat = is_flat and not document.is_open
                    document.is_broken = not is_flat
                parts = document.parts
            elif kind is Indent:
                indent = inner_indent(document, indent)
                parts = document.parts
            elif kind is Elastic:
                if document.owner is None or not document.owner.is_broken:
                    is_flat, all_lines = False, True
                parts = document.parts
            elif kind is OnlyBroken:
                parts = (document.text,) if is_shown(document, is_flat) else ()
            elif kind is Choice:
                parts = document.variants[0 if is_flat else -1]
            else:
                document.group.is_broken = not is_flat
                parts = document.group.parts
            for part in reversed(parts):
                ahead.append((part, indent, is_flat, all_lines))


def ends_line(line, is_flat):
    """Whether a `Line` ends a line, in a group that is flat or not."""
    if line.is_hard:
        return True
    return not is_flat and (line.owner is None or line.owner.is_broken)


def is_shown(part, is_flat):
    """Whether an `OnlyBroken` shows its text, in a group that is flat or not."""
    return not is_flat if part.owner is None else part.owner.is_broken


def inner_indent(part, indent):
    """Where the lines of an `Indent` start."""
    return indent + STEP if part.owner is None or part.owner.is_broken else indent
