"""On which nodes the images of users' servers are."""

from ..given import given
from ..servers.choices import choices_in
from ..spawn_page.amounts import in_bytes

# The kubelet names the largest images only: its `nodeStatusMaxImages`, by default.
_NAMED = 50


def images_of(c) -> list[tuple[str, str]]:
    """Each image that can be chosen, as its title and reference; where there is no choice, the one of all servers."""
    profiles = given(c.KubeSpawner, "profile_list", [])
    choices = choices_in(profiles) if isinstance(profiles, list) else []
    pairs = [(it.get("display_name", ""), it.get("kubespawner_override", {}).get("image")) for it in choices]
    found = {}
    for title, reference in pairs:
        if isinstance(reference, str):  # what only KubeSpawner can work out is left out
            found.setdefault(reference, title)
    default = given(c.KubeSpawner, "image", None)
    if not found and isinstance(default, str):
        found[default] = "Image"
    return [(title, reference) for reference, title in found.items()]


def on_nodes(image: tuple[str, str], nodes: list[dict]) -> dict:
    """What is known of an image: its size, and which of the nodes that take pods have it."""
    title, reference = image
    name = _whole(reference)
    nodes = [node for node in nodes if node["takes_pods"]]
    sizes = {node["name"]: _size_on(node, name) for node in nodes}
    size = max((it for it in sizes.values() if it), default=0)
    return {
        "title": title,
        "reference": reference,
        "size": in_bytes(size) if size else "unknown",
        "has": [node for node, it in sizes.items() if it],
        "lacks": [node for node, it in sizes.items() if it == 0],
        "unknown": [node for node, it in sizes.items() if it is None],
    }


def _size_on(node, name):
    """Bytes; 0 if the image is not there, None if that is not known."""
    images = node["object"]["status"].get("images", [])
    size = next((it.get("sizeBytes", 0) for it in images if name in (it.get("names") or [])), 0)
    return size or (None if len(images) >= _NAMED else 0)


def _whole(reference):
    """A reference as containerd writes it: `docker.io/library/debian:latest` for `debian`."""
    name, _, digest = reference.partition("@")
    first, slash, _ = name.partition("/")
    if not slash:
        name = f"docker.io/library/{name}"
    elif not {".", ":"} & set(first) and first != "localhost":
        name = f"docker.io/{name}"
    path, colon, tag = name.rpartition(":")
    is_tagged = bool(colon) and "/" not in tag
    if digest:
        return f"{path if is_tagged else name}@{digest}"
    return name if is_tagged else f"{name}:latest"
