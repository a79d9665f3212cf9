"""Fills the HTML templates of this package; every value is escaped by Jinja2, never by hand."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATES = Environment(
    loader=PackageLoader("sark_lib.evidence"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def fill(template: str, **values: object) -> Markup:
    """Return a template filled with values, as markup that is not escaped again.

    Args:
        template: A file of ``templates/``.
        values: What its places say; text is escaped, Markup is not.
    """
    return Markup(_TEMPLATES.get_template(template).render(values))  # noqa: S704  (autoescape has escaped every value)
