"""An error page with a message for the user."""

from http.client import responses

from tornado.web import HTTPError


def refusal(status: int, message: str) -> HTTPError:
    error = HTTPError(status, message)
    error.jupyterhub_message = message  # what JupyterHub's pages show, without "HTTP 403"
    error.reason = responses[status]  # otherwise JupyterHub 6 shows the message twice
    return error
