"""Where a request comes from, as far as that is known."""

import ipaddress

from tornado.httpserver import _HTTPRequestContext as RequestContext

from ..replacing import replace


def network(address: str) -> str:
    """What counts as one address: an IPv6 host has a whole /64 to itself."""
    parsed = _parse(address)
    if parsed is None:
        return "unknown"
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))


def is_public(address: str) -> bool:
    """Whether it may belong to one client. Behind any other, such as a node's, may be everyone."""
    parsed = _parse(address)
    return parsed is not None and parsed.is_global and not parsed.is_multicast


def _parse(address):
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    # How a proxy that listens on IPv6 writes an IPv4 address.
    return getattr(parsed, "ipv4_mapped", None) or parsed


def believe_real_ip(believe: bool):
    """Whether the client's address is in `X-Real-Ip`, which Traefik sets, or is where the hub's own proxy saw it.

    The proxy adds to `X-Forwarded-For` and passes an `X-Real-Ip` on as it is. Tornado prefers the latter and has no
    setting for it, so this wraps how it reads the headers.
    """

    def apply(original, self, headers):
        if not believe:
            headers.pop("X-Real-Ip", None)
        original(self, headers)

    replace(RequestContext, "_apply_xheaders", apply)
