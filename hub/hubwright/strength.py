"""What a new password must be like."""

import unicodedata

# Long enough for the usual minimum, and the first that anyone tries. Length does the rest.
_COMMON = frozenset(
    """
    0123456789 1234567890 12345678910 123456789a 1234567891 0987654321 9876543210 1q2w3e4r5t 1qaz2wsx3edc
    qwertyuiop qwerty1234 qwerty12345 qwerty123456 qwertyuiop123 asdfghjkl; asdfghjkl1 1qazxsw23edc zaq12wsxcde3
    password12 password123 password1234 passw0rd12 passw0rd123 passwordpassword mypassword mypassword1
    password01 p@ssword12 p@ssw0rd123 p@$$w0rd123 changeme12 changeme123 changeme1234 letmein123 letmein1234
    welcome123 welcome1234 welcome2024 welcome2025 welcome2026 administrator admin12345 admin123456 adminadmin
    rootroot12 superman123 football123 baseball123 iloveyou12 iloveyou123 sunshine123 princess123 michael123
    jupyterhub jupyterhub1 jupyterhub123 jupyter123 jupyterlab notebook123 datascience datascience1 abcdefghij
    abcdefghijkl abc1234567 abcd123456 abcd1234567 a123456789 a1234567890 test123456 testtest12 testtesttest
    trustno1trustno1
    """.split()  # noqa: SIM905
)
_FEWEST_DIFFERENT = 5
_LONGEST = 1000


def weakness(password: str, name: str, least: int) -> str | None:
    """What is wrong with a new password of user `name`, in words for that user; None when it will do."""
    password = unicodedata.normalize("NFC", password)
    plain = password.casefold()
    if len(password) < least:
        return f"Too short: it has {len(password)} characters, and needs at least {least}."
    if len(password) > _LONGEST:
        return f"Too long: at most {_LONGEST} characters."
    if len(set(plain)) < _FEWEST_DIFFERENT:
        return f"Too simple: use at least {_FEWEST_DIFFERENT} different characters."
    if plain in _COMMON:
        return "Too common: it is among the first that anyone would try."
    if len(plain.replace(name.casefold(), "")) < least // 2:
        return "Too close to your user name."
    return None
