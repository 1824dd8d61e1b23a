"""What a backup of this node consists of, and consistent copies of what is written to meanwhile."""

import re
import shutil
import sqlite3
import subprocess
import time
from functools import partial
from pathlib import Path
from urllib.parse import quote

from hubwright_restic import SETTINGS, STATE, Failure

STORAGE = Path("/var/lib/rancher/k3s/storage")
SERVER = Path("/var/lib/rancher/k3s/server")
STAGING = STATE / "staging"
# There while a rotation of the token has not finished.
TOKEN_BEFORE = Path("/etc/rancher/k3s/hubwright-token-before")
PLATFORM = (SERVER / "manifests", Path("/etc/rancher/k3s"), Path("/etc/hubwright"))
HUB_CLAIM = "hub-db-dir"
HUB_DATABASE = "jupyterhub.sqlite"
# Seconds to wait for a database that is locked: the hub and k3s write in short transactions.
BUSY = 120


class Part:
    """A snapshot to be: its tag, its paths, what to leave out, what has to be done before, and the volume it is of."""

    def __init__(self, tag, paths, exclude=(), prepare=None, volume=None):
        self.tag = tag
        self.paths = [str(path) for path in paths]
        self.exclude = list(exclude)
        self.prepare = prepare
        self.volume = volume


def parts(settings):
    """What there is on this node, what is smallest and needed most first."""
    found = []
    current = hub_volume(settings["namespace"])
    if settings["server"]:
        found.append(Part("datastore", [STAGING / "datastore"], prepare=partial(copy_datastore, settings["k3s"])))
        found.append(Part("platform", [it for it in PLATFORM if it.exists()], ["--exclude", str(SETTINGS)]))
    if current is not None:
        copy = partial(copy_database, current / HUB_DATABASE, STAGING / "hub" / HUB_DATABASE)
        found.append(Part("hub-database", [STAGING / "hub"], prepare=copy, volume=current))
    exclude = ["--exclude-file", str(SETTINGS / "excludes")]
    for folder, namespace, claim in volumes():
        if folder != current:
            found.append(Part(f"volume:{namespace}/{claim}", [folder], exclude, volume=folder))
    return found


def hub_volume(namespace):
    """The folder with the hub's database; None if that is not on this node."""
    databases = [it[0] for it in volumes() if it[1:] == (namespace, HUB_CLAIM) and (it[0] / HUB_DATABASE).exists()]
    # Of an earlier claim there may be another one, which nobody writes to.
    return max(databases, key=lambda it: (it / HUB_DATABASE).stat().st_mtime, default=None)


def volumes():
    """The folders of k3s's provisioner: `pvc-<uid>_<namespace>_<claim>`. What is kept beside one has a suffix."""
    folders = sorted(STORAGE.iterdir()) if STORAGE.is_dir() else []
    named = [(it, re.match(r"[^_]+_([a-z0-9-]+)_([a-z0-9.-]+)$", it.name)) for it in folders if it.is_dir()]
    kept = re.compile(r"\.(before-[a-z]+|restoring|moved)\b")
    return [(it, match[1], match[2]) for it, match in named if match and not kept.search(it.name)]


def copy_database(source, target):
    """A copy of an SQLite database as it is at one moment, however busily it is written to."""
    target.parent.mkdir(parents=True, exist_ok=True)
    origin = sqlite3.connect(f"file:{quote(str(source))}?mode=rw", uri=True, timeout=BUSY, isolation_level=None)
    copy = sqlite3.connect(str(target))
    try:
        # Holds what is read until the end; otherwise a copy could wait for ever.
        origin.execute("BEGIN")
        origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
        origin.backup(copy)
        (answer,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        reason = "locked-database" if "locked" in str(error) else "full" if "full" in str(error) else "damaged-database"
        raise Failure(reason, f"{source}: {error}") from None
    finally:
        copy.close()
        origin.close()
    if answer != "ok":
        raise Failure("damaged-database", f"{source}: {answer}")


def copy_datastore(release, target=STAGING / "datastore"):
    """k3s's datastore and what opens it, laid out as in its folder, and the release of k3s that wrote it."""
    token = None
    # A token that was rotated meanwhile opens only a copy of afterwards.
    while token != (token := token_now()):
        shutil.rmtree(str(target), ignore_errors=True)
        copy_parts(target)
    if TOKEN_BEFORE.exists():
        # k3s writes the new token before it encrypts the datastore with it.
        shutil.rmtree(str(target))
        why = f"the rotation of the token has not finished ({TOKEN_BEFORE} is there): run npx hubwright token rotate"
        raise Failure("token-rotation", why)
    (target / "k3s-version").write_text(release + "\n")


def token_now():
    try:
        return (SERVER / "token").read_bytes()
    except FileNotFoundError:
        raise Failure("no-token", f"there is no {SERVER}/token, without which a datastore cannot be opened") from None


def copy_parts(target):
    target.mkdir(parents=True)
    if (SERVER / "db/etcd").is_dir():
        save_etcd(target / "db")
    elif (SERVER / "db/state.db").exists():
        copy_database(SERVER / "db/state.db", target / "db/state.db")
    else:
        raise Failure("no-datastore", f"there is neither {SERVER}/db/state.db nor {SERVER}/db/etcd")
    for name in ("token", "cred/encryption-config.json"):
        if (SERVER / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(str(SERVER / name), str(target / name))


def save_etcd(target):
    """k3s puts a snapshot of etcd into a folder of its own, and lists it: it goes as soon as it is copied."""
    name = f"hubwright-{int(time.time())}"
    k3s("etcd-snapshot", "save", "--name", name)
    saved = sorted((SERVER / "db/snapshots").glob(f"{name}*"))
    if not saved:
        raise Failure("etcd", f"k3s has put no snapshot into {SERVER}/db/snapshots")
    target.mkdir(parents=True)
    shutil.copy2(str(saved[-1]), str(target / "etcd-snapshot"))
    for file in saved:
        k3s("etcd-snapshot", "delete", file.name)


def k3s(*words):
    try:
        done = subprocess.run(
            ["/usr/local/bin/k3s", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=900,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failure("etcd", f"k3s {words[0]}: {error}") from None
    if done.returncode != 0:
        lines = done.stdout.strip().splitlines() or [f"code {done.returncode}"]
        raise Failure("etcd", f"k3s {words[0]} {words[1]}: {lines[-1]}")
