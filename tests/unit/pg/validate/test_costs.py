"""Cost rows by day against what was validated before."""

from __future__ import annotations

from sark_lib.pg.validate import cost_history

BEFORE: cost_history.Days = {"2025-03-01": (3, "1"), "2025-03-02": (2, "2"), "2025-03-03": (5, "3")}


def found(now: cost_history.Days) -> list[object]:
    """The days that have changed."""
    return [each["key"] for each in cost_history.changed(BEFORE, now)]


def test_what_is_as_it_was_is_no_finding() -> None:
    """The same days, and days that came since, are no finding; neither is the first validation."""
    assert found(BEFORE) == []
    assert found({**BEFORE, "2025-03-04": (1, "4")}) == []
    assert list(cost_history.changed({}, BEFORE)) == []


def test_a_lost_or_changed_row_is_found_and_a_late_one_is_not() -> None:
    """Fewer rows, and other sums with as many, are found; more rows are late ones."""
    assert found({**BEFORE, "2025-03-02": (1, "7")}) == ["2025-03-02"]
    assert found({**BEFORE, "2025-03-02": (2, "7")}) == ["2025-03-02"]
    assert found({**BEFORE, "2025-03-02": (3, "7")}) == []
    assert found({day: BEFORE[day] for day in ("2025-03-01", "2025-03-03")}) == ["2025-03-02"]


def test_days_at_the_beginning_are_retired() -> None:
    """A time series loses its oldest days as a whole."""
    assert found({"2025-03-03": (5, "3")}) == []


def test_a_change_is_found_again_the_next_time() -> None:
    """What the next validation compares with is not what was changed; late rows and new days are in it."""
    now = {**BEFORE, "2025-03-01": (4, "9"), "2025-03-02": (2, "7"), "2025-03-04": (1, "4")}
    kept = cost_history.remembered(BEFORE, now)
    assert kept == {**now, "2025-03-02": (2, "2")}
    assert [each["key"] for each in cost_history.changed(kept, now)] == ["2025-03-02"]
