"""The rules of the house, read from the syntax tree and the URL map. Each failure says what to do."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parent.parent
PORTAL = ROOT / "portal"
ORDER = (
    "web", "activity", "accounts", "partners", "files", "talk", "orders", "shipments", "plans", "issues",
    "resolutions", "disputes", "scores", "reviews", "projects", "relations", "notify", "exchange", "desk",
)  # fmt: skip
OPEN_PARTS = ("models", "policy", "queries", "actions", "subjects")
SHORT = 200
FLASK_PARTS = ("routes", "cli", "__init__")
VISITORS = {
    "accounts.login", "accounts.accept_invitation", "accounts.show_invitation", "accounts.language",
    "accounts.request_reset", "accounts.reset", "accounts.show_reset", "desk.healthz", "desk.readyz",
    "accounts.new_login", "accounts.new_reset", "exchange.openapi", "notify.mail", "notify.mails",
    "orders.open_link", "orders.use_link",
}  # fmt: skip


@cache
def tree_of(path: Path) -> ast.Module:
    """What this file says."""
    return ast.parse(path.read_text())


def modules() -> Iterator[tuple[Path, str, str, ast.Module]]:
    """Each module of a slice: path, slice, part, tree."""
    for path in sorted(PORTAL.glob("*/*.py")):
        if path.parent.name in ORDER:
            yield path, path.parent.name, path.stem, tree_of(path)


def imports(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a module imports: the module and the names taken from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, tuple(alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, ()


def test_a_slice_imports_only_from_slices_above_it() -> None:
    faults = []
    for path, home, _part, tree in modules():
        for module, names in imports(tree):
            if not module.startswith("portal."):
                continue
            _, other, *rest = module.split(".")
            if other == home or other not in ORDER or other == "web":
                continue
            if ORDER.index(other) > ORDER.index(home):
                faults.append(
                    f"{path.relative_to(ROOT)}: {home} stands above {other}; let an activity row or a registry travel instead"
                )
            parts = {rest[0]} if rest else set(names)
            if home != "web" and not parts <= {*OPEN_PARTS, *_algorithms(other)}:
                faults.append(
                    f"{path.relative_to(ROOT)}: take {other}'s {parts} through its models, policy, queries or actions"
                )
    assert faults == []


@cache
def _algorithms(name: str) -> set[str]:
    """Files and folders of a slice named for an algorithm: pure, so any slice below may call them."""
    parts = {path.stem: [path] for path in (PORTAL / name).glob("*.py")}
    parts |= {
        path.parent.name: list(path.parent.rglob("*.py")) for path in (PORTAL / name).glob("*/__init__.py")
    }
    return {
        part
        for part, files in parts.items()
        if not any(
            m.startswith("flask.") or m == "flask" for file in files for m, _ in imports(tree_of(file))
        )
    } - {"forms"}


def test_only_the_edges_know_flask() -> None:
    faults = [
        f"{path.relative_to(ROOT)}: only routes, cli, __init__ and web import Flask; take what you need as an argument"
        for path, home, part, tree in modules()
        if home != "web" and part not in FLASK_PARTS
        for module, _names in imports(tree)
        if module == "flask" or module.startswith(("flask.", "flask_login", "flask_htmx"))
    ]
    assert faults == []


def test_only_the_guards_say_scoped() -> None:
    faults = []
    for path in PORTAL.rglob("*.py"):
        if path.name in ("scope.py", "db.py"):
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.keyword) and node.arg == "scoped":
                faults.append(
                    f"{path.relative_to(ROOT)}:{node.value.lineno}: start from visible_to(actor) instead"
                )
    assert faults == []


def test_actions_never_commit() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{node.lineno}: the route commits, once, after the action"
        for path, _home, part, tree in modules()
        if part in ("actions", "queries", "policy", "models")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert faults == []


def test_time_comes_from_the_clock() -> None:
    faults = []
    for path in PORTAL.rglob("*.py"):
        if path.name == "clock.py":
            continue
        for node in ast.walk(tree_of(path)):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in ("now", "utcnow", "today")
                and isinstance(node.value, ast.Name)
                and node.value.id in ("datetime", "date")
            ):
                faults.append(f"{path.relative_to(ROOT)}:{node.lineno}: use portal.clock")
    assert faults == []


def test_no_drawer_for_odds_and_ends() -> None:
    odd = [p for p in PORTAL.rglob("*.py") if p.stem in ("utils", "helpers", "services", "common", "misc")]
    assert odd == []


def test_public_endpoints_are_exactly_these(app: Flask) -> None:
    from portal.web.gate import is_public

    open_ = {e for e in app.view_functions if is_public(app, e)}
    assert open_ - VISITORS == set()


def test_every_endpoint_has_a_test_file(app: Flask) -> None:
    texts = {p: p.read_text() for p in (ROOT / "tests").rglob("test_*.py")}
    missing = [
        f"{endpoint}: write tests/{endpoint.replace('.', '/test_')}.py"
        for endpoint in sorted(app.view_functions)
        if "." in endpoint
        and not (
            ROOT / "tests" / endpoint.partition(".")[0] / f"test_{endpoint.partition('.')[2]}.py"
        ).exists()
        and not any(f"endpoint: {endpoint}" in text for text in texts.values())
    ]
    assert missing == []


def test_every_template_is_reached() -> None:
    sources = "\n".join(p.read_text() for p in [*PORTAL.rglob("*.py"), *(ROOT / "templates").rglob("*.html")])
    unreached = [
        str(p.relative_to(ROOT / "templates"))
        for p in sorted((ROOT / "templates").rglob("*.*"))
        if p.is_file() and str(p.relative_to(ROOT / "templates")) not in sources
    ]
    assert unreached == []


@pytest.mark.parametrize(
    "word", ["|safe", "| safe", " style=", "hx-on", "onclick", "javascript:", "hx-vals='js"]
)
def test_templates_hold_nothing_the_policy_forbids(word: str) -> None:
    found = [str(p) for p in (ROOT / "templates").rglob("*.html") if word in p.read_text()]
    assert found == []


def test_no_file_holds_the_address_of_a_package_index() -> None:
    import subprocess

    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "debian" + ".org")
    found = [
        name
        for name in tracked
        if name and (ROOT / name).suffix not in (".png", ".mo") and (ROOT / name).is_file()
        and any(host in (ROOT / name).read_text(errors="ignore") for host in hosts)
    ]  # fmt: skip
    assert found == []
