"""k3s itself and its settings on a node, put back from a snapshot."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from hubwright_files import remove, replace, write
from hubwright_snapshots import BINARY, CONFIG, SNAPSHOTS, UNITS, parts_of

TOKEN = CONFIG / "hubwright-token"
TOKEN_BEFORE = CONFIG / "hubwright-token-before"
# What was written here, for what others change to be told from it: a digest and a path a line.
WRITTEN = Path("/etc/hubwright/written")


def put_k3s(asked):
    folder = SNAPSHOTS / asked["name"]
    exchange(folder / "config", asked)
    replace(folder / "k3s", BINARY, 0o755)
    about = json.loads((folder / "snapshot.json").read_text())
    kept = {it.name for it in (folder / "units").iterdir()}
    for name in parts_of(about["unit"]):
        if name not in kept:
            remove(UNITS / name)
        elif (folder / "units" / name).is_dir():
            remove(UNITS / name)
            shutil.copytree(str(folder / "units" / name), str(UNITS / name))
        else:
            replace(folder / "units" / name, UNITS / name, 0o600 if name.endswith(".env") else 0o644)
    note_written(about["unit"], about["k3s"])
    subprocess.run(["systemctl", "daemon-reload"], check=True)


def put_token(asked):
    """The token of the datastore of before: a node that has come since, or that was kept later, has another one."""
    write(TOKEN, asked["token"] + "\n")
    remove(TOKEN_BEFORE)
    note_written(asked["unit"], None)


def note_written(unit, release):
    """Has the note of what was written name what is there now."""
    if not WRITTEN.exists():
        return
    before = dict(reversed(line.split(" ", 1)) for line in WRITTEN.read_text().splitlines() if " " in line)
    drop_in = UNITS / f"{unit}.service.d/hubwright-proxy.conf"
    ours = [
        TOKEN,
        *(CONFIG / it for it in ("config.yaml", "registries.yaml", "hubwright-proxy.env", "hubwright-ca.pem")),
        drop_in,
    ]
    there = [it for it in ours if it.exists() and (it == TOKEN or it.read_text().startswith("# Written by Hubwright"))]
    lines = [f"{hashlib.sha256(it.read_bytes()).hexdigest()} {it}" for it in there]
    write(WRITTEN, "\n".join([*lines, f"{release or before.get('k3s', '')} k3s", ""]), 0o644)


def exchange(source, asked):
    """Replaces the settings of k3s by those of before, and keeps them."""
    aside = Path(f"{CONFIG}.before-rollback-{asked['change']}")
    if aside.exists() and CONFIG.exists():
        return
    new = Path(f"{aside}.new")
    remove(new)
    shutil.copytree(str(source), str(new), symlinks=True)
    if asked["keepToken"]:
        # The datastore stays, and opens with no token but that of now.
        now = CONFIG if CONFIG.exists() else aside
        for token in (TOKEN.name, TOKEN_BEFORE.name):
            remove(new / token)
            if (now / token).exists():
                shutil.copy2(str(now / token), str(new / token))
    os.sync()
    if CONFIG.exists():
        CONFIG.rename(aside)
    new.rename(CONFIG)
