"""Secrets in text: found by known forms and by the names of keys, and masked.

Formats of known services come from a maintained library (``bc-detect-secrets``). What it does not know is here:
credentials in URLs, options of commands, HTTP headers, and keys whose name tells. Masking too much costs the reader a
look into the database; masking too little costs a password.
"""

from __future__ import annotations

import pkgutil
import re
from functools import cache, lru_cache
from importlib import import_module
from itertools import pairwise

MASK = "***"

# A name is split into words first: sessionId, SESSION-ID and session_id are the same.
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECRET_WORDS = {
    "auth", "authorization", "bearer", "cookie", "cookies", "credential", "credentials", "dsn", "jwt", "otp", "pass",
    "passcode", "passphrase", "passwd", "password", "passwords", "pin", "private", "pw", "pwd", "secret", "secrets",
    "sid", "sig", "signature", "signatures", "token", "tokens", "totp",
}  # fmt: skip
_SECRET_PAIRS = {
    ("access", "id"), ("access", "key"), ("account", "key"), ("api", "key"), ("api", "keys"), ("app", "key"),
    ("connection", "string"), ("encryption", "key"), ("license", "key"), ("master", "key"), ("recovery", "code"),
    ("service", "key"), ("session", "id"), ("session", "key"), ("shared", "key"), ("signing", "key"), ("ssh", "key"),
    ("storage", "key"),
}  # fmt: skip
# Words written as one: apikey, PGPASSWORD, accesskey, AWS_ANYTHING.
_SECRET_PARTS = re.compile(
    r"passw|passphrase|secret|token|api_?-?key|access_?-?key|private_?-?key|credential|authorization|signature|cookie"
    r"|sessionid|(^|[^a-z])aws[_-]",
    re.IGNORECASE,
)
_NAME = (
    r"[\w.-]*?(?:passw\w*|passphrase|pwd|secret\w*|token|api[_-]?key|access[_-]?key\w*|private[_-]?key|credentials?"
    r"|authorization|signature|sig|cookie|session[_-]?id|jwt|otp|aws[_-]\w+)"
)
# What tells a secret wherever it stands, in our own text too.
_ANYWHERE = tuple(
    re.compile(pattern)
    for pattern in (
        # PEM: the whole block, also one that was cut.
        r"(?s)(?P<keep>-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z0-9 ]*-----).*?(?:-----END [A-Z0-9 ]*-----|\Z)",
        # user:password@, to the last @ before a space: an unescaped @ belongs to the password.
        r"(?P<keep>//[^/@:\s\"']*:)\S+(?=@)",
        r"(?i)(?P<keep>\b(?:bearer|basic|digest|negotiate|apikey)\s+)(?=\S*[\d=._~+/-])[\w.~+/=-]{6,}",
        rf"(?i)(?P<keep>(?<![A-Za-z0-9]){_NAME}=)(?:\"[^\"]*\"|'[^']*'|[^\s&;,\"']+)",
        rf"(?i)(?P<keep>(?<!\S)--?{_NAME}[= ]\s*)\S+",
        r"(?P<keep>(?<!\S)(?:-u|-U|--user|--proxy-user)[= ]?\s*)[^\s:]+:\S+",
    )
)
# What tells a secret in a value of the database. In a hint of ours «password: correct it» is none.
_IN_VALUES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?i)(?P<keep>\b(?:bearer|basic|digest|negotiate|apikey)\s+)[\w.~+/=-]{6,}",
        rf"(?i)(?P<keep>[\"']?(?<![A-Za-z0-9]){_NAME}[\"']?\s*[:=]\s*)(?:\"[^\"]*\"|'[^']*'|(?!\*)[^\s,;}}\]]+)",
        rf"(?i)(?P<keep>(?<![A-Za-z0-9]){_NAME}\s+)(?=\S*\d)\S{{6,}}",
        r"(?P<keep>(?<!\S)-p\s*)(?=\S*[A-Za-z])(?!\S*=)\S+",  # the password of many clients; a port has digits only
    )
)
# Tokens that the library does not know yet: a short prefix, then digits and capitals.
_PREFIXED = re.compile(
    r"\b(?:sk|pk|rk|glpat|github_pat|pypi|hf|dop_v1|shpat|lin_api|ntn|figd|r8|gsk|xai|AIza|ya29\.)[-_]?"
    r"(?=[\w-]*\d)[\w-]{16,}|\b\d{8,10}:[\w-]{35}\b"
)
# A known form has at least so many signs without a space, and a digit among them.
_LONG = re.compile(r"(?=\S*\d)\S{16}")


def names_a_secret(name: str) -> bool:
    """Return whether the value of a key, column or option of this name is a secret."""
    words = [word.lower() for word in _WORDS.findall(name)]
    return bool(
        _SECRET_WORDS.intersection(words) or _SECRET_PAIRS.intersection(pairwise(words)) or _SECRET_PARTS.search(name)
    )


@lru_cache(maxsize=8192)
def masked(text: str, *, foreign: bool = False) -> str:
    """Return a text without the secrets in it.

    Args:
        text: Any text; one without a secret comes back as it is.
        foreign: Whether it is a value from the database, where ``password: x`` tells a secret too.
    """
    for pattern in _ANYWHERE + (_IN_VALUES if foreign else ()):
        text = pattern.sub(lambda found: found["keep"] + MASK, text)
    if _LONG.search(text):
        for form in (_PREFIXED, *_known_forms()):
            text = form.sub(MASK, text)
    return text


@cache
def _known_forms() -> tuple[re.Pattern[str], ...]:
    """Return the forms that the library knows; imported late, since few texts are long enough to hold one."""
    from detect_secrets import plugins  # noqa: PLC0415
    from detect_secrets.plugins.base import RegexBasedDetector  # noqa: PLC0415

    for module in pkgutil.iter_modules(plugins.__path__, f"{plugins.__name__}."):
        import_module(module.name)
    return tuple(form for detector in RegexBasedDetector.__subclasses__() for form in getattr(detector, "denylist", ()))
