"""What tells offenders among rows where SQL cannot: a check names one of these in its header.

A judge takes the rows a statement returned, one mapping each, and yields those that offend, without what nobody should
read in a report. It has no clock: a row that is judged by the time carries it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType
from urllib.parse import urlsplit

from cryptography import x509

Row = Mapping[str, object]
Judge = Callable[[Iterable[Row]], Iterator[Row]]


def unreadable(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the nodes whose ``certificate`` is no certificate in PEM."""
    for row in rows:
        if isinstance(read := _read(row), ValueError):
            yield _shown(row, problem=str(read))


def out_of_date(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the nodes of which a certificate is not valid at ``at``."""
    for row, certificates in _readable(rows):
        for each in certificates:
            if not each.not_valid_before_utc <= row["at"] <= each.not_valid_after_utc:  # type: ignore[operator]
                yield _shown(row, valid_from=each.not_valid_before_utc, valid_until=each.not_valid_after_utc)
                break


def soon_out_of_date(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the nodes of which a certificate is valid at ``at``, and no more at ``soon``."""
    for row, certificates in _readable(rows):
        first = min(each.not_valid_after_utc for each in certificates)
        if row["at"] <= first < row["soon"]:  # type: ignore[operator]
            yield _shown(row, valid_until=first)


def of_another_node(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the nodes whose first certificate names neither their ``key`` nor the host of their ``endpoint``."""
    for row, certificates in _readable(rows):
        names = sorted(_names(certificates[0]))
        wanted = {str(row["key"]).lower(), (urlsplit(str(row["endpoint"])).hostname or "").lower()} - {""}
        if not any(fnmatchcase(want, name.lower()) for want in wanted for name in names):
            yield _shown(row, endpoint=row["endpoint"], certificate_of=", ".join(names))


JUDGES: Mapping[str, Judge] = MappingProxyType(
    {judge.__name__: judge for judge in (unreadable, out_of_date, soon_out_of_date, of_another_node)}
)


def _read(row: Row) -> list[x509.Certificate] | ValueError:
    """Return the certificates of a node, its own first; or why there are none."""
    try:
        return x509.load_pem_x509_certificates(str(row["certificate"]).encode())
    except ValueError as error:
        return error


def _readable(rows: Iterable[Row]) -> Iterator[tuple[Row, list[x509.Certificate]]]:
    for row in rows:
        if not isinstance(read := _read(row), ValueError):
            yield row, read


def _names(certificate: x509.Certificate) -> set[str]:
    """Return whom a certificate is made out to: the common name, and what it names beside it (RFC 6125)."""
    names = {str(each.value) for each in certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)}
    try:
        others = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return names
    return names | {str(each.value) for each in others}


def _shown(row: Row, **more: object) -> Row:
    return {"key": row["key"], **more}
