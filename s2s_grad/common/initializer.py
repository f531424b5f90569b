"""MindSpore's place for the initializers."""

from s2s_grad.initializer import *  # noqa: F403
