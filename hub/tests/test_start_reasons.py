"""What is said of a server that does not start, or of one that is starting, from the texts of Kubernetes."""

import pytest
from aiohttp import ClientConnectionError
from kubernetes_events import (
    CRASHED,
    CREATED,
    FOLDER_MISSING,
    IMAGE,
    NODE,
    PRESENT,
    PULLED,
    PULLING,
    SCHEDULED,
    STARTED,
    answer,
    event,
    not_pulled,
    unscheduled,
    warning,
)

from hubwright.starting import events
from hubwright.starting.failure import Evidence, reason_of

PREEMPTION = " preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
ELSEWHERE = "2 node(s) didn't match PersistentVolume's node affinity"


def forbidden(text, what='pods "jupyter-ada" is forbidden'):
    return answer(403, f"{what}: {text}")


def pod(state=None, last=None, **status):
    containers = [{"name": "notebook", "state": state or {}, "lastState": last or {}}]
    return {"status": {"containerStatuses": containers, **status}}


def waiting(reason, message=""):
    return pod({"waiting": {"reason": reason, "message": message}})


def ended(code, reason="Error"):
    return pod({"waiting": {"reason": "CrashLoopBackOff"}}, {"terminated": {"exitCode": code, "reason": reason}})


def unschedulable(message):
    condition = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}
    return {"status": {"conditions": [condition]}}


# The event of a pod that does not start, the kind, and a part of what is said.
EVENTS = [
    # The scheduler: pkg/scheduler/framework/types.go and its plugins.
    (unscheduled(f"3 Insufficient memory.{PREEMPTION}"), "room", "enough free memory for this size"),
    (unscheduled("1 Insufficient cpu, 3 Insufficient memory."), "room", "processors and memory"),
    (unscheduled("3 Insufficient nvidia.com/gpu."), "room", "enough free GPUs"),
    (unscheduled("3 Too many pods."), "room", "enough free places"),
    (unscheduled(f"1 Insufficient memory, {ELSEWHERE}.{PREEMPTION}"), "room", "that your home is on does not have"),
    (unscheduled("1 Insufficient cpu, 2 node(s) had volume node affinity conflict."), "room", "your home is on"),
    (unscheduled(f"1 node(s) had untolerated taint(s), {ELSEWHERE}."), "home-node", "is off, or takes no servers"),
    (unscheduled(f"1 node(s) were unschedulable, {ELSEWHERE}."), "home-node", "is off, or takes no servers"),
    (
        unscheduled("1 node(s) were unschedulable, 2 node(s) didn't satisfy plugin(s) [VolumeBinding]."),
        "home-node",
        "is off",
    ),
    (
        unscheduled(f"1 node(s) didn't match Pod's node affinity/selector, {ELSEWHERE}.{PREEMPTION}"),
        "home-node-size",
        "cannot run a server of this size",
    ),
    (
        unscheduled(f"1 node(s) didn't match pod anti-affinity rules, {ELSEWHERE}."),
        "home-node-other",
        "cannot run a server of this size",
    ),
    (unscheduled("3 node(s) didn't match PersistentVolume's node affinity."), "home-node-gone", "no part of the"),
    (
        unscheduled(f"3 node(s) didn't match Pod's node affinity/selector.{PREEMPTION}"),
        "no-node",
        "No node that is on can run",
    ),
    (
        unscheduled("1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector."),
        "no-node-on",
        "No node that is on can run",
    ),
    (unscheduled("3 node(s) were unschedulable."), "nodes-closed", "No node takes servers"),
    (
        unscheduled("3 node(s) had untolerated taint {node.kubernetes.io/unreachable: }."),
        "nodes-closed",
        "No node takes",
    ),
    (unscheduled("pod has unbound immediate PersistentVolumeClaims."), "home-missing", "no volume for your home"),
    (unscheduled("3 node(s) didn't find available persistent volumes to bind."), "home-missing", "no volume"),
    (unscheduled('persistentvolumeclaim "claim-ada" not found.'), "home-missing", "no volume"),
    (
        unscheduled("3 node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)."),
        "home-missing",
        "no volume",
    ),
    (
        unscheduled('persistentvolumeclaim "claim-ada" bound to non-existent persistentvolume "pvc-1".'),
        "home-lost",
        "is gone from the cluster",
    ),
    (unscheduled("3 node(s) did not have enough free storage."), "storage", "room for a new home"),
    (
        unscheduled("3 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode in use"),
        "volume-busy",
        "in use by another server",
    ),
    (unscheduled("3 node(s) didn't match pod topology spread constraints."), "unscheduled", "No node can run"),
    (FOLDER_MISSING, "folder-missing", "is missing on its node"),
    # Pulls: pkg/kubelet/images, containerd's core/remotes/docker.
    (not_pulled(f"{IMAGE}: not found"), "image-missing", "does not exist in its registry"),
    (
        not_pulled(
            "pull access denied, repository does not exist or may require authorization: server message: "
            "insufficient_scope: authorization failed"
        ),
        "image-denied",
        "refuses the credentials",
    ),
    (
        not_pulled("unexpected status from HEAD request to https://r/v2/team/lab/manifests/3f2a: 403 Forbidden"),
        "image-denied",
        "refuses the credentials",
    ),
    *(
        (not_pulled(f'failed to do request: Head "https://r:5000/v2/": {status}'), "image-proxy", "a proxy lets nobody")
        for status in ("Proxy Authentication Required", "Unauthorized", "Forbidden")
    ),
    (
        not_pulled("unexpected status from HEAD request to https://registry.example.com/v2/: 503 Service Unavailable"),
        "image-network",
        "does not answer",
    ),
    (
        not_pulled('failed to do request: Head "https://r/v2/": dial tcp: lookup registry.example.com: no such host'),
        "image-network",
        "does not answer",
    ),
    (
        not_pulled('failed to do request: Head "https://r/v2/": dial tcp 10.0.0.1:443: i/o timeout'),
        "image-network",
        "answer",
    ),
    (
        not_pulled(
            'failed to do request: Head "https://r/v2/": tls: failed to verify certificate: x509: unknown authority'
        ),
        "image-trust",
        "does not trust",
    ),
    (
        not_pulled("unexpected status from GET request to https://r/v2/: 429 Too Many Requests"),
        "image-busy",
        "no more pulls",
    ),
    (not_pulled("write /var/lib/rancher/x: no space left on device"), "node-disk", "disk of the node is full"),
    (not_pulled("something new"), "image", "The image cannot be pulled."),
    (
        warning("ErrImageNeverPull", f'Container image "{IMAGE}" is not present with pull policy of Never'),
        "image-absent",
        "not on the node",
    ),
    (
        warning("InspectFailed", 'Failed to apply default image tag "A/b": couldn\'t parse image name'),
        "image-name",
        "no valid name",
    ),
    # Volumes, the network of the pod, and containers: pkg/kubelet.
    (
        warning(
            "FailedMount",
            'MountVolume.SetUp failed for volume "pvc-1" : hostPath type check failed: /srv/ada is not a directory',
        ),
        "volume",
        "cannot be attached",
    ),
    (
        warning("FailedMount", "Unable to attach or mount volumes: unmounted volumes=[home], …: timed out"),
        "volume",
        "cannot be attached",
    ),
    (
        warning(
            "FailedAttachVolume", 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) jupyter-ada'
        ),
        "volume-busy",
        "still attached to another node",
    ),
    (
        warning("FailedCreatePodSandBox", 'Failed to create pod sandbox: rpc error: plugin type="flannel" failed'),
        "node-network",
        "network",
    ),
    (warning("Failed", 'Error: secret "proxy-ada" not found'), "config", "settings is missing"),
    (
        warning(
            "Failed",
            "Error: failed to create containerd task: OCI runtime create failed: unable to start container process: "
            'error during container init: exec: "jupyterhub-singleuser": executable file not found in $PATH',
        ),
        "image-program",
        "lacks the program",
    ),
    (CRASHED, "crash", "ends while it is starting"),
    (
        warning("Evicted", "The node was low on resource: memory. Threshold quantity: 100Mi, available: 90Mi. "),
        "evicted",
        "ran short",
    ),
    (event("Preempted", "Preempted by pod 5f0c on node agent-2"), "preempted", "more important"),
    (
        event("TaintManagerEviction", "Marking for deletion Pod jupyterhub/jupyter-ada"),
        "node-lost",
        "stopped answering",
    ),
    (warning("NodeNotReady", "Node is not ready"), "node-lost", "stopped answering"),
]

# The pod as it was, the kind, and a part of what is said.
PODS = [
    (
        waiting("ImagePullBackOff", f'Back-off pulling image "{IMAGE}": ErrImagePull: {IMAGE}: not found'),
        "image-missing",
        "not exist",
    ),
    (waiting("ErrImageNeverPull"), "image-absent", "not on the node"),
    (waiting("InvalidImageName", "couldn't parse"), "image-name", "no valid name"),
    (
        waiting("SignatureValidationFailed", "image pull failed for x because the signature validation failed"),
        "image-trust",
        "trust",
    ),
    (waiting("CreateContainerConfigError", 'secret "x" not found'), "config", "settings is missing"),
    (ended(137, "OOMKilled"), "memory", "more memory than its size allows"),
    (ended(127), "image-program", "lacks the program"),
    (ended(3), "crash", "with exit code 3"),
    (pod({"terminated": {"exitCode": 1, "reason": "Error"}}), "crash", "with exit code 1"),
    (
        pod({"terminated": {"exitCode": 128, "reason": "StartError", "message": 'exec: "x": not found'}}),
        "image-program",
        "lacks",
    ),
    (pod(reason="Evicted", message="The node was low on resource: memory. "), "evicted", "ran short"),
    (
        pod(reason="OutOfmemory", message="Node didn't have enough resource: memory, requested: 1"),
        "room",
        "free memory",
    ),
    (pod(phase="Succeeded"), "ended", "ended while it was starting"),
    (unschedulable("0/3 nodes are available: 3 Insufficient memory."), "room", "free memory"),
]

# What a start fails with, the kind, and a part of what is said.
ERRORS = [
    (
        forbidden(
            "exceeded quota: q, requested: requests.memory=4Gi, used: requests.memory=8Gi, limited: requests.memory=8Gi"
        ),
        "quota",
        "exceed the quota",
    ),
    (
        forbidden(
            "exceeded quota: q, requested: requests.storage=1Gi", 'persistentvolumeclaims "claim-ada" is forbidden'
        ),
        "quota-storage",
        "home",
    ),
    (forbidden("failed quota: q: must specify limits.cpu for: notebook"), "quota-spec", "does not take servers"),
    (forbidden("status unknown for quota: q, resources: pods"), "quota-unknown", "still counting"),
    (forbidden("maximum memory usage per Container is 2Gi, but limit is 4Gi"), "limit-range", "of this size"),
    (forbidden('violates PodSecurity "restricted:latest": privileged (…)'), "pod-security", "security rules"),
    (
        answer(400, 'admission webhook "x.example.com" denied the request: ada may not'),
        "webhook",
        "A rule of the cluster",
    ),
    (
        forbidden("ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression"),
        "webhook",
        "A rule",
    ),
    (
        answer(
            500,
            'Internal error occurred: failed calling webhook "x": failed to call webhook: context deadline exceeded',
        ),
        "webhook-down",
        "does not answer",
    ),
    (answer(500, "etcdserver: request timed out"), "api", "The cluster does not answer"),
    (
        answer(422, 'Pod "jupyter-ada" is invalid: spec.containers[0].image: Required value'),
        "refused",
        "refuses this server",
    ),
    (ClientConnectionError("Cannot connect to host 10.43.0.1:443"), "api", "The cluster does not answer"),
    (TimeoutError("Could not create pod jupyterhub/jupyter-ada"), "stopping", "has not stopped yet"),
    (TimeoutError("pod jupyterhub/jupyter-ada did not start in 300 seconds!"), "timeout", "not start in time"),
    (RuntimeError("ada: Traceback (most recent call last)"), "unknown", "unexpected error"),
]


@pytest.mark.parametrize(("found", "kind", "part"), EVENTS)
def test_from_events(found, kind, part):
    judge(TimeoutError(), Evidence(None, [found]), kind, part)
    # While it starts, the same is said, and that it goes on.
    after = {"home-missing": "A volume for", "room": "Your server starts as soon as there is room."}
    progress, words = events.step(found, lambda *_: None)
    assert progress == 0 and after.get(kind, "It is tried again.") in words
    assert kind == "home-missing" or words.startswith(events.warned(found).what)


@pytest.mark.parametrize(("found", "kind", "part"), PODS)
def test_from_the_pod_rather_than_from_events(found, kind, part):
    judge(TimeoutError(), Evidence(found, [SCHEDULED, CRASHED]), kind, part)


@pytest.mark.parametrize(("error", "kind", "part"), ERRORS)
def test_from_the_error(error, kind, part):
    judge(error, Evidence(None, []), kind, part)


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        ([SCHEDULED, PULLING], "pulling"),
        ([SCHEDULED, PULLING, not_pulled(f"{IMAGE}: not found"), PULLING], "image-missing"),
        ([SCHEDULED, PULLING, not_pulled("i/o timeout"), PULLED], "timeout"),
        ([unscheduled("3 Insufficient cpu."), SCHEDULED], "timeout"),
        ([SCHEDULED, PRESENT, CREATED, STARTED], "no-answer"),
        ([SCHEDULED, PRESENT, CREATED, STARTED, CRASHED], "crash"),
        ([warning("NewInAnotherVersion", "ada")], "timeout"),
    ],
)
def test_what_is_over_is_no_reason(seen, kind):
    judge(TimeoutError(), Evidence(None, seen), kind, "")


def judge(error, evidence, kind, part):
    reason = reason_of(error, evidence)
    assert (reason.kind, part in reason.what) == (kind, True), reason
    for text in (reason.what, reason.advice):
        assert text[0].isupper() and text.endswith(".")
        assert not any(it in text for it in ("ada", "Traceback", "jupyter-", "claim", "pvc", NODE))


@pytest.mark.parametrize(
    ("found", "usual", "said"),
    [
        (SCHEDULED, None, (20, "Your server has a place on agent-2. Its folders are attached.")),
        (
            event("SuccessfulAttachVolume", 'AttachVolume.Attach succeeded for volume "pvc-1"'),
            None,
            (25, "Your folders are attached."),
        ),
        (PULLING, None, (30, "The image is being pulled to agent-2. That can take some minutes the first time.")),
        (PULLING, 41.0, (30, "The image is being pulled to agent-2. That usually takes about 40 seconds.")),
        (PULLING, 1.2, (30, "The image is being pulled to agent-2. That usually takes about 5 seconds.")),
        (PULLING, 170, (30, "The image is being pulled to agent-2. That usually takes about 3 minutes.")),
        (PULLED, None, (65, "The image is on agent-2.")),
        (
            event("Pulled", 'Container image "a/b:1" already present on machine'),
            None,
            (65, "The image is on agent-2. If it is new there, it is unpacked first."),
        ),
        (CREATED, None, (70, "The container of your server is created.")),
        (STARTED, None, (85, "The container runs. It will answer in a moment.")),
        (
            event("Started", "Container started", field="spec.initContainers{prepare}"),
            None,
            (50, "Your server is being prepared."),
        ),
        (event("AssignedZone", "x"), None, None),
        (warning("Failed", "Error: ErrImagePull"), None, None),
    ],
)
def test_what_goes_on(found, usual, said):
    asked = []
    assert events.step(found, lambda *about: asked.append(about) or usual) == said
    assert asked == ([(IMAGE, NODE)] if found is PULLING else [])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("in 38.204s (1m2.5s including waiting). Image size: 12 bytes.", 62.5),
        ("in 345ms (346ms including waiting). Image size: 12 bytes.", 0.346),
        ("in 1h0m1s (1h0m1s including waiting). Image size: 12 bytes.", 3601),
        ("in 2.5s", 2.5),
        ("in a while", None),
    ],
)
def test_how_long_a_pull_took(text, seconds):
    found = events.pull_of(event("Pulled", f'Successfully pulled image "{IMAGE}" {text}'))
    assert found == ((IMAGE, NODE, pytest.approx(seconds)) if seconds else None)
    assert events.pull_of(PRESENT) is None
