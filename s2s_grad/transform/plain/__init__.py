"""Each runtime helper as plain NumPy, where the facts allow it: (node, facts) to a node."""
