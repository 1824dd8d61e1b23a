"""restic with the repository, the password and the login of this node, and why it failed. No secret is in its words."""

import json
import os
import re
import subprocess
from pathlib import Path

SETTINGS = Path("/etc/hubwright/backup")
STATE = Path("/var/lib/hubwright/backup")
RESTIC = "/usr/local/lib/hubwright/restic"
PROXY = Path("/etc/rancher/k3s/hubwright-proxy.env")

# restic has these since 0.17.1.
CODES = {10: "missing", 11: "locked", 12: "password"}
# What restic only tells in words, the first that fits.
WORDS = (
    ("login", r"\(40[13]\)|request signature|access key id|access denied"),
    ("full", r"no space left|quota exceeded|insufficient storage"),
    ("damaged", r"ciphertext verification failed|hash mismatch|does not match|invalid data|contains errors"),
    (
        "unreachable",
        r"dial |connection (refused|reset|closed)|timed? ?out|no route|no such host|stale file handle|ssh|sftp",
    ),
)
# What one part of a backup meets, all others would meet too.
FINAL = ("missing", "locked", "password", "login", "unreachable", "full")
# restic tries for a quarter of an hour, also where a login is wrong.
RETRIES = re.compile(r"returned error, retrying after [\w.]+: (.*)")
ENOUGH = 3


class Failure(Exception):
    def __init__(self, reason, said):
        super().__init__(said)
        self.reason = reason
        self.said = said


def settings():
    return json.loads((SETTINGS / "settings").read_text())


def repository():
    return (SETTINGS / "repository").read_text().strip()


def environment():
    # Whoever calls it may have folders of their own.
    values = {key: value for key, value in os.environ.items() if key != "TMPDIR"}
    for file in (PROXY, SETTINGS / "environment"):
        lines = file.read_text().splitlines() if file.exists() else []
        pairs = [line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
        values.update({key: value.strip('"') if file == PROXY else value for key, value in pairs})
    values["RESTIC_REPOSITORY_FILE"] = str(SETTINGS / "repository")
    values["RESTIC_PASSWORD_FILE"] = str(SETTINGS / "password")
    values["RESTIC_CACHE_DIR"] = str(STATE / "cache")
    values.setdefault("RESTIC_PROGRESS_FPS", "1")
    return values


def command(args):
    if not (SETTINGS / "ssh-key").exists():
        return [RESTIC, *args]
    words = ["-i", f"{SETTINGS}/ssh-key", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "ConnectTimeout=30"]
    known = ["-o", f"UserKnownHostsFile={SETTINGS}/known-hosts", "-o", "GlobalKnownHostsFile=/dev/null"]
    alive = ["-o", "StrictHostKeyChecking=yes", "-o", "ServerAliveInterval=60", "-o", "ServerAliveCountMax=5"]
    return [RESTIC, "-o", f"sftp.args={' '.join(words + known + alive)}", *args]


def run(args, on_line=None, is_patient=True):
    """Runs restic with `--json`. Gives its exit code, 0 or 3, and what it said beside its progress, or raises.

    A server that refuses the login is not asked again; one that does not answer is, unless this is not patient.
    """
    said, text, tries = [], [], 0
    process = subprocess.Popen(
        command(["--json", *args]),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        errors="replace",
    )
    try:
        for line in process.stdout:
            try:
                message = json.loads(line)
            except ValueError:
                retried = RETRIES.search(line)
                text.append(retried.group(1) if retried else line.strip())
                tries += retried is not None
                if retried and (reason_of(text[-1]) == "login" or (tries == ENOUGH and not is_patient)):
                    raise Failure(reason_of(text[-1]), text[-1]) from None
                continue
            if isinstance(message, dict) and message.get("message_type") == "status":
                if on_line is not None:
                    on_line(message)
            else:
                said.append(message)
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if code not in (0, 3):
        raise failure(code, said, text)
    return code, said


def failure(code, said, text):
    errors = [message_of(it) for it in said if isinstance(it, dict)]
    lines = [line for line in text + errors if line]
    reason = CODES.get(code) or reason_of("\n".join(lines))
    # What ssh says is nearer to the cause than what restic makes of it.
    told = next((line for line in text if line.startswith("subprocess ssh:")), (lines or [f"code {code}"])[-1])
    return Failure(reason, re.sub(r"^(Fatal: |subprocess ssh: )", "", told.splitlines()[0]))


def reason_of(words):
    return next((name for name, sign in WORDS if re.search(sign, words, re.IGNORECASE)), "other")


def message_of(message):
    error = message.get("error")
    return (error.get("message") if isinstance(error, dict) else None) or message.get("message") or ""


def unread(said):
    """Files that could not be read."""
    errors = [it for it in said if isinstance(it, dict) and it.get("message_type") == "error"]
    return [f"{it.get('item', '')}: {message_of(it)}" for it in errors]


def open_repository(create):
    """Makes sure that the repository can be opened; makes it if there is none and it may."""
    try:
        run(["cat", "config", "--no-lock"], is_patient=False)
    except Failure as found:
        place = repository()
        if found.reason != "missing":
            raise
        # Where a mount is missing, a repository would be made on the node's own disk.
        if place.startswith("/") and not Path(place).is_dir():
            raise Failure("missing", f"there is no folder {place}") from None
        if not create:
            elsewhere = "" if settings()["prunes"] else ", where the first server has one"
            raise Failure("missing", f"it finds no repository in {place}{elsewhere}") from None
        run(["init"], is_patient=False)
