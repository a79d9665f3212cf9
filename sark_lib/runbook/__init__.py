"""What notebooks and the command line call: parameters, sessions, stages, the walk."""

import sys

# nbformat imports jsonschema, and that, to check IRIs, rfc3987_syntax, which compiles a grammar for five seconds each
# time. No notebook has an IRI to check; without the module jsonschema leaves that one format alone.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
