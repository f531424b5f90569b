"""`python -m s2s_grad` is `s2s-grad`."""

import sys

from s2s_grad.cli import main

if __name__ == "__main__":
    sys.exit(main())
