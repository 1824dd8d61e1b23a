"""Makes a tree of files of every kind, or describes one so that two can be compared.

make FOLDER      entries as JSON on standard input: each in a folder made before it, names in hex
describe FOLDER  what is in it as JSON, by path in hex: what a copy has to keep
"""

import hashlib
import json
import os
import stat
import sys


def make(folder, entries):
    os.makedirs(folder, exist_ok=True)
    root = os.fsencode(folder)
    paths, files = [root], []
    made = []
    for entry in entries:
        path = os.path.join(paths[entry["parent"] % len(paths)], bytes.fromhex(entry["name"]))
        kind = entry["kind"]
        if os.path.lexists(path) or (kind == "hardlink" and not files):
            continue
        if kind == "folder":
            os.mkdir(path)
            paths.append(path)
        elif kind == "link":
            os.symlink(bytes.fromhex(entry["target"]), path)
        elif kind == "hardlink":
            os.link(files[entry["parent"] % len(files)], path)
            continue
        elif kind == "fifo":
            os.mkfifo(path)
        else:
            with open(path, "wb") as file:
                file.write(bytes.fromhex(entry["content"]))
                if entry["hole"] > 0:
                    file.seek(entry["hole"], os.SEEK_CUR)
                    file.write(b"end")
            files.append(path)
        made.append((path, entry))
    # What is in a folder changes its time, and an owner takes bits of the mode away.
    for path, entry in reversed(made):
        os.lchown(path, entry["uid"], entry["gid"])
        if entry["kind"] != "link":
            for name, value in entry["attributes"].items():
                if entry["kind"] != "fifo":
                    os.setxattr(path, f"user.{name}", bytes.fromhex(value))
            os.chmod(path, entry["mode"])
        os.utime(path, ns=(entry["time"], entry["time"]), follow_symlinks=False)


def describe(folder):
    root = os.fsencode(folder)
    found = [root] + [os.path.join(at, it) for at, below, names in os.walk(root) for it in below + names]
    first = {}
    for path in sorted(found):
        first.setdefault(identity(os.lstat(path)), os.path.relpath(path, root).hex())
    return {os.path.relpath(path, root).hex(): facts(path, first) for path in sorted(found)}


def identity(info):
    return info.st_dev, info.st_ino


def facts(path, first):
    info = os.lstat(path)
    attributes = os.listxattr(path, follow_symlinks=False)
    told = {
        "mode": oct(info.st_mode),
        "owner": [info.st_uid, info.st_gid],
        "time": info.st_mtime_ns,
        "same": first[identity(info)],
        "attributes": {it: os.getxattr(path, it, follow_symlinks=False).hex() for it in attributes},
    }
    if stat.S_ISLNK(info.st_mode):
        told["target"] = os.readlink(path).hex()
    if stat.S_ISREG(info.st_mode):
        told["size"] = info.st_size
        # A hole of a megabyte at least is none of the data.
        told["has holes"] = info.st_size - 512 * info.st_blocks > 500_000
        with open(path, "rb") as file:
            told["content"] = hashlib.sha256(file.read()).hexdigest()
    return told


if sys.argv[1] == "make":
    make(sys.argv[2], json.load(sys.stdin))
else:
    print(json.dumps(describe(sys.argv[2])))
