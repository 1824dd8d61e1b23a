"""What KubeSpawner makes of it: the very pods that Kubernetes would be given."""

import pytest
from kubespawner import KubeSpawner
from traitlets.config import Config

from hubwright import setup

FILTERED = {"seccompProfile": {"type": "RuntimeDefault"}}
ONCE = {"fsGroupChangePolicy": "OnRootMismatch"}
NONE = {"drop": ["ALL"]}


async def security_of(given=None, profile=None, **traits):
    """The security contexts of a pod and of its notebook, with the chart's own defaults."""
    c = Config()
    c.KubeSpawner.update({"uid": 1000, "fs_gid": 100, "allow_privilege_escalation": False, **traits, **(given or {})})
    setup.configure(c, None)
    spawner = KubeSpawner(_mock=True, config=c)
    for name, value in (profile or {}).items():  # as KubeSpawner itself does with `kubespawner_override`
        setattr(spawner, name, value)
    spec = (await spawner.get_pod_manifest()).spec
    return spec.security_context, spec.containers[0].security_context


async def test_no_capabilities_and_the_filter_of_the_runtime():
    pod, notebook = await security_of()
    assert pod == {"fsGroup": 100, **FILTERED, **ONCE}
    assert notebook == {"runAsUser": 1000, "allowPrivilegeEscalation": False, "capabilities": NONE}


@pytest.mark.parametrize(
    "profile",
    [
        {"uid": 0},  # start.sh makes the user, gives them the home and, with GRANT_SUDO, sudo
        {"uid": None},  # the image's own user, which may be root
        {"uid": lambda spawner: 0},
        {"allow_privilege_escalation": True},  # sudo
        {"privileged": True},
    ],
)
async def test_who_may_be_root_keeps_the_capabilities_of_root(profile):
    for given, override in ((profile, None), (None, profile)):
        pod, notebook = await security_of(given, override)
        assert pod["seccompProfile"] == {"type": "RuntimeDefault"}
        assert "capabilities" not in notebook


async def test_a_uid_that_is_worked_out():
    async def uid(spawner):
        return 2000

    _, notebook = await security_of({"uid": uid})
    assert notebook["capabilities"] == NONE


@pytest.mark.parametrize("where", ["given", "profile"])
async def test_an_engineer_decides_both_alone(where):
    own = {"capabilities": {"add": ["SYS_PTRACE"]}}
    seccomp = {"seccompProfile": {"type": "Localhost", "localhostProfile": "perf.json"}}
    pod, notebook = await security_of(**{where: {"container_security_context": own, "pod_security_context": seccomp}})
    assert notebook["capabilities"] == own["capabilities"]
    assert pod["seccompProfile"] == seccomp["seccompProfile"]


async def test_an_empty_one_is_nothing_at_all():
    pod, notebook = await security_of({"container_security_context": {}, "pod_security_context": {}})
    assert pod == {"fsGroup": 100}
    assert notebook == {"runAsUser": 1000, "allowPrivilegeEscalation": False}
