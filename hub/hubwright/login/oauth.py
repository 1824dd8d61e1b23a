"""Says what went wrong with an OAuth login: to users on the page, to the operator in the log.

OAuthenticator answers most of it with "500 : Internal Server Error". Its base classes are changed, so that every
OAuth login gets this, also one that raw values choose.
"""

import contextlib
import re

from jupyterhub.utils import get_browser_protocol
from oauthenticator import oauth2
from oauthenticator.oauth2 import OAuthCallbackHandler, OAuthenticator
from tornado.httpclient import HTTPClientError
from tornado.web import HTTPError

from ..refusal import refusal
from ..replacing import replace

_ASK = "Contact your hub administrator."


def find(claims, path: str):
    """The claim of that name, else the one at that path of names with dots between; a name may have dots itself."""
    if not isinstance(claims, dict):
        return None
    if path in claims:
        return claims[path]
    heads = [path[: dot.start()] for dot in re.finditer(r"\.", path)]
    found = (find(claims[head], path[len(head) + 1 :]) for head in heads if head in claims)
    return next((claim for claim in found if claim is not None), None)


def configure(verified_email: bool):
    """`verified_email`: whether an email address used as user name must be verified by the provider."""

    def user_info_to_username(self, user_info):
        claim = self.username_claim
        name = _name(self, user_info, claim)
        verified = user_info.get("email_verified", user_info.get("verified_email"))
        if verified_email and claim == "email" and verified in (False, "false"):  # Cognito sends it as text
            self.log.warning("Refused %r: the provider has not verified this address", name)
            raise refusal(403, f"The identity provider has not verified your e-mail address {name}. {_ASK}")
        return name

    OAuthenticator.user_info_to_username = user_info_to_username
    with contextlib.suppress(ImportError):  # it needs packages that a custom hub image may lack
        from oauthenticator.cilogon import CILogonOAuthenticator

        CILogonOAuthenticator._user_info_to_unprocessed_username = _cilogon_name
    replace(OAuthenticator, "authenticate", _authenticate)
    replace(OAuthenticator, "get_user_groups", _get_user_groups)
    replace(OAuthenticator, "get_callback_url", _get_callback_url)
    replace(OAuthCallbackHandler, "check_error", _check_error)
    replace(OAuthCallbackHandler, "check_state", _check_state)
    replace(OAuthCallbackHandler, "get", _get)


def _name(authenticator, user_info, claim):
    name = claim(user_info) if callable(claim) else find(user_info, claim)
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    if isinstance(name, str) and name.strip():
        return name
    authenticator.log.error(
        "No user name: the provider's claim %s is %s. It sent: %s. Request a scope with it, or use another claim.",
        claim,
        "missing" if name is None else f"not text but {type(name).__name__}" if name else "empty",
        ", ".join(user_info),
    )
    what = f'did not send the claim "{claim}", which this hub takes user names from'
    if callable(claim):
        what = "sent nothing that this hub can use as a user name"
    raise refusal(403, f"The identity provider {what}. {_ASK}")


def _cilogon_name(self, user_info):
    return _name(self, user_info, self.idps[user_info["idp"]]["username_derivation"]["username_claim"])


async def _authenticate(original, self, handler, data=None, **kwargs):
    try:
        model = await original(self, handler, data, **kwargs)
    except HTTPError as error:
        if error.status_code != 500:
            raise
        raise refusal(502, f"The identity provider's answer lacks what the hub needs. {_ASK}") from error
    except (HTTPClientError, OSError) as error:
        raise _provider_failure(self, error) from error
    except Exception as error:
        self.log.exception("The identity provider's answer is not what an authenticator of this type expects")
        raise refusal(502, f"The hub does not understand the identity provider's answer. {_ASK}") from error
    if model is None:
        return None
    if not self.validate_username(model["name"]):
        raise refusal(
            403, f"The identity provider calls you {model['name']!r}, which is not a valid user name here. {_ASK}"
        )
    handler.hubwright_refusal = _not_admitted(self, model)
    return model


def _provider_failure(authenticator, error):
    response = getattr(error, "response", None)
    if response is None:
        authenticator.log.error("The identity provider cannot be reached: %s", error)
        return refusal(502, f"The hub cannot reach the identity provider. {_ASK}")
    # The body is in the log already.
    body = (response.body or b"").decode("utf8", "replace")
    if error.code == 401 or "invalid_client" in body or "unauthorized_client" in body:
        if response.request.url == authenticator.token_url:
            return refusal(502, f"The identity provider does not accept the hub's client ID or client secret. {_ASK}")
    elif "invalid_grant" in body:
        return refusal(400, "This login has expired. Go to the hub and sign in again.")
    return refusal(502, f"The identity provider answers the hub with an error ({error.code}). {_ASK}")


def _not_admitted(authenticator, model):
    default = OAuthenticator.class_traits()["custom_403_message"].default_value
    if authenticator.custom_403_message != default:
        return authenticator.custom_403_message
    key = authenticator.auth_state_groups_key if authenticator.manage_groups else None
    unknown = isinstance(key, str) and find(model["auth_state"], key) is None
    return (
        f'The identity provider knows you as "{model["name"]}", and this account may not use this hub. '
        + (f"It did not say which groups you are in ({_claim_of(key)}). " if unknown else "")
        + f"To use another account, sign out there first. {_ASK}"
    )


def _claim_of(key):
    """The claim in a key of the auth state: `oauth_user.groups` is `groups`."""
    return f'claim "{key.split(".", 1)[-1]}"'


async def _get_user_groups(original, self, auth_state):
    key = self.auth_state_groups_key
    if callable(key):
        return await original(self, auth_state)
    groups = find(auth_state, key)
    if groups is None:
        claims = auth_state.get(self.user_auth_state_key) or {}
        self.log.error("No groups: the provider sent no %s. Its claims are: %s", _claim_of(key), ", ".join(claims))
        return set()
    listed = [groups] if isinstance(groups, (str, int)) else list(groups)
    names = {str(group) for group in listed if isinstance(group, (str, int)) and group != ""}
    if len(names) < len(listed):
        self.log.warning("The provider's %s contains groups that are not names, or duplicates", _claim_of(key))
    return names


def _get_callback_url(original, self, handler=None):
    if self.oauth_callback_url or handler is None:
        return original(self, handler)
    # What the browser sees, and not what the last of several proxies does.
    protocol = get_browser_protocol(handler.request)
    return oauth2.guess_callback_uri(protocol, handler.request.host, handler.hub.server.base_url)


def _check_error(original, self):
    error = self.get_argument("error", "")
    if not error:
        return
    # Anyone can write a link with any text: the page repeats nothing but a plain code.
    self.log.warning(
        "The identity provider ended a login: %.80r %.400r", error, self.get_argument("error_description", "")
    )
    if error == "access_denied":
        raise refusal(403, "The login was cancelled, or the identity provider does not let this account use the hub.")
    code = f" ({error})" if re.fullmatch("[a-z_]{1,40}", error) else ""
    raise refusal(400, f"The identity provider refused the hub's request{code}. {_ASK}")


def _check_state(original, self):
    try:
        original(self)
    except (AttributeError, HTTPError) as error:
        start = self.authenticator.get_callback_url(self).removesuffix("hub/oauth_callback")
        raise refusal(
            400, f"This login has expired, or it began in another browser or at another address. Sign in at {start}"
        ) from error


async def _get(original, self):
    self.check_arguments()
    user = await self.login_user()
    if user is None:
        raise refusal(403, getattr(self, "hubwright_refusal", self.authenticator.custom_403_message))
    self.redirect(self.get_next_url(user))
