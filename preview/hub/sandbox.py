"""The part of a sandbox that is a server's own; `hubwright preview` says how the rest of it begins."""

from pathlib import Path


def shared(home: Path, readable: list[str]) -> list[str]:
    """Options of bubblewrap: what a server sees besides programs, its home and what it may only read."""
    seen = [option for path in readable for option in ("--ro-bind", path, path)]
    return [*seen, "--bind", str(home), str(home), "--chdir", str(home)]


def inmate(pid: int) -> int:
    """The process in a sandbox: bubblewrap that waits has one that reaps, and that one has it as its first child.

    Raises ProcessLookupError if it has ended.
    """
    try:
        for _ in range(2):
            pid = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
    except (OSError, IndexError) as error:
        raise ProcessLookupError(pid) from error
    return pid
