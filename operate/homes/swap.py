"""Puts a restored tree, or a part of one, in the place of what is there; what was there stays beside it.

Arguments: the folder with the restored tree, the folder to put it in, what to add to the name of what is there, the
name of the tree in the backup, its name today, and the names that lead to the part. Prints where what was there is now.

The tree belongs to a user, who may change it meanwhile: no link in it is followed.
"""

import ctypes
import errno
import fcntl
import os
import shutil
import stat
import struct
import sys

RENAME_EXCHANGE = 2
LONGEST_NAME = 255
# The project of a file, to which quotas apply. Source: linux/fs.h.
GET_ATTRIBUTES, SET_ATTRIBUTES = 0x801C581F, 0x401C5820
ATTRIBUTES = struct.Struct("=4I12x")
INHERITED = 0x200


def main(stage, folder, suffix, restored, name, *parts):
    if restored != name:
        os.rename(os.path.join(stage, restored), os.path.join(stage, name))
    # A power cut after the exchange must not find files that are empty.
    os.sync()
    kept = put(opened(stage), opened(folder), (name, *parts), suffix)
    os.sync()
    shutil.rmtree(stage)
    if kept is not None:
        print(os.path.join(folder, name, *parts[:-1], kept) if parts else os.path.join(folder, kept))


def opened(name, parent=None):
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)


def put(stage, folder, names, suffix):
    """Goes down while there are folders; what is missing comes as a whole."""
    name, *rest = names
    if not exists(name, folder):
        move(stage, name, folder, name)
        return None
    if rest:
        try:
            below = opened(name, folder)
        except OSError as error:
            if error.errno not in (errno.ENOTDIR, errno.ELOOP):
                raise
            sys.exit(f"{name} is a folder in the backup, and a file or a link in the home now")
        return put(opened(name, stage), below, rest, suffix)
    before = os.fsdecode(os.fsencode(name)[: LONGEST_NAME - len(suffix)]) + suffix
    move(stage, name, folder, before)
    exchange(folder, name, before, stage)
    return before


def exists(name, folder):
    try:
        os.lstat(name, dir_fd=folder)
    except FileNotFoundError:
        return False
    return True


def move(stage, name, folder, new):
    """In a home with a quota, what comes to it has to count towards that first."""
    try:
        os.rename(name, new, src_dir_fd=stage, dst_dir_fd=folder)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        found = os.lstat(name, dir_fd=stage)
        if stat.S_ISLNK(found.st_mode):  # it cannot be told
            os.symlink(os.readlink(name, dir_fd=stage), new, dir_fd=folder)
            os.chown(new, found.st_uid, found.st_gid, dir_fd=folder, follow_symlinks=False)
            return
        join(name, stage, project_of(folder))
        os.rename(name, new, src_dir_fd=stage, dst_dir_fd=folder)


def join(name, parent, project):
    """Give a file, or all in a folder, a project. The stage is of root alone: nothing in it changes."""
    found = os.lstat(name, dir_fd=parent).st_mode
    if stat.S_ISREG(found):
        set_project(name, parent, project, 0)
    if stat.S_ISDIR(found):
        set_project(name, parent, project, INHERITED)
        folder = opened(name, parent)
        for below in os.listdir(folder):
            join(below, folder, project)
        os.close(folder)


def project_of(folder):
    return ATTRIBUTES.unpack(fcntl.ioctl(folder, GET_ATTRIBUTES, bytes(ATTRIBUTES.size)))[3]


def set_project(name, parent, project, flag):
    file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=parent)
    flags, *others, _ = ATTRIBUTES.unpack(fcntl.ioctl(file, GET_ATTRIBUTES, bytes(ATTRIBUTES.size)))
    fcntl.ioctl(file, SET_ATTRIBUTES, ATTRIBUTES.pack(flags | flag, *others, project))
    os.close(file)


def exchange(folder, name, before, stage):
    """In one step, so that nobody ever finds neither; in two where the file system cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "renameat2"):
        done = libc.renameat2(folder, os.fsencode(name), folder, os.fsencode(before), RENAME_EXCHANGE)
        if done == 0:
            return
        code = ctypes.get_errno()
        if code not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(code, os.strerror(code), name)
    os.rename(before, name, src_dir_fd=folder, dst_dir_fd=stage)
    os.rename(name, before, src_dir_fd=folder, dst_dir_fd=folder)
    os.rename(name, name, src_dir_fd=stage, dst_dir_fd=folder)


main(*sys.argv[1:])
