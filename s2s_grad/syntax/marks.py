"""What Python's own trees leave out: a comment, and a blank line."""

import gast


class Comment(gast.stmt):
    """A comment on lines of its own; `text` comes without the `#`."""

    _fields = ("text",)

    def __init__(self, text):
        self.text = text


class Blank(gast.stmt):
    """One blank line."""

    _fields = ()

    def __init__(self):
        pass
