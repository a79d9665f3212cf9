"""Judges of certificates: what is readable, in date, and made out to the node."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sark_lib.evidence.checks import certificates
from tests.faults.certificates import pem

AT = datetime.now(UTC)
CUT = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def row(certificate: str, key: str = "alpha", endpoint: str = "https://host.example:8443/sark") -> dict[str, object]:
    """A node of the federation as a check selects it."""
    soon = AT + timedelta(days=30)
    return {"key": key, "endpoint": endpoint, "certificate": certificate, "at": AT, "soon": soon}


def yielded(judge: certificates.Judge, *rows: dict[str, object]) -> list[object]:
    """The keys of the offenders."""
    return [offender["key"] for offender in judge(rows)]


@pytest.mark.parametrize(
    "text", ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_what_is_no_certificate_is_unreadable_and_nothing_else(text: str) -> None:
    """A text that cannot be parsed is one finding: no other judge has an opinion about it."""
    assert yielded(certificates.unreadable, row(text)) == ["alpha"]
    others = (certificates.out_of_date, certificates.soon_out_of_date, certificates.of_another_node)
    assert [yielded(judge, row(text)) for judge in others] == [[], [], []]


@pytest.mark.parametrize(
    ("first", "last", "out", "soon"),
    [(-30, 300, [], []), (-30, -1, ["alpha"], []), (1, 300, ["alpha"], []), (-30, 29, [], ["alpha"]), (-1, 31, [], [])],
)
def test_dates_are_judged_by_the_clock_of_the_row(first: int, last: int, out: list[object], soon: list[object]) -> None:
    """Ended, not yet begun, and about to end are told apart; what has ended does not end soon as well."""
    found = row(pem("alpha", first_day=first, last_day=last))
    assert (yielded(certificates.out_of_date, found), yielded(certificates.soon_out_of_date, found)) == (out, soon)


@pytest.mark.parametrize(
    ("name", "also", "matches"),
    [
        ("alpha", (), True),
        ("ALPHA", (), True),
        ("host.example", (), True),
        ("Somebody", ("host.example",), True),
        ("Somebody", ("*.example",), True),
        ("Somebody", (), False),
        ("alpha2", ("other.example",), False),
    ],
)
def test_a_certificate_names_its_node(name: str, also: tuple[str, ...], matches: bool) -> None:  # noqa: FBT001 - a fact
    """By common name or by a host beside it, the node's name or the host of its endpoint; the case does not count."""
    assert yielded(certificates.of_another_node, row(pem(name, also=also))) == ([] if matches else ["alpha"])


def test_the_first_of_a_chain_is_the_node_s_own() -> None:
    """Of several certificates the first has to name the node, and each has to be in date."""
    chain = pem("alpha") + pem("An authority", last_day=-1)
    assert yielded(certificates.of_another_node, row(chain)) == []
    assert yielded(certificates.out_of_date, row(chain)) == ["alpha"]


def test_no_offender_shows_its_certificate() -> None:
    """What is shown names the node and the problem, not the certificate itself."""
    offenders = [*certificates.unreadable([row("x")]), *certificates.of_another_node([row(pem("Somebody"))])]
    assert len(offenders) == 2
    assert all("certificate" not in offender for offender in offenders)
