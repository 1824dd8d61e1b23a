"""Error pages say what happened in words; the reason of what should not happen is in the log, under a reference."""

import contextlib
import secrets

from jinja2 import Environment
from jupyterhub.handlers.base import BaseHandler
from tornado.web import HTTPError

from ..replacing import replace
from .appearance import OURS

UNEXPECTED = "The hub could not do this because of an unexpected error."
# What `needs_scope` says to scripts, with names of scopes that tell a person nothing.
_LACKS_SCOPES = "Action is not authorized with current scopes"


def install():
    """Change what the pages of errors show. Answers to scripts stay JupyterHub's."""

    def write_error(original, self, status_code, **kwargs):
        reference = _explain(self, status_code, kwargs.get("exc_info"))
        try:
            original(self, status_code, **kwargs)
        except Exception:  # most likely a template of the operator, which error pages extend too
            reference = reference or _reference()
            self.log.exception("Error %s: the page for error %s cannot be shown", reference, status_code)
            self.set_header("Content-Type", "text/html")
            self.write(_plain(reference))

    replace(BaseHandler, "write_error", write_error)


def _explain(handler, status, exc_info):
    """Give an error the message that its page shows; the reference under which the log has it, if it is unexpected."""
    error = exc_info[1] if exc_info else None
    if error is None or hasattr(error, "jupyterhub_message") or hasattr(error, "jupyterhub_html_message"):
        return None
    if status == 403 and str(getattr(error, "log_message", "")).startswith(_LACKS_SCOPES):
        _say(error, "You do not have the permission that this page needs. Your hub administrator can give it to you.")
        return None
    if isinstance(error, HTTPError) and status != 500:
        return None  # its text was written for whoever reads it
    reference = _reference()
    request = handler.request
    handler.log.error("Error %s: %s %s: %s: %s", reference, request.method, request.path, type(error).__name__, error)
    _say(error, UNEXPECTED, reference)
    return reference


def _say(error, message, reference=None):
    with contextlib.suppress(AttributeError):  # of a class that takes no others
        error.jupyterhub_message, error.hub_reference = message, reference


def _reference():
    return secrets.token_hex(4)


def _plain(reference):
    template = Environment(autoescape=True).from_string((OURS / "plain_error.html").read_text("utf-8"))
    return template.render(title="Something went wrong", message="This page cannot be shown.", reference=reference)
