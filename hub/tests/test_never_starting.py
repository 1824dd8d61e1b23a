"""A start ends early where it is certain that it fails, and only there."""

from types import SimpleNamespace

import pytest
from jupyterhub.utils import random_port
from kubernetes_events import CRASHED, IMAGE, PULLING, SCHEDULED, not_pulled, unscheduled, warning
from kubespawner import KubeSpawner
from told_spawner import ToldSpawner
from waiting import until

from hubwright.starting import never
from hubwright.starting.failure import Evidence

MISSING = not_pulled(f"{IMAGE}: not found")
PENDING = {"metadata": {}, "status": {"phase": "Pending"}}
FAILED = {"metadata": {}, "status": {"phase": "Failed", "reason": "Evicted"}}
DELETED = {"metadata": {"deletionTimestamp": "2026-11-27T09:00:00Z"}, "status": {"phase": "Pending"}}
NO_NODE = "3 node(s) didn't match Pod's node affinity/selector."


def waiting(reason, message=""):
    state = {"waiting": {"reason": reason, "message": message}}
    return {"metadata": {}, "status": {"phase": "Pending", "containerStatuses": [{"name": "notebook", "state": state}]}}


def ends(looks):
    """When a start ends, and why: `looks` are seconds, the pod, and its events."""
    now = [0.0]
    watch = never.Watch(lambda: now[0])
    for now[0], pod, events in looks:
        if reason := watch.look(Evidence(pod, events)):
            return now[0], reason.kind
    return None


@pytest.mark.parametrize(
    ("pod", "events", "after", "kind"),
    [
        (waiting("InvalidImageName", "couldn't parse"), [], 60, "image-name"),
        (waiting("ErrImageNeverPull"), [], 60, "image-absent"),
        (
            waiting("ImagePullBackOff", f'Back-off pulling image "{IMAGE}": ErrImagePull: x: not found'),
            [],
            60,
            "image-missing",
        ),
        (PENDING, [SCHEDULED, PULLING, MISSING], 60, "image-missing"),
        (PENDING, [not_pulled("pull access denied, repository does not exist")], 60, "image-denied"),
        (PENDING, [not_pulled('failed to do request: Head "https://r/v2/": Forbidden')], 60, "image-proxy"),
        (
            PENDING,
            [unscheduled('persistentvolumeclaim "c" bound to non-existent persistentvolume "v".')],
            60,
            "home-lost",
        ),
        (PENDING, [unscheduled(NO_NODE)], 60, "no-node"),
        (PENDING, [unscheduled("3 node(s) didn't match PersistentVolume's node affinity.")], 60, "home-node-gone"),
        (FAILED, [], 6, "evicted"),
        ({"metadata": {}, "status": {"phase": "Succeeded"}}, [], 6, "ended"),
        (DELETED, [], 6, "removed"),
    ],
)
def test_it_ends_when_a_reason_that_does_not_pass_has_lasted(pod, events, after, kind):
    assert ends([(at, pod, events) for at in range(0, 700, 2)]) == (after, kind)


@pytest.mark.parametrize(
    ("pod", "events"),
    [
        (None, []),  # not there yet
        (PENDING, []),
        (PENDING, [SCHEDULED, PULLING]),
        (PENDING, [not_pulled("dial tcp 10.0.0.1:443: i/o timeout")]),
        (PENDING, [not_pulled("tls: failed to verify certificate: x509: certificate is not yet valid")]),
        (PENDING, [not_pulled("write /var/lib/x: no space left on device")]),
        (PENDING, [unscheduled("3 Insufficient memory.")]),
        (PENDING, [unscheduled("3 Insufficient nvidia.com/gpu.")]),
        (PENDING, [unscheduled("pod has unbound immediate PersistentVolumeClaims.")]),
        (PENDING, [unscheduled(f"1 node(s) were unschedulable, 2{NO_NODE[1:]}")]),
        (PENDING, [unscheduled("1 Too many pods, 2 node(s) didn't match PersistentVolume's node affinity.")]),
        (PENDING, [warning("FailedMount", "Unable to attach or mount volumes")]),
        (PENDING, [CRASHED]),
        (waiting("CreateContainerConfigError", 'secret "x" not found'), []),
    ],
)
def test_what_may_pass_is_waited_for(pod, events):
    assert ends([(at, pod, events) for at in range(0, 700, 2)]) is None


def test_a_reason_that_changes_begins_again():
    network = [not_pulled("dial tcp 10.0.0.1:443: i/o timeout")]
    looks = [(0, PENDING, [MISSING]), (50, PENDING, network), (52, PENDING, [MISSING]), (100, PENDING, [MISSING])]
    assert ends(looks) is None
    assert ends([*looks, (112, PENDING, [MISSING])]) == (112, "image-missing")


def test_a_pod_that_is_gone_does_not_come_back():
    gone = [(2, None, []), (8, None, [])]
    assert ends([(0, PENDING, []), *gone]) == (8, "removed")
    assert ends([(0, PENDING, []), (2, None, []), (4, PENDING, []), (10, None, [])]) is None


def ended(code, **more):
    state = {"terminated": {"exitCode": code, "reason": "Error", **more}}
    return {"metadata": {}, "status": {"phase": "Running", "containerStatuses": [{"name": "notebook", "state": state}]}}


@pytest.mark.parametrize(
    ("pod", "kind"),
    [(ended(1), "crash"), (ended(127), "image-program"), (ended(137, reason="OOMKilled"), "memory")],
)
def test_of_a_pod_that_is_gone_its_end_is_told(pod, kind):
    assert ends([(0, PENDING, []), (2, pod, [CRASHED]), (4, None, [CRASHED]), (10, None, [])]) == (10, kind)
    deleted = {**pod, "metadata": DELETED["metadata"]}
    assert ends([(0, PENDING, []), (2, pod, []), (4, deleted, []), (10, deleted, [])]) == (10, kind)


class RealStart(ToldSpawner):
    """Starts as KubeSpawner does, up to the wait for a pod that runs."""

    def start(self):
        self.api = SimpleNamespace(create_namespaced_pod=self._create)
        return KubeSpawner.start(self)

    async def _create(self, namespace, pod):
        """The API takes it."""

    async def _start_watching_pods(self, replace=False):
        """There is nothing to watch."""

    async def stop(self, now=False):
        """There is no pod."""


class Crashes(ToldSpawner):
    """Has a pod that ends and is then deleted, and never answers."""

    looks, stops = 5, 0

    @property
    def pod_reflector(self):
        self.looks -= 1
        return SimpleNamespace(pods={f"{self.namespace}/{self.pod_name}": ended(3)} if self.looks > 0 else {})

    async def _begin(self):
        return ("127.0.0.1", random_port())

    async def poll(self):
        return None

    async def stop(self, now=False):
        Crashes.stops += 1


@pytest.fixture
def page_of_a_start(hub, monkeypatch):
    """The page that a user sees whose server does not start."""
    for name in ("_LOOKS_EVERY", "_LASTING_AFTER", "_FINAL_AFTER"):
        monkeypatch.setattr(never, name, 0.01)
    hub.files.users(ada="x")

    async def start(spawner):
        def configure(c):
            c.JupyterHub.spawner_class = spawner
            c.KubeSpawner.storage_pvc_ensure = False
            c.Spawner.http_timeout = 100_000

        await hub.start(configure=configure)
        user = await hub.signed_in("ada", "x")
        await user.api("POST", "/users/ada/server", json={})
        await until(lambda: not hub.app.users["ada"].spawner.pending)
        return (await user.get("/spawn-pending/ada")).plain

    return start


async def test_the_page_says_why(page_of_a_start, monkeypatch):
    for name, value in {"told": [MISSING], "pod": PENDING}.items():
        monkeypatch.setattr(RealStart, name, value)
    page = await page_of_a_start(RealStart)
    assert "Your server did not start The image does not exist in its registry." in page
    assert "Reference: " in page


async def test_a_server_that_ends_before_it_answers_is_not_waited_for(hub, page_of_a_start):
    page = await page_of_a_start(Crashes)
    assert "The server ended while it was starting, with exit code 3." in page
    assert Crashes.stops == 1
    spawner = hub.app.users["ada"].spawner
    assert not (spawner._waiting_for_response or spawner.server or spawner.ready)
