"""Whether there is room on the disks of a node for what is copied there."""

import os
import shutil
from pathlib import Path

from hubwright_copies import SERVER

ETCD = SERVER / "db/etcd/member/snap"


def size_of(*paths):
    """Bytes of all files in them; of what is not there none."""
    inside = [Path(folder) / name for it in paths for folder, _, names in os.walk(str(it)) for name in names]
    files = [*inside, *(it for it in paths if it.is_file())]
    return sum(it.lstat().st_size for it in files if not it.is_symlink() and it.exists())


def size_of_datastore():
    """Bytes that a copy of it has at most: etcd's log and k3s's own snapshots are in no copy."""
    if ETCD.is_dir():
        return size_of(ETCD)
    return size_of(*(SERVER / f"db/state.db{end}" for end in ("", "-wal")))


def lacking_room(needs, reserve):
    """A sentence for every disk that has too little room for all that goes to it.

    `needs` are pairs of a folder, which need not be there yet, and bytes; `reserve` is the share of a disk that has to
    stay free.
    """
    disks = {}
    for folder, size in needs:
        there = next(it for it in (folder, *folder.parents) if it.is_dir())
        disks.setdefault(there.stat().st_dev, []).append((there, size))
    found = []
    for parts in disks.values():
        needed = sum(size for _, size in parts)
        total, _, free = shutil.disk_usage(str(parts[0][0]))
        if needed > 0 and free - needed < total * reserve:
            folders = ", ".join(dict.fromkeys(str(it) for it, size in parts if size > 0))
            has = f"{units_of(free)} of {units_of(total)} are free in {folders}"
            kept = f", of which {units_of(total * reserve)} have to stay free"
            found.append(f"it needs up to {units_of(needed)}, and {has}{kept}")
    return found


def units_of(size):
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"
