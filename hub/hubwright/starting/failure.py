"""Finds out why a server did not start, before what tells it is gone with the pod."""

import json
import secrets
from typing import NamedTuple

from aiohttp import ClientError
from kubernetes_asyncio.client.rest import ApiException

from . import reasons
from .events import described, events_of, is_over, pod_of, warned
from .reasons import Reason
from .scheduling import of_scheduling

_IMAGE_STATES = {"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "RegistryUnavailable"}
_IMAGE_STATES |= {"SignatureValidationFailed", "ImageInspectError"}
_CONTAINER_STATES = {"CreateContainerConfigError", "CreateContainerError", "RunContainerError", "StartError"}
_POD_REASONS = {"Evicted": reasons.EVICTED, "NodeLost": reasons.NODE_LOST, "Preempting": reasons.PREEMPTED}


class Evidence(NamedTuple):
    """The pod as the API gives it, None if there is none, and its events, oldest first."""

    pod: dict | None
    events: list[dict]


class NeverStarts(Exception):
    """Of a server that will not start, however long one waits."""

    def __init__(self, reason: Reason):
        """`reason` is what its page says."""
        super().__init__(reason.what)
        self.why = reason  # JupyterHub sets `reason` of errors to a word of its own


class Failure(NamedTuple):
    """What the page of a server that did not start says."""

    reason: Reason
    reference: str
    log: list[str]


def keep_evidence(spawner):
    """To be called before a server that does not start is stopped: with its pod, what the pod tells is gone."""
    try:
        spawner.hubwright_evidence = Evidence(pod_of(spawner), events_of(spawner))
    except Exception:  # no failure here may keep a server from being stopped
        spawner.log.exception("Could not note why %s does not start", spawner._log_name)


def explain(error: Exception, spawner):
    """Give an error of a start the message that pages show, with a reference under which the log has the error itself.

    What was written for users, such as a refusal, stays.
    """
    if hasattr(error, "jupyterhub_message") or hasattr(error, "jupyterhub_html_message"):
        return
    evidence = getattr(spawner, "hubwright_evidence", None) or Evidence(None, events_of(spawner))
    reason = reason_of(error, evidence)
    reference = secrets.token_hex(4)
    log = [described(it) for it in evidence.events]
    spawner.user.log.error(
        "Error %s: %s did not start: %s: %s: %s; events: %s",
        reference,
        spawner._log_name,
        reason.kind,
        type(error).__name__,
        error,
        log,
    )
    try:
        error.hubwright_failure = Failure(reason, reference, log)
        error.jupyterhub_message = f"{reason.what} {reason.advice} Reference: {reference}."
    except AttributeError:  # of a class that takes no others
        return


def reason_of(error: Exception, evidence: Evidence) -> Reason:
    """The most telling that there is: the answer of the API, then the pod, then its events, then how long it took."""
    if isinstance(error, NeverStarts):
        return error.why
    if isinstance(error, ApiException):
        return _of_answer(error)
    if isinstance(error, ClientError):
        return reasons.CLUSTER_SILENT
    found = reason_of_pod_or_events(evidence)
    if found or not isinstance(error, TimeoutError):
        return found or reasons.UNKNOWN
    if str(error).startswith(("Could not create", "Could not check")):  # KubeSpawner's
        return reasons.STILL_STOPPING
    return reasons.NO_ANSWER if _runs(evidence) else reasons.TIMEOUT


def reason_of_pod_or_events(evidence: Evidence) -> Reason | None:
    """The pod says more than its events, of which an old one may be the last."""
    return _of_pod(evidence.pod or {}) or _of_events(evidence.events)


def is_final(pod: dict) -> bool:
    """Whether all of a pod has ended, after which Kubernetes starts nothing in it again."""
    return pod.get("status", {}).get("phase") in ("Failed", "Succeeded")


def _of_answer(error):
    if error.status is None or error.status >= 500:
        # A webhook that does not answer is an internal error of the API server.
        return reasons.of_refusal(_message(error)) if "webhook" in _message(error) else reasons.CLUSTER_SILENT
    return reasons.of_refusal(_message(error))


def _message(error):
    try:
        return str(json.loads(error.body)["message"])
    except (TypeError, ValueError, KeyError):
        return str(error.body or error.reason)


def _of_pod(pod):
    status = pod.get("status", {})
    for container in [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]:
        if found := _of_container(container):
            return found
    if found := _POD_REASONS.get(status.get("reason")):
        return found
    if str(status.get("reason", "")).startswith("OutOf"):
        return of_scheduling(f"Insufficient {status['reason'].removeprefix('OutOf')}")
    for condition in status.get("conditions") or []:
        if condition.get("reason") == "Unschedulable":
            return of_scheduling(condition.get("message", ""))
    return reasons.ENDED if is_final(pod) else None


def _of_container(status):
    states = [status.get("state") or {}, status.get("lastState") or {}]
    waiting = states[0].get("waiting") or {}
    text = f"{waiting.get('reason')} {waiting.get('message', '')}"
    if waiting.get("reason") in _IMAGE_STATES:
        return reasons.of_pull(text)
    if waiting.get("reason") in _CONTAINER_STATES:
        return reasons.of_container(text)
    ended = next((it["terminated"] for it in states if it.get("terminated")), None)
    if ended and ended.get("reason") in _CONTAINER_STATES:
        return reasons.of_container(f"{ended['reason']} {ended.get('message', '')}")
    if ended and (ended.get("exitCode") or ended.get("reason") == "OOMKilled"):
        return reasons.of_exit(ended["exitCode"], ended.get("reason", ""))
    return None


def _of_events(events):
    pulling = None
    for event in reversed(events):
        if is_over(event):
            break
        if found := warned(event):
            return found
        if event["reason"] == "Pulling":
            pulling = reasons.STILL_PULLING
    return pulling


def _runs(evidence):
    return any(it["reason"] == "Started" for it in evidence.events)
