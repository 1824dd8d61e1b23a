"""Questions to the Kubernetes API."""

import json


async def ask(call, *args) -> dict | None:
    """The answer to a call of KubeSpawner's client; None if there is no such object.

    Unparsed, as KubeSpawner does it too: the client would make a Python object of every field.
    """
    answer = await call(*args, _preload_content=False)
    text = await answer.read()
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise RuntimeError(f"HTTP {answer.status} from {answer.url.path}")
    return json.loads(text)


async def items(call, *args) -> list[dict]:
    """The items of a list."""
    answer = await ask(call, *args)
    return answer["items"] if answer else []


async def claim_of(spawner) -> dict | None:
    """The claim of a server's home; None before the first start."""
    return await ask(spawner.api.read_namespaced_persistent_volume_claim, spawner.pvc_name, spawner.namespace)
