#!/usr/bin/python3
"""What a kernel with quotas does with home-limits.py: the first process of a machine that has two disks for it.

The programs, and the file for the answers, are in the variables PROGRAM, SWAP and ANSWERS.
"""

import ctypes
import errno
import glob
import json
import os
import platform
import subprocess
import sys
import traceback

libc = ctypes.CDLL(None, use_errno=True)
MIB = 2**20


def main():
    for kind, place in (("proc", "/proc"), ("tmpfs", "/mnt")):
        subprocess.run(["mount", "-t", kind, kind, place], check=True)
    # The kernel has the format of ext4's quotas as a module.
    for name in ("quota_tree", "quota_v2"):
        for path in glob.glob(f"/usr/lib/uml/modules/{platform.release()}/**/{name}.ko", recursive=True):
            with open(path, "rb") as file:
                libc.syscall(313, file.fileno(), b"", 0)
    return {kind: check(kind, disk) for kind, disk in (("ext4", "/dev/ubdb"), ("xfs", "/dev/ubdc"))}


def check(kind, disk):
    top = f"/mnt/{kind}"
    os.mkdir(top)
    subprocess.run(["mount", "-t", kind, disk, top], check=True)
    without = limit(top, 4)
    subprocess.run(["umount", top], check=True)
    subprocess.run(["mount", "-t", kind, "-o", "prjquota", disk, top], check=True)
    return {"without prjquota": without, **limited(top)}


def limited(top):
    ada, eve, new = (f"{top}/pvc-{i}_jupyterhub_claim-{name}" for i, name in enumerate(("ada", "eve", "new")))
    copy = f"{ada}.before-restore-20261126T120000Z"
    database, foreign = f"{top}/pvc-9_jupyterhub_hub-db-dir", f"{top}/foreign"
    for path in (f"{ada}/old/deep", eve, copy, database, foreign):
        os.makedirs(path)
    subprocess.run(["chown", "-R", "1000", *glob.glob(f"{top}/*")], check=True)
    as_user(write, f"{ada}/old/deep/data", 3)
    as_user(write, f"{eve}/data", 6)
    # The first of our projects, which somebody else uses.
    subprocess.run(["chattr", "-p", str(0x48570000), foreign], check=True)
    return {
        "set": limit(top, 4),
        "what was there counts": [
            as_user(write, f"{ada}/old/deep/more", 2),
            as_user(os.remove, f"{ada}/old/deep/more"),
        ],
        "what still fits": as_user(write, f"{ada}/old/more", 0.5),
        "a home that is larger": as_user(write, f"{eve}/more", 1),
        "after making room": [as_user(os.remove, f"{eve}/data"), as_user(write, f"{eve}/more", 3)],
        "what is no home": [as_user(write, f"{it}/more", 8) for it in (copy, database, foreign)],
        "a new one": as_user(write, f"{made(new, top)}/data", 5),
        "projects": sorted(project(it) - 0x48570000 for it in (ada, eve, new)),
        "restored": restored(top, ada),
        "cut off": cut_off(top, new),
        "raised": [limit(top, 16), as_user(write, f"{ada}/more", 8)],
        "off": [limit(top, 0), as_user(write, f"{ada}/more", 24)],
    }


def made(home, top):
    os.mkdir(home)
    os.chown(home, 1000, 1000)
    limit(top, 4)
    return home


def restored(top, home):
    """A part of a home, of which a file is there and another one is not; what is restored counts."""
    said = []
    for name in ("old", "gone", "link"):
        stage = f"{top}/.stage"
        os.makedirs(f"{stage}/home/old/deep")
        os.mkdir(f"{stage}/home/gone")
        os.symlink("nowhere", f"{stage}/home/link")
        write(f"{stage}/home/gone/data", 0.1)
        words = [stage, top, ".before", "home", os.path.basename(home), name]
        said.append(run(os.environ["SWAP"], *words).replace(top, ""))
    return [*said, project(f"{home}/gone/data") == project(home)]


def cut_off(top, home):
    """A home that has a project, and no limit yet."""
    limit(top, 0)
    subprocess.run(["chattr", "-p", "0", f"{home}/data"], check=True)
    limit(top, 4)
    return project(f"{home}/data") == project(home)


def project(path):
    return int(subprocess.run(["lsattr", "-pd", path], check=True, capture_output=True, text=True).stdout.split()[0])


def limit(top, mebibytes):
    return run(os.environ["PROGRAM"], top, "jupyterhub", str(mebibytes))


def run(*words):
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
    return (done.stdout + done.stderr).strip()


def write(path, mebibytes):
    with open(path, "wb") as file:
        file.write(bytes(int(mebibytes * MIB)))
        file.flush()
        os.fsync(file.fileno())


def as_user(work, *args):
    """The name of the error of some work of a user, or `done`."""
    child = os.fork()
    if child == 0:
        code = 0
        try:
            os.setuid(1000)
            work(*args)
        except OSError as error:
            code = error.errno
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return errno.errorcode.get(code, "done")


try:
    found = main()
except BaseException:
    found = {"failure": traceback.format_exc()}
with open(os.environ["ANSWERS"], "w") as file:
    json.dump(found, file)
libc.reboot(0x4321FEDC)
