"""Keeps environments in the home, each with a kernel in JupyterLab: `environment create NAME PACKAGE…`.

They stay when the server stops and when its image changes. One whose Python is gone with an image says so by the name
of its kernel, and `environment repair NAME` makes it again with the same packages.
"""

import argparse
import fcntl
import shutil
import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import TextIO

from environment import (
    KERNELS,
    PYTHON,
    ROOT,
    Environment,
    Refused,
    found,
    is_ours,
    program_of,
)


def check() -> None:
    """Has JupyterLab's kernels agree with what is there, however it was made."""
    there = [it for it in found() if it.has_kernel]
    for it in there:
        it.register()
    gone = [it for it in KERNELS.glob("*/kernel.json") if is_ours(it) and it.parent.name not in {e.name for e in there}]
    for kernel in gone:
        shutil.rmtree(kernel.parent)


def settle() -> None:
    """Puts back what a repair that was killed has moved away."""
    for folder in ROOT.glob(".*.before"):
        Environment(folder.name.removeprefix(".").removesuffix(".before")).put_back()


def create(name: str, packages: list[str], python: str | None) -> None:
    it = Environment(name)
    if it.folder.exists() and not it.unfinished.exists():
        raise Refused(f"{it.folder} exists: choose another name, or install into it with `environment add {name} …`.")
    if it.kernel.exists() and not it.is_registered:
        raise Refused(f'There is another kernel "{name}" in {it.kernel.parent}: choose another name.')
    it.make(packages, python or PYTHON)
    print(f"{name} is ready: choose it as the kernel of a notebook. JupyterLab may take a few seconds to list it.")


def add(name: str, packages: list[str]) -> None:
    it = Environment(name).there()
    if it.fault:
        raise Refused(f'"{name}" is broken, {it.fault}: run `environment repair {name}` first.')
    it.install(packages)
    check()


def repair(name: str, newest: bool) -> None:
    it = Environment(name).there()
    if not (it.folder / "pyvenv.cfg").is_file():
        raise Refused(f'"{name}" is an environment of conda: repair it with `conda install --name {name} …`.')
    installed = sorted(distributions(path=[str(it.packages)]), key=lambda one: one.name) if it.packages else []
    local = [one.name for one in installed if one.read_text("direct_url.json")]
    wanted = [one.name if newest else f"{one.name}=={one.version}" for one in installed if one.name not in local]
    it.folder.rename(it.before)
    try:
        it.make(wanted)
    except BaseException:
        it.put_back()
        print(
            f'"{name}" is as it was. With `--newest`, the newest versions of its packages are taken.', file=sys.stderr
        )
        raise
    shutil.rmtree(it.before)
    check()
    print(f"{name} is ready.")
    if local:
        print(f"Not from an index, install these again: {', '.join(local)}")


def remove(name: str) -> None:
    Environment(name).there().delete()
    print(f"{name} is removed.")


def show() -> None:
    check()
    for it in found():
        print(f"{it.name}\tPython {it.version}\t{it.state()}")
    for kernel in sorted(KERNELS.glob("*/kernel.json")):
        program, name = program_of(kernel), kernel.parent.name
        if not is_ours(kernel) and program.startswith("/") and not Path(program).exists():
            print(f"{name}\tkernel\tbroken, {program} is gone: `jupyter kernelspec remove {name}`")


def alone(waits: bool) -> TextIO | None:
    """Has no other command of this user at work, in any server that has this home; None if one is and nobody waits."""
    ROOT.mkdir(exist_ok=True)
    lock = (ROOT / ".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if not waits:
            lock.close()
            return None
        print("Waiting for another `environment` command to end.", file=sys.stderr)
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="environment", description=f"Environments in {ROOT}, each with a kernel in JupyterLab."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(run, words: str, about: str, packages: str = ""):
        one = commands.add_parser(words, help=about, description=about)
        one.set_defaults(run=run)
        if words not in ("list", "check"):
            one.add_argument("name", metavar="NAME")
        if packages:
            one.add_argument("packages", metavar="PACKAGE", nargs=packages)
        return one

    command(create, "create", "make an environment, with packages in it", "*").add_argument(
        "--python", help="path or version of its Python (default: the image's)"
    )
    command(add, "add", "install packages into one", "+")
    command(show, "list", "list them, with what is broken")
    command(repair, "repair", "make one again with the same packages").add_argument(
        "--newest", action="store_true", help="take the newest versions of its packages"
    )
    command(remove, "remove", "delete one, and its kernel")
    command(check, "check", "have JupyterLab list the kernels of all, as every server does when it starts")
    options = vars(parser.parse_args())
    is_start = options["run"] is check
    if is_start and not ROOT.is_dir():
        return  # a server starts for somebody who has none
    try:
        # A server that starts does not wait: what is at work in another one lists its own kernel.
        lock = alone(waits=not is_start)
        if lock:
            with lock:
                settle()
                options.pop("run")(**options)
    except Refused as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
