"""What a rollback asks a node for. Nothing is changed."""

import json
import sqlite3
from pathlib import Path
from urllib.parse import quote

from hubwright_copies import SERVER, volumes
from hubwright_room import lacking_room, size_of, size_of_datastore
from hubwright_snapshots import BINARY, CONFIG, SNAPSHOTS

# By table of the hub's database: whose row it is, and what only that user has changed.
PASSWORDS = {"hubwright_passwords": ("name", "hash"), "users_info": ("username", "password")}
# The share of a disk that has to stay free: what goes back is needed more than room.
RESERVE = 0.01
# Bytes that etcd sets aside for its log before it has written any: two files.
ETCD_LOG = 2 * 64_000_000


def look(_):
    found = sorted(SNAPSHOTS.glob("*/snapshot.json"))
    kept = [
        {**json.loads(it.read_text()), "name": it.parent.name, "time": int(it.stat().st_mtime * 1000)} for it in found
    ]
    for it in kept:
        it.update(state_of(it))
    print(json.dumps({"snapshots": kept, "volumes": folders()}))


def folders():
    return [{"path": str(path), "namespace": namespace, "claim": claim} for path, namespace, claim in volumes()]


def state_of(snapshot):
    """What the snapshot lacks, and how the hub's database differs from its copy."""
    folder = SNAPSHOTS / snapshot["name"]
    wanted = ["k3s", "config", "units"]
    if snapshot["first"]:
        wanted += ["datastore/token", "datastore/db", "manifests"]
    state = {"hasVolume": False, "written": None, "changed": []}
    if snapshot["database"] is not None:
        wanted.append("hub/jupyterhub.sqlite")
        database = Path(snapshot["database"])
        # While it is put back, it is there under another name.
        there = [database, *database.parent.glob(f"{database.name}.before-rollback-*")]
        times = [int(it.stat().st_mtime * 1000) for it in there if it.exists()]
        state.update(hasVolume=database.parent.is_dir(), written=max(times, default=None))
        if database.exists():
            state["changed"] = changed_passwords(folder / "hub/jupyterhub.sqlite", database)
    state["missing"] = [it for it in wanted if not has_content(folder / it)]
    return state


def has_content(path):
    if not path.is_dir():
        return path.exists() and path.stat().st_size > 0
    # A cluster may have had no manifests.
    return path.name == "manifests" or any(path.iterdir())


def changed_passwords(copy, database):
    """Users whose own password is not the one of then; None if one of them cannot be read."""
    before, now = passwords(copy), passwords(database)
    if before is None or now is None:
        return None
    return sorted(user for user in before.keys() | now.keys() if before.get(user) != now.get(user))


def passwords(path):
    found = {}
    try:
        base = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=30)
    except sqlite3.DatabaseError:
        return None
    try:
        for table, (user, value) in PASSWORDS.items():
            if base.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
                found.update(base.execute(f"SELECT {user}, {value} FROM {table}"))  # noqa: S608
    except sqlite3.DatabaseError:
        # That it cannot be read must not keep it from being replaced.
        return None
    finally:
        base.close()
    return found


def content(asked):
    """The manifests and the token, which are secret."""
    folder = SNAPSHOTS / asked["name"]
    token = folder / "datastore/token"
    manifests = {it.name: it.read_text() for it in sorted((folder / "manifests").glob("*"))}
    print(json.dumps({"manifests": manifests, "token": token.read_text() if token.exists() else None}))


def room(asked):
    """What the disks lack for what goes back here: the `datastore`, the hub's `database`."""
    kept = SNAPSHOTS / asked["name"]
    needs = []
    if kept.is_dir():
        needs += [(BINARY.parent, size_of(kept / "k3s")), (CONFIG.parent, size_of(kept / "config"))]
    if asked["datastore"] and not (kept_datastore(asked) / "replaced").exists():
        needs.append((SERVER, size_for_datastore(kept / "datastore/db") + size_of(kept / "manifests")))
    if asked["database"]:
        about = json.loads((kept / "snapshot.json").read_text())
        needs.append((Path(about["database"]).parent, size_of(kept / "hub")))
    print(json.dumps(lacking_room(needs, RESERVE)))


def size_for_datastore(kept):
    """The newer one stays beside it. Of etcd one server puts its snapshot back, and the others fetch what that has."""
    snapshot = size_of(kept / "etcd-snapshot")
    if snapshot > 0:
        return 2 * snapshot + ETCD_LOG
    return size_of(kept) if kept.is_dir() else size_of_datastore() + ETCD_LOG


def homes(_):
    """The folders of volumes on this node."""
    print(json.dumps(folders()))


def kept_datastore(asked):
    """Where the newer one is kept, and what was done is noted."""
    return SERVER.with_name(f"server.before-rollback-{asked['change']}")


def progress(asked):
    """What was left on nodes by a try that had corrected the datastore; null if none has."""
    done = kept_datastore(asked) / "corrected"
    print(done.read_text() if done.exists() else "null")


LOOKS = {"look": look, "content": content, "room": room, "homes": homes, "progress": progress}
