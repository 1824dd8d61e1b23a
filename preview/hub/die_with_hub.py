"""Ends a command with the process that started it, on Linux."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def command(words: list[str] | str) -> list[str]:
    """The same command, run by this file."""
    return [sys.executable, __file__, *([words] if isinstance(words, str) else words)]


if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    os.execvp(sys.argv[1], sys.argv[1:])
