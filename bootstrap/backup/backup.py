#!/usr/bin/env python3
"""Backs this node up. Written by Hubwright, run as root.

backup run [--progress]   everything on this node, as systemd's timer does; 3: done but for some files, 1: failed
backup open [--create]    opens the repository; makes it if there is none
backup restic ARGS…       restic with the repository, its password and its login; restic's exit code
"""

import fcntl
import json
import os
import re
import shutil
import signal
import sys
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

sys.dont_write_bytecode = True
from hubwright_copies import STAGING, parts  # noqa: E402
from hubwright_note import note  # noqa: E402
from hubwright_restic import FINAL, STATE, Failure, command, environment, open_repository, run, settings, unread  # noqa: E402

STATUS = STATE / "status.json"
# Of which cluster this node is, from its first `up` on.
MARK = Path("/etc/hubwright/cluster.json")
MOST_NAMED = 20
RUNNING = 75


class Run:
    """One backup of this node, and what is told of it."""

    def __init__(self, shows_progress):
        self.settings = settings()
        self.id = cluster_id()
        self.shows_progress = shows_progress
        self.failures = []
        self.unread = []
        self.counts = {"snapshots": 0, "files": 0, "bytes": 0, "added": 0}
        # When each was last backed up, by its folder.
        self.volumes = {}
        self.started = now()

    def everything(self):
        # Nobody waits for a timer: it may try for longer.
        if self.shows_progress and not self.attempt("repository", partial(open_repository, False)):
            return
        found = parts(self.settings)
        for i, part in enumerate(found):
            if not self.attempt(part.tag, partial(self.one, part, i + 1, len(found))):
                return
        if self.settings["prunes"] and self.attempt("prune", self.prune):
            self.attempt("check", self.check)

    def attempt(self, what, work):
        """Whether it is of use to go on."""
        try:
            work()
        except Failure as failure:
            self.failures.append({"what": what, "reason": failure.reason, "said": failure.said})
            return failure.reason not in FINAL
        except OSError as error:
            reason = "disk" if error.errno == 28 else "other"
            self.failures.append({"what": what, "reason": reason, "said": str(error)})
        return True

    def one(self, part, index, count):
        if part.prepare is not None:
            part.prepare()
        tags = ["hubwright", f"cluster:{self.settings['cluster']}", part.tag, *([f"id:{self.id}"] if self.id else [])]
        limit = self.settings.get("bandwidth")
        options = [f"--tag={tag}" for tag in tags] + ([f"--limit-upload={limit}"] if limit else [])
        args = ["backup", f"--host={self.settings['node']}", *options, *part.exclude, "--", *part.paths]
        code, said = self.locked(args, partial(self.show, part, index, count))
        summary = next((it for it in said if isinstance(it, dict) and it.get("message_type") == "summary"), {})
        self.counts["snapshots"] += 1
        self.counts["files"] += summary.get("total_files_processed", 0)
        self.counts["bytes"] += summary.get("total_bytes_processed", 0)
        self.counts["added"] += summary.get("data_added_packed", summary.get("data_added", 0))
        if code == 3:
            self.unread += unread(said)
        if part.volume is not None:
            self.volumes[str(part.volume)] = now()

    def show(self, part, index, count, status):
        if self.shows_progress:
            keys = {"done": "bytes_done", "total": "total_bytes", "left": "seconds_remaining"}
            told = {key: status.get(name, 0) for key, name in keys.items()}
            print(json.dumps({"part": part.tag, "index": index, "count": count, **told}), flush=True)

    def prune(self):
        """Removes old backups of all nodes. One node does it, alone: restic's lock is exclusive then."""
        _, said = run(["snapshots", "--latest", "1", "--group-by", "tags", "--no-lock"])
        newest = [it for groups in said if isinstance(groups, list) for group in groups for it in group["snapshots"]]
        refuse_the_future(newest)
        keep = self.settings["keep"]
        words = [f"--keep-{unit}={count}" for unit, count in keep.items() if count > 0]
        tags = ["hubwright", f"cluster:{self.settings['cluster']}"]
        neighbors = self.neighbors([it for it in newest if set(tags) <= set(it.get("tags") or ())])
        own = ["--tag", ",".join([*tags, f"id:{self.id}"] if neighbors else tags), "--group-by", "host,paths"]
        self.locked(["forget", *own, "--keep-within", "2d", *words, "--prune"])
        if neighbors:
            name = self.settings["cluster"]
            raise Failure("neighbor", f"another cluster named {name} backs up there too: {', '.join(neighbors)}")

    def neighbors(self, found):
        """Which others of this name have made backups since there is this one, each as `ID on NODE`."""
        if self.id is None:
            return []
        others = [(id_of(it), it) for it in found if id_of(it) not in (None, self.id)]
        return sorted({f"{other} on {it['hostname']}" for other, it in others if time_of(it) > MARK.stat().st_mtime})

    def check(self):
        """Without this, a backup of what is there already says nothing of whether that can still be read."""
        self.locked(["check"])

    def locked(self, args, on_line=None):
        """Waits while another node holds the repository, as the one that removes old backups does."""
        verb, *rest = args
        try:
            return run([verb, f"--retry-lock={self.settings['patience']}", *rest], on_line)
        except Failure as failure:
            if failure.reason != "locked":
                raise
            # Only locks that nobody has renewed for half an hour go: of a node that was switched off, say.
            run(["unlock"])
            return run(args, on_line)

    def status(self, state):
        before = read_status()
        finished = now()
        last = finished if state == "ok" else before.get("lastGood")
        node = {"version": 1, "node": self.settings["node"], "cluster": self.settings["cluster"]}
        times = {"started": self.started, "finished": finished, "lastGood": last}
        told = {"failures": self.failures, "unread": self.unread[:MOST_NAMED], "unreadCount": len(self.unread)}
        volumes = {**before.get("volumes", {}), **self.volumes}
        status = {**node, **times, "state": state, **self.counts, **told, "volumes": volumes}
        write_whole(STATUS, json.dumps(status))
        note(status, self.settings)


def cluster_id():
    """None before the first `up` has marked the node."""
    try:
        return json.loads(MARK.read_text())["id"]
    except (OSError, ValueError, KeyError):
        return None


def id_of(snapshot):
    return next((tag[len("id:") :] for tag in snapshot.get("tags") or () if tag.startswith("id:")), None)


def refuse_the_future(found):
    """What a clock that was wrong has dated into the future would count as newest, and push out what is good."""
    newest = max((it["time"][:19] for it in found), default="")
    if newest > (datetime.now() + timedelta(hours=26)).isoformat()[:19]:
        raise Failure("clock", f"a backup is dated {newest}, which is in the future; nothing is removed")


def time_of(snapshot):
    """In seconds since 1970. restic tells billionths, which Python does not read."""
    return datetime.fromisoformat(re.sub(r"\.\d+", "", snapshot["time"]).replace("Z", "+00:00")).timestamp()


def now():
    return datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


def read_status():
    try:
        return json.loads(STATUS.read_text())
    except (OSError, ValueError):
        return {}


def write_whole(path, text):
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text + "\n")
    beside.chmod(0o600)
    beside.replace(path)


def run_all(shows_progress):
    STATE.mkdir(parents=True, exist_ok=True)
    lock = (STATE / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print("a backup of this node is running already", file=sys.stderr)
        return RUNNING
    this = Run(shows_progress)
    state = "failed"
    try:
        shutil.rmtree(str(STAGING), ignore_errors=True)
        this.everything()
        state = "failed" if this.failures else "incomplete" if this.unread else "ok"
    except BaseException as error:
        reason = "interrupted" if isinstance(error, SystemExit) else "other"
        this.failures.append({"what": "backup", "reason": reason, "said": str(error) or type(error).__name__})
        raise
    finally:
        shutil.rmtree(str(STAGING), ignore_errors=True)
        this.status(state)
    for failure in this.failures:
        print(f"{failure['what']}: {failure['said']}", file=sys.stderr)
    return {"ok": 0, "incomplete": 3, "failed": 1}[state]


def main(verb, *args):
    os.umask(0o077)
    if verb == "restic":
        words = command(args)
        os.execve(words[0], words, environment())
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(f"ended by signal {number}"))
    if verb == "run":
        if settings().get("restoreOnly"):
            print("nothing is backed up here: `backup.restoreOnly` is set in platform.yaml", file=sys.stderr)
            return 1
        return run_all("--progress" in args)
    if verb == "open":
        try:
            open_repository("--create" in args)
        except Failure as failure:
            print(f"backup repository ({failure.reason}): {failure.said}", file=sys.stderr)
            return 1
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["help"])))
