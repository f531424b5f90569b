"""Which names may share memory, from what each name is a view of."""

MARKS = {"@apart", "@own", "@path"}


def sharing_table(views):
    """For each name the names, itself included, whose memory it may share.

    >>> table = sharing_table({"v": {"x"}, "w": {"x"}, "y": set()})
    >>> sorted(table["w"])
    ['v', 'w', 'x']
    """
    labels = {}
    for text, owners in views.items():
        for label in {text, *owners} - MARKS:
            labels.setdefault(label, set()).add(text)
            if not label.startswith("@"):
                labels[label].add(label)
    found = {}
    for members in labels.values():
        for text in members:
            found.setdefault(text, set()).update(members)
    return found
