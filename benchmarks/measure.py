"""Times that can be compared: candidates take turns within one run, medians are reported."""

import statistics
import time


def seconds(call, number):
    """Seconds of one call, averaged over `number` of them."""
    start = time.perf_counter()
    for _ in range(number):
        call()
    return (time.perf_counter() - start) / number


def enough(call, target=2e-3):
    """How many calls take about `target` seconds."""
    number = 1
    while number * seconds(call, number) < target:
        number *= 2
    return number


def medians(candidates, rounds=51):
    """Median seconds of one call of each candidate, a dict of names and functions.

    The candidates run one after the other in every round, so that a machine that slows down
    slows all of them.
    """
    for call in candidates.values():
        call()
    numbers = {name: enough(call) for name, call in candidates.items()}
    times = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, call in candidates.items():
            times[name].append(seconds(call, numbers[name]))
    return {name: statistics.median(found) for name, found in times.items()}


def table(title, columns, rows):
    """Print a title and rows of text in columns as wide as they need."""
    lines = [columns, *[[str(cell) for cell in row] for row in rows]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}")
    for line in lines:
        first, *rest = zip(line, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
        print("  " + "  ".join(cells))


def micro(time_taken):
    """Seconds as text in microseconds."""
    return f"{time_taken * 1e6:.2f} us"


def milli(time_taken):
    """Seconds as text in milliseconds."""
    return f"{time_taken * 1e3:.1f} ms"


def against(limit, found):
    """The limit and whether it is kept."""
    return f"{limit} {'ok' if found <= limit else 'MISSED'}"
