"""The figures of a run at its end: what the sweep tried how often and how many leaks, and how many figures of scores
were compared."""

from typing import Any

FIGURE, SCORES = "sweep", "scores"


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    """One line in all; with `make sweep` one for each test, too."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, ())]
    told = [(name, value) for r in reports if r.when == "call" for name, value in r.user_properties]
    for where, count, faults in (value for name, value in told if name == SCORES):
        terminalreporter.write_line(f"scores: {count:,} figures compared ({where}), {faults} differ")
    figures = [value for name, value in told if name == FIGURE]
    if not figures:
        return
    if config.getoption("markexpr") == "sweep":
        for what, cases, faults in sorted(tuple(figure) for figure in figures):
            terminalreporter.write_line(f"sweep: {what}: {cases:,} cases, {faults} leaks")
    cases, faults = (sum(figure[n] for figure in figures) for n in (1, 2))
    terminalreporter.write_line(f"sweep: {cases:,} cases, {faults} leaks")
