"""Keeps what an upgrade replaces on a node, whole or not at all. Given to python3 on its standard input.

Last argument: JSON with the `name` of the snapshot, the id of the `cluster`, the `node`, its `unit`, the release of
`k3s`, the `namespace` of the hub, whether its database is still the one of before (`hub`), whether this is the `first`
server, which keeps the datastore for all, the names of our `manifests`, the snapshot that this one `replaces` (or
null), and how many to `keep`.
"""

import json
import os
import shutil
import sys
from pathlib import Path

from hubwright_copies import HUB_DATABASE, SERVER, copy_database, copy_datastore, hub_volume
from hubwright_files import sync
from hubwright_restic import Failure
from hubwright_room import ETCD, lacking_room, size_of, size_of_datastore
from hubwright_snapshots import BINARY, CONFIG, SNAPSHOTS, UNITS, Busy, alone, parts_of

# Kubernetes ends pods where less than this share of a disk is free.
RESERVE = 0.05


def take(asked):
    try:
        with alone():
            take_alone(asked)
    except Busy:
        raise Failure("busy", f"another program still works in {SNAPSHOTS}") from None


def take_alone(asked):
    target = SNAPSHOTS / asked["name"]
    for left in (*SNAPSHOTS.glob("*.new"), *SNAPSHOTS.glob("*.old")):
        shutil.rmtree(str(left))
    # One that is whole is of before the upgrade; the node may be half upgraded by now.
    if not target.is_dir():
        if asked["replaces"] is not None and (SNAPSHOTS / asked["replaces"]).is_dir():
            discard(SNAPSHOTS / asked["replaces"])
        new = SNAPSHOTS / f"{asked['name']}.{os.getpid()}.new"
        new.mkdir(mode=0o700)
        try:
            fill(new, asked)
        except BaseException:
            shutil.rmtree(str(new))
            raise
        new.rename(target)
        sync(SNAPSHOTS)
    remove_old(asked)


def fill(new, asked):
    # Its new release may have migrated it, and a rollback would put that under the old one.
    database = hub_volume(asked["namespace"]) if asked["hub"] else None
    require_room(asked, database)
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
    about = {key: asked[key] for key in ("cluster", "node", "unit", "k3s", "first")}
    about.update(version=1, database=None if database is None else str(database / HUB_DATABASE))
    (new / "snapshot.json").write_text(json.dumps(about) + "\n")
    settle(new)


def units(unit):
    return [UNITS / it for it in parts_of(unit) if (UNITS / it).exists()]


def require_room(asked, database):
    own = [BINARY, CONFIG, *units(asked["unit"])]
    if asked["first"]:
        own.append(SERVER / "manifests")
    if database is not None:
        own.append(database / HUB_DATABASE)
    needs = [(SNAPSHOTS, size_of(*own))]
    if asked["first"]:
        needs.append((SNAPSHOTS, size_of_datastore()))
        # k3s puts it there first.
        needs.append((SERVER / "db", size_of_datastore() if ETCD.is_dir() else 0))
    lacking = lacking_room(needs, RESERVE)
    if lacking:
        raise Failure("room", "; ".join(lacking))


def settle(new):
    """Puts all of it on the disk. Modes stay, as it is put back with them: the folder around it is for root alone."""
    for folder, _, names in os.walk(str(new), topdown=False):
        for name in names:
            file = Path(folder) / name
            if not file.is_symlink():
                sync(file)
        sync(folder)


def remove_old(asked):
    """What this cluster has of earlier upgrades; another one, whose host this was, may have had higher numbers."""
    about = sorted(SNAPSHOTS.glob("*/snapshot.json"))
    own = [it.parent for it in about if json.loads(it.read_text()).get("cluster") == asked["cluster"]]
    earlier = [it for it in own if it.name != asked["name"]]
    for old in earlier[: max(0, len(own) - asked["keep"])]:
        discard(old)


def discard(snapshot):
    """Never leaves half of one that could be taken for a whole one."""
    old = snapshot.with_name(f"{snapshot.name}.old")
    snapshot.rename(old)
    shutil.rmtree(str(old))


try:
    take(json.loads(sys.argv[-1]))
except Failure as failure:
    sys.exit(f"{failure.reason}: {failure.said}")
except OSError as error:
    sys.exit(f"file: {error}")
