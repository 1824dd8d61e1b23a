"""Keeps what an upgrade replaces on a node, whole or not at all. Given to python3 on its standard input.

Last argument: JSON with the `name` of the snapshot, the `node`, its `unit`, the release of `k3s`, the `namespace` of
the hub, whether it is the `first` server, which keeps the datastore for all, the names of our `manifests`, and how many
to `keep`.
"""

import json
import os
import re
import shutil
import stat
import sys
from pathlib import Path

from hubwright_copies import HUB_DATABASE, SERVER, copy_database, copy_datastore, hub_volume
from hubwright_restic import Failure

SNAPSHOTS = Path("/var/lib/hubwright/snapshots")
BINARY = Path("/usr/local/bin/k3s")
CONFIG = Path("/etc/rancher/k3s")
UNITS = Path("/etc/systemd/system")
NAME = re.compile(r"\d{6}-[0-9a-f]+$")
# Kubernetes ends pods where less than this share of a disk is free.
RESERVE = 0.05


def take(asked):
    target = SNAPSHOTS / asked["name"]
    # One that is whole is of before the upgrade; the node may be half upgraded by now.
    if not target.is_dir():
        SNAPSHOTS.mkdir(parents=True, exist_ok=True)
        for folder in (SNAPSHOTS.parent, SNAPSHOTS):
            folder.chmod(0o700)
        for left in SNAPSHOTS.glob("*.new"):
            shutil.rmtree(str(left))
        new = SNAPSHOTS / f"{asked['name']}.new"
        new.mkdir(mode=0o700)
        try:
            fill(new, asked)
        except BaseException:
            shutil.rmtree(str(new))
            raise
        new.rename(target)
        sync(SNAPSHOTS)
    remove_old(asked["keep"])


def fill(new, asked):
    database = hub_volume(asked["namespace"])
    require_room(sources(asked, database))
    print("saving: k3s and its settings", flush=True)
    shutil.copy2(str(BINARY), str(new / "k3s"))
    shutil.copytree(str(CONFIG), str(new / "config"), symlinks=True)
    (new / "units").mkdir()
    for unit in units(asked["unit"]):
        copy = shutil.copytree if unit.is_dir() else shutil.copy2
        copy(str(unit), str(new / "units" / unit.name))
    if asked["first"]:
        print("saving: the datastore", flush=True)
        copy_datastore(asked["k3s"], new / "datastore")
        (new / "manifests").mkdir()
        for name in asked["manifests"]:
            if (SERVER / "manifests" / name).exists():
                shutil.copy2(str(SERVER / "manifests" / name), str(new / "manifests" / name))
    if database is not None:
        print("saving: the hub's database", flush=True)
        copy_database(database / HUB_DATABASE, new / "hub" / HUB_DATABASE)
    about = {key: asked[key] for key in ("node", "unit", "k3s", "first")}
    about.update(version=1, database=None if database is None else str(database / HUB_DATABASE))
    (new / "snapshot.json").write_text(json.dumps(about) + "\n")
    settle(new)


def units(unit):
    named = (UNITS / f"{unit}.service", UNITS / f"{unit}.service.env", UNITS / f"{unit}.service.d")
    return [it for it in named if it.exists()]


def sources(asked, database):
    """Everything that is copied, for its size."""
    own = [BINARY, CONFIG, *units(asked["unit"])]
    if asked["first"]:
        own += [SERVER / "db", SERVER / "manifests"]
    return own if database is None else [*own, database / HUB_DATABASE]


def require_room(paths):
    files = [Path(folder) / name for it in paths for folder, _, names in os.walk(str(it)) for name in names]
    files += [it for it in paths if it.is_file()]
    needed = sum(it.lstat().st_size for it in files if not it.is_symlink() and it.exists())
    _, _, free = usage = shutil.disk_usage(str(SNAPSHOTS))
    if free - needed < usage.total * RESERVE:
        has = f"{units_of(free)} of {units_of(usage.total)} are free in {SNAPSHOTS}"
        raise Failure("room", f"it needs up to {units_of(needed)}, and {has}")


def units_of(size):
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"


def settle(new):
    """Puts all of it on the disk, for root alone. The binary stays executable: it is put back as it is."""
    for folder, _, names in os.walk(str(new), topdown=False):
        Path(folder).chmod(0o700)
        for name in names:
            file = Path(folder) / name
            if not file.is_symlink():
                file.chmod(stat.S_IMODE(file.stat().st_mode) & 0o700)
                sync(file)
        sync(folder)


def sync(path):
    descriptor = os.open(str(path), os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_old(keep):
    """What is of upgrades long finished: while one is under way, its snapshot is the newest."""
    kept = sorted(it for it in SNAPSHOTS.iterdir() if NAME.match(it.name))
    for old in kept[: max(0, len(kept) - keep)]:
        shutil.rmtree(str(old))


try:
    take(json.loads(sys.argv[-1]))
except Failure as failure:
    sys.exit(f"{failure.reason}: {failure.said}")
except OSError as error:
    sys.exit(f"file: {error}")
