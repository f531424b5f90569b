"""The gradient of a long loop that keeps few of its states, and computes the others again."""

from math import comb

from s2s_grad.runtime.structures import add


def replayed(steps, gradients, first, last, snapshots, state, shared, d_state):
    """The gradients for the state before the passes `first` to `last` of a loop, and for `shared`.

    `steps(start, stop, state, *shared)` does some passes, `gradients(start, stop, state,
    *shared, d_state)` gives a tuple: the gradient for the state before them, then those for
    what they share.
    At most `snapshots` states are kept, where the schedule of Griewank and Walther (2000) puts
    them: no other one with as many does with fewer passes. What a schedule calls one step is
    `snapshots` passes here, since `gradients` remembers as many on its own.
    """
    kept, totals = [(0, state)], None
    end = max(1, -(-(last - first) // snapshots))

    def place(block):
        return min(first + block * snapshots, last)

    while end > 0:
        start, state = kept[-1]
        while end - start > 1:
            free = snapshots - len(kept)
            stop = start + stretch(end - start, free) if free > 0 else end - 1
            state = steps(place(start), place(stop), state, *shared)
            start = stop
            if free > 0:
                kept.append((start, state))
        d_state, *rest = gradients(place(start), place(end), state, *shared, d_state)
        totals = rest if totals is None else [add(a, b) for a, b in zip(totals, rest)]
        end = start
        if kept[-1][0] == start:
            kept.pop()
    return (d_state, *(totals or ()))


def stretch(length, free):
    """How many steps to go before the next snapshot, with `free` of them left.

    >>> stretch(10, 2)
    4
    """
    kept = free + 1  # the state at the start is one of them
    times = 0
    while comb(kept + times, kept) < length:
        times += 1

    def reach(snapshots, again):
        return comb(snapshots + again, snapshots) if min(snapshots, again) >= 0 else 0

    if length <= reach(kept, times - 1) + reach(kept - 2, times - 1):
        return max(1, reach(kept, times - 2))
    if length >= reach(kept, times) - reach(kept - 3, times):
        return reach(kept, times - 1)
    return length - reach(kept - 1, times - 1) - reach(kept - 2, times - 1)
