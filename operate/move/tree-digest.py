"""Describes a folder so that two can be compared: prints JSON with its files, bytes, and a digest for each name in it.

A digest is of all that a copy has to keep: names, kinds, modes, owners, times, links, contents and extended attributes.
Sockets are left out, as tar does: nothing listens at a copy. Argument: the folder.
"""

import hashlib
import json
import os
import stat
import sys

CHUNK = 1 << 20


def main(folder):
    root = os.fsencode(folder)
    first, totals = {}, {"files": 0, "bytes": 0, "data": 0, "pieces": 0}
    parts = {".": digest_of(root, b".", first, totals).hexdigest()}
    for name in sorted(os.listdir(root)):
        total = hashlib.blake2b(digest_size=16)
        for path in walk(os.path.join(root, name)):
            found = digest_of(path, os.path.relpath(path, root), first, totals)
            total.update(found.digest() if found else b"")
        parts[os.fsdecode(name).encode("utf-8", "backslashreplace").decode()] = total.hexdigest()
    print(json.dumps({**totals, "parts": parts}))


def walk(path):
    yield path
    if os.path.isdir(path) and not os.path.islink(path):
        for name in sorted(os.listdir(path)):
            yield from walk(os.path.join(path, name))


def digest_of(path, name, first, totals):
    info = os.lstat(path)
    if stat.S_ISSOCK(info.st_mode):
        return None
    totals["files"] += 1
    total = hashlib.blake2b(digest_size=16)
    # Only files have links; in an overlay, a folder may have the number of a file, on another device.
    is_folder = stat.S_ISDIR(info.st_mode)
    same = name if is_folder else first.setdefault((info.st_dev, info.st_ino), name)
    facts = [name, same, info.st_mode, info.st_uid, info.st_gid, info.st_mtime_ns, info.st_rdev]
    for key in sorted(os.listxattr(path, follow_symlinks=False)):
        # What else there is belongs to the system of the node, such as SELinux' labels.
        if key.startswith(("user.", "trusted.", "system.posix_acl_")) or key == "security.capability":
            facts += [key, os.getxattr(path, key, follow_symlinks=False)]
    if stat.S_ISLNK(info.st_mode):
        facts.append(os.readlink(path))
    total.update(repr(facts).encode())
    if stat.S_ISREG(info.st_mode) and same == name:
        totals["bytes"] += info.st_size
        read(path, total, totals)
    return total


def read(path, total, totals):
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            total.update(chunk)
        at, size = 0, file.tell()
        while at < size:
            try:
                start = os.lseek(file.fileno(), at, os.SEEK_DATA)
            except OSError:  # nothing but a hole is left
                break
            at = os.lseek(file.fileno(), start, os.SEEK_HOLE)
            totals["data"] += at - start
            totals["pieces"] += 1


main(sys.argv[1])
