#!/usr/bin/env python3
# Written by Hubwright.
"""Sets a quota on each home on the disk of this node: a project quota of XFS or ext4.

Arguments: the folder of the volumes, the namespace of the hub, the limit in MiB; 0 for none.

The folder of a home has the id of its project, one of ours that nothing else on the disk uses. All in the folder gets
that id, and what is created there inherits it. The limit comes last: a project without one was not gone through yet.
Homes belong to users, who may change them meanwhile: no link in them is followed.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import struct
import sys

# "HW", and then a number of 16 bits.
OURS = range(0x48570000, 0x48580000)

# Source: linux/fs.h and linux/quota.h.
GET_ATTRIBUTES, SET_ATTRIBUTES = 0x801C581F, 0x401C5820
ATTRIBUTES = struct.Struct("=4I12x")  # flags, two others, the project
INHERITED = 0x200
GET_QUOTA, SET_QUOTA = 0x80000702, 0x80000802
QUOTA = struct.Struct("=8QI4x")  # the hard limit in KiB, the soft one, bytes in use, …, files in use, …, what is set
LIMITS_OF_BLOCKS = 1


def main(storage, namespace, mebibytes):
    kibibytes = int(mebibytes) * 1024
    disk = Disk(storage) if os.path.isdir(storage) else None
    if disk is None or (kibibytes == 0 and not disk.has_quotas):
        return
    if not disk.has_quotas:
        sys.exit(f"{storage} is on {disk.kind}, mounted with {disk.options}: it has no project quotas")
    done = set()
    # A home that is made while others are gone through is seen, too.
    while found := (homes(storage, namespace) if kibibytes else set(os.listdir(storage))) - done:
        for name in sorted(found):
            with contextlib.suppress(FileNotFoundError):
                limit(os.path.join(storage, name), kibibytes, disk, storage)
        done |= found


def homes(storage, namespace):
    """What a restore or a move keeps beside a home has a suffix."""
    names = os.listdir(storage)
    return {it for it in names if f"_{namespace}_claim-" in it and "." not in it}


def limit(path, kibibytes, disk, storage):
    with opened(path) as home:
        project = project_of(home)
        if project not in OURS:
            if kibibytes == 0:
                return
            project = disk.free_project(storage)
            disk.limit(project, 0)
            set_project(home, project, INHERITED)
    now = disk.quota(project)[0]
    if now == kibibytes:
        return
    if now == 0:
        spread(path, project)
    disk.limit(project, kibibytes)


def spread(path, project):
    """Give all in a home its project. Links, pipes and sockets have none, and take no room."""
    missed = 0
    try:
        for _, folders, _, here in os.fwalk(path):
            # First: from then on what is created there inherits it, and what was there before is listed.
            set_project(here, project, INHERITED)
            with os.scandir(here) as listing:
                entries = list(listing)
            folders[:] = [it.name for it in entries if it.is_dir(follow_symlinks=False)]
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    missed += not tried(entry.name, here, project)
    except (OSError, RecursionError) as error:
        print(f"{path}: not all of it counts towards its limit: {error}", file=sys.stderr)
    if missed:
        print(f"{path}: {missed} files do not count towards its limit", file=sys.stderr)


def tried(name, folder, project):
    try:
        with opened(name, folder) as file:
            set_project(file, project, 0)
    except OSError as error:
        return error.errno == errno.ENOENT
    return True


@contextlib.contextmanager
def opened(name, folder=None):
    file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    try:
        yield file
    finally:
        os.close(file)


def project_of(file):
    return ATTRIBUTES.unpack(attributes(file))[3]


def set_project(file, project, flag):
    flags, *others, now = ATTRIBUTES.unpack(attributes(file))
    if (flags | flag, project) != (flags, now):
        fcntl.ioctl(file, SET_ATTRIBUTES, ATTRIBUTES.pack(flags | flag, *others, project))


def attributes(file):
    return fcntl.ioctl(file, GET_ATTRIBUTES, bytes(ATTRIBUTES.size))


class Disk:
    """The file system of a folder, and the quotas of its projects."""

    def __init__(self, folder):
        device = os.stat(folder).st_dev
        number = f"{os.major(device)}:{os.minor(device)}"
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as mounts:
            ends = [end.split() for start, end in (it.split(" - ") for it in mounts) if start.split()[2] == number]
        # Something that has no device, as overlays have none, is not there.
        self.kind, source, self.options = ends[-1] if ends else ("an unknown file system", "", "no options")
        self.has_quotas = self.kind in ("ext4", "xfs") and "prjquota" in self.options.split(",")
        linked = f"/dev/block/{number}"
        self._device = os.fsencode(linked if os.path.exists(linked) else source)

    def free_project(self, storage):
        used = set()
        for entry in os.scandir(storage):
            if entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(FileNotFoundError), opened(entry.path) as folder:
                    used.add(project_of(folder))
        return next(it for it in OURS if it not in used and not self.is_used(it))

    def is_used(self, project):
        _, _, space, _, _, files, *_ = self.quota(project)
        return space > 0 or files > 0

    def quota(self, project):
        data = ctypes.create_string_buffer(QUOTA.size)
        try:
            self._call(GET_QUOTA, project, data)
        except FileNotFoundError:  # a project that XFS does not know yet
            return (0,) * 9
        return QUOTA.unpack(data.raw)

    def limit(self, project, kibibytes):
        self._call(SET_QUOTA, project, QUOTA.pack(kibibytes, *[0] * 7, LIMITS_OF_BLOCKS))

    def _call(self, command, project, data):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.quotactl(ctypes.c_int(command - (1 << 32)), self._device, project, data) != 0:
            code = ctypes.get_errno()
            raise OSError(code, f"quota of project {project}: {os.strerror(code)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
