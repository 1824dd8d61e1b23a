"""What an event of a starting pod says, in words."""

import re
from collections.abc import Callable

from . import reasons
from .reasons import Reason
from .scheduling import of_scheduling

REQUESTED = "Your server is requested from the cluster."
# Before any of these, nothing is wrong any more that an event before it says.
_OVER = {"Scheduled", "Pulled", "Created", "Started"}
_PULLED = re.compile(r'Successfully pulled image "(?P<image>[^"]+)" in \S+(?: \((?P<waited>\S+) including waiting\))?')
_DURATION = re.compile(r"(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m(?!s))?(?:(?P<s>[\d.]+)s)?(?:(?P<ms>[\d.]+)ms)?$")

# Seconds that pulling an image to a node usually takes: `usual(image, node)`, None if nothing is known.
Usual = Callable[[str, str | None], float | None]


def pod_of(spawner) -> dict | None:
    """The pod of a server, as the API gives it; None where none is known."""
    reflector = getattr(spawner, "pod_reflector", None)
    return reflector and reflector.pods.get(f"{spawner.namespace}/{spawner.pod_name}")


def events_of(spawner) -> list[dict]:
    """The events of a start so far; none before it has begun, when there may still be those of the pod before."""
    if getattr(spawner, "_start_future", None) is not None:
        return spawner.events
    # The hub before has begun it: only the pod tells which events are of this start.
    pod = pod_of(spawner) if spawner._check_pending else None
    return [it for it in spawner.events if it["involvedObject"].get("uid") == pod["metadata"]["uid"]] if pod else []


def described(event: dict) -> str:
    """An event as operators know it."""
    return f"{event.get('lastTimestamp') or event.get('eventTime')} [{event['type']}] {event['message']}"


def step(event: dict, usual: Usual) -> tuple[int, str] | None:
    """How far a start is, in percent, and what is going on; None of an event that says neither."""
    if found := warned(event):
        return 0, _waiting(found)
    reason, node = event["reason"], node_of(event)
    where = f" to {node}" if node else ""
    if reason == "Scheduled":
        return (
            20,
            f"Your server has a place on {node}. Its folders are attached." if node else "Your server has a place.",
        )
    if reason == "SuccessfulAttachVolume":
        return 25, "Your folders are attached."
    if reason == "Pulling":
        seconds = usual(_quoted(event["message"]), node)
        text = f"usually takes {in_words(seconds)}" if seconds else "can take some minutes the first time"
        return 30, f"The image is being pulled{where}. That {text}."
    if reason == "Pulled":
        text = f"The image is on {node}." if node else "The image is there."
        # One that came as a file is unpacked for its first container, which says nothing meanwhile.
        return 65, text if pull_of(event) else f"{text} If it is new there, it is unpacked first."
    if reason == "Created":
        return 70, "The container of your server is created."
    if reason == "Started":
        is_first = "initContainers" in (event["involvedObject"].get("fieldPath") or "")
        return (
            (50, "Your server is being prepared.")
            if is_first
            else (85, "The container runs. It will answer in a moment.")
        )
    return None


def _waiting(reason):
    if reason.kind == "home-missing":  # at the first start, it is on its way
        return "A volume for your home is being made."
    after = "Your server starts as soon as there is room." if reason.kind == "room" else "It is tried again."
    return f"{reason.what} {after}"


def warned(event: dict) -> Reason | None:
    """What is wrong, if an event says so."""
    reason, text = event["reason"], event.get("message") or ""
    if reason == "FailedScheduling":
        return of_scheduling(text) if "nodes are available" in text or "persistentvolumeclaim" in text else None
    if reason in ("FailedMount", "FailedAttachVolume", "FailedMapVolume"):
        return reasons.of_volume(text)
    if reason == "FailedCreatePodSandBox":
        return reasons.NODE_NETWORK
    if reason in ("ErrImageNeverPull", "InspectFailed") or re.match(r"Failed to pull image", text):
        return reasons.of_pull(f"{reason} {text}")
    # Of an image: `Back-off pulling image` and `Error: ErrImagePull` repeat what was said before.
    if reason == "BackOff":
        return reasons.crashing() if "restarting failed container" in text else None
    if reason == "Failed" and not re.match(r"Error: \w*Image\w*$", text):
        return reasons.of_container(text)
    if reason == "TaintManagerEviction" and text.startswith("Marking for deletion"):
        return reasons.NODE_LOST
    return {"Evicted": reasons.EVICTED, "Preempted": reasons.PREEMPTED, "NodeNotReady": reasons.NODE_LOST}.get(reason)


def is_over(event: dict) -> bool:
    """Whether what went wrong before this event is no reason any more."""
    return event["reason"] in _OVER


def node_of(event: dict) -> str | None:
    """The node that an event is about: the kubelet says its own, the scheduler the one that it chose."""
    if event["reason"] == "Scheduled":
        return event["message"].rpartition(" to ")[2] or None
    return (event.get("source") or {}).get("host") or None


def pull_of(event: dict) -> tuple[str, str | None, float] | None:
    """Image, node and seconds of a pull that is done; None of an image that was there."""
    found = _PULLED.match(event.get("message") or "") if event["reason"] == "Pulled" else None
    seconds = _seconds(found["waited"] or found[0].rpartition(" ")[2].rstrip(".")) if found else None
    return (found["image"], node_of(event), seconds) if seconds else None


def in_words(seconds: float) -> str:
    """A duration as people say it, to five seconds or to a minute."""
    if seconds < 90:
        return f"about {max(5, 5 * round(seconds / 5))} seconds"
    return f"about {round(seconds / 60)} minutes"


def _seconds(text):
    """A duration of Go: `1m2.345s`, `345ms`."""
    found = _DURATION.match(text)
    if not found or not text:
        return None
    units = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}
    return sum(float(found[unit] or 0) * factor for unit, factor in units.items())


def _quoted(text):
    found = re.search(r'"([^"]+)"', text)
    return found[1] if found else ""
