"""What the stand-ins in Python share; about.ts says the same for the others, and what a test can tune."""

import json
import sys
import time
from pathlib import Path
from typing import NoReturn


def note(argv: list[str]) -> None:
    """Notes a command with all its words."""
    with Path("/var/log/testbed-commands.log").open("a") as commands:
        commands.write(json.dumps({"at": int(time.time() * 1000), "argv": argv}) + "\n")


def fatal(message: str, code: int = 1) -> NoReturn:
    """Ends the command with one line on standard error."""
    print(message, file=sys.stderr)
    sys.exit(code)
