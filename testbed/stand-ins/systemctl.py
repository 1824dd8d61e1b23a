"""Stand-in for systemd and its systemctl: for units of Type=notify with Restart=always, which is what k3s has, and for
timers, which are started and never elapse. systemctl.sh answers whether a unit is active and enabled. A reboot is only
noted: TestHost.rebootWhenAsked does it.
"""

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from about import fatal, note

UNITS = Path("/etc/systemd/system")
RUN = Path("/run/testbed")
LOGS = Path("/var/log/testbed-journal")
TUNING = Path("/etc/testbed.json")
# Of about.ts: milliseconds until a unit that failed is started again.
USUAL_RESTART = 500

DEAD = {
    "ActiveState": "inactive",
    "SubState": "dead",
    "NRestarts": 0,
    "MainPID": 0,
    "ExecMainStatus": 0,
    "ActiveEnterTimestamp": "",
    # Of its present or last run; `/run/testbed/ID` has its unit and its beginning, for journalctl.
    "InvocationID": "",
    # The process that starts the unit again when it ends.
    "keeper": 0,
}


def is_timer(unit):
    return unit.endswith(".timer")


def file_name(unit):
    return unit if is_timer(unit) else f"{unit}.service"


def unit_file(unit):
    return UNITS / file_name(unit)


def wanted(unit):
    return UNITS / f"{'timers' if is_timer(unit) else 'multi-user'}.target.wants" / file_name(unit)


def state_of(unit):
    try:
        return json.loads((RUN / f"{unit}.json").read_text())
    except FileNotFoundError:
        return DEAD


def set_state(unit, **changes):
    """Whole or not at all: others read it at any time."""
    path = RUN / f"{unit}.json"
    new = RUN / f"{unit}.json.{os.getpid()}"
    new.write_text(json.dumps({**state_of(unit), **changes}))
    new.rename(path)


def now():
    at = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 1000):03}Z"


def start(unit):
    if not unit_file(unit).exists():
        fatal(f"Failed to start {file_name(unit)}: Unit {file_name(unit)} not found.", 5)
    if is_timer(unit):
        return set_state(unit, ActiveState="active", SubState="running")
    if state_of(unit)["keeper"] == 0:
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / f"{unit}.log").open("a") as journal:
            keeper = subprocess.Popen(
                [sys.executable, "-sSE", __file__, "--keep", unit],
                stdin=subprocess.DEVNULL,
                stdout=journal,
                stderr=journal,
                start_new_session=True,
            )
        while state_of(unit)["keeper"] != keeper.pid and keeper.poll() is None:
            time.sleep(0.01)
    return None


def wait_until_active(unit, restarts):
    """TimeoutStartSec=0: for one that never says it is ready, for ever. A restart is a failure between two looks."""
    while (state := state_of(unit))["ActiveState"] != "active":
        if state["SubState"] == "auto-restart" or state["NRestarts"] > restarts:
            fatal(
                f"Job for {unit}.service failed because the control process exited with error code.\n"
                f'See "systemctl status {unit}.service" and "journalctl -xeu {unit}.service" for details.'
            )
        time.sleep(0.02)


def stop(unit):
    if is_timer(unit):
        return set_state(unit, **DEAD)
    keeper = state_of(unit)["keeper"]
    if keeper == 0:
        return None
    os.kill(keeper, signal.SIGTERM)
    while state_of(unit)["keeper"] != 0:
        time.sleep(0.02)
    return None


def keep(unit):
    """What systemd itself does for a unit: runs it, waits for its sign, starts it again."""
    only = (RUN / f"{unit}.only").open("w")
    while not is_locked(only):
        # A systemctl that was killed has left one that goes on; one that has ended is gone in a moment.
        if state_of(unit)["keeper"] != 0:
            return None
        time.sleep(0.01)
    # Taken when they are waited for, and at no other time.
    signals = {signal.SIGTERM, signal.SIGCHLD}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    ready = RUN / f"{unit}.ready"
    set_state(unit, **{**DEAD, "ActiveState": "activating", "SubState": "start", "keeper": os.getpid()})
    for restarts in range(sys.maxsize):
        ready.unlink(missing_ok=True)
        command, env = read_unit(unit)
        invocation = os.urandom(16).hex()
        (RUN / invocation).write_text(f"{unit} {now()}\n")
        child = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {command}"],
            env={"PATH": os.environ.get("PATH", ""), **env, "NOTIFY_FILE": str(ready)},
            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, signals),
        )
        starting = {"ActiveState": "activating", "SubState": "start", "NRestarts": restarts}
        set_state(unit, **starting, MainPID=child.pid, InvocationID=invocation)
        is_active = False
        while child.poll() is None:
            if not is_active and ready.exists():
                is_active = True
                set_state(unit, ActiveState="active", SubState="running", ActiveEnterTimestamp=now())
            taken = signal.sigwaitinfo(signals) if is_active else signal.sigtimedwait(signals, 0.02)
            if taken is not None and taken.si_signo == signal.SIGTERM:
                child.terminate()
                child.wait()
                return set_state(unit, **DEAD)
        failed = {"ActiveState": "activating", "SubState": "auto-restart", "MainPID": 0}
        set_state(unit, **failed, ExecMainStatus=child.returncode)
        if signal.sigtimedwait({signal.SIGTERM}, restart_pause()) is not None:
            return set_state(unit, **DEAD)
    return None


def is_locked(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def restart_pause():
    """In seconds."""
    tuning = json.loads(TUNING.read_text()) if TUNING.exists() else {}
    return tuning.get("restart", USUAL_RESTART) / 1000


def read_unit(unit):
    """The command and the environment of a unit with its drop-ins, of which the later ones win."""
    drop_ins = sorted(Path(f"{unit_file(unit)}.d").glob("*.conf"))
    text = "".join(path.read_text().replace("\\\n", " ") + "\n" for path in [unit_file(unit), *drop_ins])
    env = {}
    for value in re.findall(r"^EnvironmentFile=(.*)$", text, re.M):
        path = Path(value.removeprefix("-"))
        if not path.exists() and value.startswith("-"):
            continue
        env.update(re.findall(r'^(\w+)="?(.*?)"?$', path.read_text(), re.M))
    return next(iter(re.findall(r"^ExecStart=(.*)$", text, re.M)), ""), env


def enable(unit, is_on):
    if is_on and not unit_file(unit).exists():
        fatal(f"Failed to enable unit: Unit file {file_name(unit)} does not exist.")
    link = wanted(unit)
    link.unlink(missing_ok=True)
    if is_on:
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(unit_file(unit))
        print(f"Created symlink {link} → {unit_file(unit)}.", file=sys.stderr)


def show(unit, options):
    state = state_of(unit)
    for option in options:
        for name in option.partition("--property=")[2].split(",") if "=" in option else []:
            if name not in state:
                fatal(f"the stand-in for systemctl does not know the property {name}", 70)
            print(state[name] if "--value" in options else f"{name}={state[name]}")


def status(unit):
    if not unit_file(unit).exists():
        fatal(f"Unit {unit}.service could not be found.", 4)
    state = state_of(unit)
    print(f"● {unit}.service\n     Active: {state['ActiveState']} ({state['SubState']})")
    sys.exit(0 if state["ActiveState"] == "active" else 3)


def reboot():
    if os.getuid() != 0:
        fatal("Call to Reboot failed: Interactive authentication required.")
    RUN.mkdir(parents=True, exist_ok=True)
    (RUN / "reboot").touch()


def main(argv):
    options = [word for word in argv if word.startswith("-")]
    verb, unit, *_ = [*(word for word in argv if not word.startswith("-")), "", ""]
    unit = unit.removesuffix(".service")
    is_blocking = "--no-block" not in options
    if verb in ("start", "stop", "restart", "enable", "disable"):
        if os.getuid() != 0:
            fatal(f"Failed to {verb} {unit}.service: Interactive authentication required.")
        RUN.mkdir(parents=True, exist_ok=True)
    if verb in ("enable", "disable"):
        enable(unit, verb == "enable")
    is_now = "--now" in options
    stops = verb in ("stop", "restart") or (verb == "disable" and is_now)
    starts = verb in ("start", "restart") or (verb == "enable" and is_now)
    restarts = 0 if stops else state_of(unit)["NRestarts"]
    if stops or starts:
        # One at a time: of two that start a unit, both would find it off.
        with (RUN / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if stops:
                stop(unit)
            if starts:
                start(unit)
    if starts and is_blocking and not is_timer(unit):
        wait_until_active(unit, restarts)
    if verb == "reboot":
        reboot()
    elif verb == "status":
        status(unit)
    elif verb == "show":
        show(unit, options)
    elif verb not in ("start", "stop", "restart", "enable", "disable"):
        fatal(f"Unknown command verb {verb}.")


if sys.argv[1:2] == ["--keep"]:
    keep(sys.argv[2])
else:
    note(["systemctl", *sys.argv[1:]])
    main(sys.argv[1:])
