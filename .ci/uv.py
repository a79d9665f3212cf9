"""Run the uv of this environment so that it finds packages where pip does: `python .ci/uv.py ARGUMENT...`.

An index, a proxy or a certificate is usually set up for pip alone (`pip config`, PIP_* variables), and uv reads none of
that. What is set up for pip is told to uv here; what is set up for uv alone stays as it is.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

UV = str(Path(sys.executable).with_name("uv"))
# pip's settings, and the variables that say the same to uv.
VARIABLES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}
# For these uv has no variables; as arguments they are named as pip names them.
ARGUMENTS = ("no-binary", "only-binary")
TRUE = ("y", "yes", "t", "true", "on", "1")
# pip takes the best file of all its indexes and trusts what the system trusts. The lock's hashes make the first safe.
LIKE_PIP = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_SYSTEM_CERTS": "true"}


def settings(listed: str) -> dict[str, str]:
    """Read `pip config list`: what `pip install` is told by files and variables, the strongest last."""
    found: dict[str, str] = {}
    for section in ("global.", "install.", ":env:."):
        for line in listed.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(section):
                found[name.removeprefix(section)] = " ".join(ast.literal_eval(value).split())
    return {name: value for name, value in found.items() if value}


def variables(pip: dict[str, str]) -> dict[str, str]:
    """Say pip's settings in uv's variables; uv parts places to find links by commas."""
    found = {VARIABLES[name]: value for name, value in pip.items() if name in VARIABLES}
    if "UV_FIND_LINKS" in found:
        found["UV_FIND_LINKS"] = found["UV_FIND_LINKS"].replace(" ", ",")
    return found


def arguments(pip: dict[str, str]) -> list[str]:
    """Say pip's settings in uv's arguments, where there is no variable for them."""
    found = [f"--{name}={pip[name]}" for name in ARGUMENTS if name in pip]
    return [*found, "--no-index"] if pip.get("no-index", "").lower() in TRUE else found


def uncached() -> dict[str, str]:
    """Do without a cache in a folder that pip would not write either: without the right to, or as root in another's."""
    cache = Path(subprocess.check_output([UV, "cache", "dir"], text=True).strip())
    there = next(each for each in (cache, *cache.parents) if os.access(each, os.F_OK))
    ours = os.access(there, os.W_OK) and (os.geteuid() != 0 or there.stat().st_uid == 0)
    return {} if ours else {"UV_NO_CACHE": "1"}


def main() -> None:
    """Become uv, or end with the reason why not."""
    try:
        pip = settings(subprocess.check_output([sys.executable, "-m", "pip", "config", "list"], text=True))
        told = {**LIKE_PIP, **os.environ, **variables(pip), **uncached()}
        os.execve(UV, [UV, *sys.argv[1:], *arguments(pip)], told)
    except (OSError, subprocess.CalledProcessError) as failed:
        sys.exit(f"uv cannot be run: {failed}")


if __name__ == "__main__":
    main()
