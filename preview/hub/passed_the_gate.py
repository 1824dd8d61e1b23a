"""Shuts the hub's own port, which any user of this machine can reach and any web page may try."""

import hmac

from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.handlers.base import BaseHandler
from jupyterhub.handlers.pages import ProxyErrorHandler
from tornado.web import HTTPError

# Servers and services come straight to the API, with tokens; the proxy fetches its error pages.
_OPEN = (APIHandler, ProxyErrorHandler)


def require(passed: str):
    """Answer nothing but the API to requests without what the proxy adds to those that came through its gate."""
    prepare = BaseHandler.prepare

    async def prepare_if_passed(self):
        shown = self.request.headers.pop("X-Hubwright-Passed", "")
        if not isinstance(self, _OPEN) and not hmac.compare_digest(shown.encode(), passed.encode()):
            raise HTTPError(403, "Open the link that `npx hubwright preview` printed.")
        await prepare(self)

    BaseHandler.prepare = prepare_if_passed
