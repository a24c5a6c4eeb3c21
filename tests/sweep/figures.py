"""The figures of the sweep at the end of a run: what was tried how often, and how many leaks."""

from typing import Any

FIGURE = "sweep"


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    """One line in all; with `make sweep` one for each test, too."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, ())]
    figures = [
        value for r in reports if r.when == "call" for name, value in r.user_properties if name == FIGURE
    ]
    if not figures:
        return
    if config.getoption("markexpr") == "sweep":
        for what, cases, faults in sorted(tuple(figure) for figure in figures):
            terminalreporter.write_line(f"sweep: {what}: {cases:,} cases, {faults} leaks")
    cases, faults = (sum(figure[n] for figure in figures) for n in (1, 2))
    terminalreporter.write_line(f"sweep: {cases:,} cases, {faults} leaks")
