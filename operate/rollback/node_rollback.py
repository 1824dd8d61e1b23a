"""Puts back on a node what a snapshot has kept, a part at a time. Given to python3 on its standard input.

Last argument: JSON with the `part`, for all but `look` the `name` of the snapshot, and for those that put back
something the number of the `change` that does: what is replaced is kept under it, and what it has put back already is
left alone.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from hubwright_copies import SERVER, volumes
from hubwright_files import remove, replace, sync, write
from hubwright_snapshots import BINARY, BUSY, LOCK, SNAPSHOTS, Busy, alone

from hubwright_settings import put_k3s, put_token

K3S = SERVER.parent
# By table of the hub's database: whose row it is, and what only that user has changed.
PASSWORDS = {"hubwright_passwords": ("name", "hash"), "users_info": ("username", "password")}


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


def homes(_):
    """The folders of volumes on this node."""
    print(json.dumps(folders()))


def kept_datastore(asked):
    """Where the newer one is kept, and what was done is noted."""
    return K3S / f"server.before-rollback-{asked['change']}"


def keep_datastore(asked):
    """Moves the newer datastore aside, with what k3s has made from it: an older k3s must not start with it."""
    aside = kept_datastore(asked)
    if (aside / "replaced").exists():
        return
    aside.mkdir(mode=0o700, exist_ok=True)
    for name in ("db", "tls", "cred"):
        if (SERVER / name).exists() and not (aside / name).exists():
            (SERVER / name).rename(aside / name)
        # What an earlier try has begun to put there.
        remove(SERVER / name)


def put_datastore(asked):
    """Puts the datastore of before in place, once the newer one is kept."""
    keep_datastore(asked)
    done = kept_datastore(asked) / "replaced"
    if done.exists():
        return
    kept = SNAPSHOTS / asked["name"] / "datastore"
    if kept.is_dir():
        print("restoring: the datastore", flush=True)
        replace(kept / "token", SERVER / "token", 0o600)
        if (kept / "db/etcd-snapshot").exists():
            reset_etcd(kept / "db/etcd-snapshot", asked)
        else:
            shutil.copytree(str(kept / "db"), str(SERVER / "db"))
        put_manifests(asked)
    os.sync()
    done.touch()


def corrected(asked):
    """Notes that the datastore is right, with what was left on nodes."""
    write(kept_datastore(asked) / "corrected", json.dumps(asked["left"]))


def progress(asked):
    """What was left on nodes by a try that had corrected the datastore; null if none has."""
    done = kept_datastore(asked) / "corrected"
    print(done.read_text() if done.exists() else "null")


def reset_etcd(snapshot, asked):
    """One server has it; the others join that one again."""
    # Newer releases of k3s take snapshots from this folder alone.
    here = SERVER / "db/snapshots/hubwright-rollback"
    here.parent.mkdir(parents=True)
    shutil.copy2(str(snapshot), str(here))
    words = [str(BINARY), "server", "--cluster-reset", f"--cluster-reset-restore-path={here}"]
    # It holds the lock as well: it would go on if this program were killed.
    ended = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=BUSY,
        pass_fds=[asked["lock"]],
    )
    if ended.returncode != 0:
        lines = ended.stdout.strip().splitlines()
        sys.exit("\n".join([it for it in lines if "level=fatal" in it] or lines[-5:]))
    here.unlink()


def put_manifests(asked):
    folder = SNAPSHOTS / asked["name"] / "manifests"
    for name in asked["manifests"]:
        target = SERVER / "manifests" / name
        if (folder / name).exists():
            replace(folder / name, target, 0o600)
        elif target.exists():
            # k3s deletes what it made from one that is emptied, and nothing of one that is deleted.
            target.write_text("")


def put_database(asked):
    """Nobody may have it open."""
    folder = SNAPSHOTS / asked["name"]
    target = Path(json.loads((folder / "snapshot.json").read_text())["database"])
    if not target.parent.is_dir():
        sys.exit(f"the volume of the hub's database is gone: {target.parent}")
    aside = Path(f"{target}.before-rollback-{asked['change']}")
    kept = folder / "hub/jupyterhub.sqlite"
    # The new release may have started once more, and have migrated what an earlier try had put there.
    if not (aside.exists() and target.exists() and schema(target) == schema(kept)):
        # First a journal, which belongs to it and would ruin another one.
        for end in ("-journal", "-wal", "-shm", ""):
            if aside.exists():
                remove(Path(f"{target}{end}"))
            elif Path(f"{target}{end}").exists():
                Path(f"{target}{end}").rename(f"{aside}{end}")
        new = Path(f"{target}.new")
        shutil.copy2(str(kept), str(new))
        like = (aside if aside.exists() else target.parent).stat()
        os.chown(str(new), like.st_uid, like.st_gid)
        new.chmod(0o644)
        sync(new)
        new.rename(target)
    print(aside)


def schema(path):
    """The version of its tables; None if it has none."""
    base = sqlite3.connect(str(path), timeout=30)
    try:
        found = base.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        return sorted(base.execute("SELECT version_num FROM alembic_version")) if found else None
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        base.close()


LOOKS = {"look": look, "content": content, "homes": homes, "progress": progress}
PARTS = {
    "k3s": put_k3s,
    "token": put_token,
    "keep": keep_datastore,
    "datastore": put_datastore,
    "corrected": corrected,
    "database": put_database,
}

asked = json.loads(sys.argv[-1])
try:
    if asked["part"] in LOOKS:
        LOOKS[asked["part"]](asked)
    else:
        with alone() as lock:
            PARTS[asked["part"]]({**asked, "lock": lock.fileno()})
except Busy:
    sys.exit(f"an earlier try, or an `up`, still works on this node: it holds {LOCK}")
except (OSError, subprocess.SubprocessError) as error:
    sys.exit(str(error))
