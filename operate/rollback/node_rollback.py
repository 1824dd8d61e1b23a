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

from hubwright_copies import SERVER
from hubwright_files import remove, replace, sync, write
from hubwright_looks import LOOKS, kept_datastore
from hubwright_settings import put_k3s, put_token
from hubwright_snapshots import BINARY, BUSY, LOCK, SNAPSHOTS, Busy, alone


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
