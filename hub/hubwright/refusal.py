"""An error page with a message for the user."""

from tornado.web import HTTPError


def refusal(status: int, message: str) -> HTTPError:
    error = HTTPError(status, message)
    error.jupyterhub_message = message  # what JupyterHub's pages show, without "HTTP 403"
    return error
