"""Every setting of an installation, read from the environment and checked at start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


class ConfigError(Exception):
    """A setting that cannot be used; the message says which and what to write instead."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation's settings. Defaults are safe and run without any of them set."""

    data: Path
    database_url: str
    secret_key: str
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    smtp_url: str | None = None
    mail_from: str = "mitra@localhost"
    link_days: int = 14
    reconfirm_days: int = 7
    containment_hours: int = 24
    cause_days: int = 10
    implementation_days: int = 30
    position_days: int = 3
    escalation_days: int = 10
    development: bool = False
    testing: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read MITRA_* variables (docs/operations.md lists them).

        Creates the data folder and, when no MITRA_SECRET_KEY is given, a key file in it that only
        its owner can read. Raises ConfigError with a sentence for a value that cannot be used.
        """
        env = os.environ if environ is None else environ
        data = Path(env.get("MITRA_DATA") or ROOT / "instance").expanduser().resolve()
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"MITRA_DATA: {data} cannot be created ({error.strerror}).") from error
        port = _number(env, "MITRA_PORT", 8000, 1, 65535)
        host = env.get("MITRA_HOST") or "127.0.0.1"
        base_url = (env.get("MITRA_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/")
        address = urlsplit(base_url)
        if address.scheme not in ("http", "https") or not address.hostname or address.path:
            raise ConfigError("MITRA_BASE_URL: write scheme and host, like https://portal.example.com.")
        smtp_url = env.get("MITRA_SMTP_URL") or None
        if smtp_url and urlsplit(smtp_url).scheme not in ("smtp", "smtps", "smtp+starttls"):
            raise ConfigError("MITRA_SMTP_URL: begin with smtp://, smtps:// or smtp+starttls://.")
        hosts = tuple(h.strip() for h in env.get("MITRA_TRUSTED_HOSTS", "").split(",") if h.strip())
        return cls(
            data=data,
            database_url=env.get("MITRA_DATABASE_URL") or f"sqlite:///{data / 'mitra.sqlite3'}",
            secret_key=_secret_key(env.get("MITRA_SECRET_KEY"), data),
            host=host,
            port=port,
            base_url=base_url,
            trusted_hosts=hosts or tuple({address.hostname, "127.0.0.1", "localhost"}),
            proxies=_number(env, "MITRA_PROXIES", 0, 0, 5),
            smtp_url=smtp_url,
            mail_from=env.get("MITRA_MAIL_FROM") or f"mitra@{address.hostname}",
            link_days=_number(env, "MITRA_LINK_DAYS", 14, 1, 90),
            reconfirm_days=_number(env, "MITRA_RECONFIRM_DAYS", 7, 0, 60),
            containment_hours=_number(env, "MITRA_CONTAINMENT_HOURS", 24, 1, 720),
            cause_days=_number(env, "MITRA_CAUSE_DAYS", 10, 1, 365),
            implementation_days=_number(env, "MITRA_IMPLEMENTATION_DAYS", 30, 1, 730),
            position_days=_number(env, "MITRA_POSITION_DAYS", 3, 1, 60),
            escalation_days=_number(env, "MITRA_ESCALATION_DAYS", 10, 1, 90),
            development=env.get("MITRA_DEVELOPMENT", "") in ("1", "true", "yes"),
        )

    def with_(self, **changes: object) -> "Settings":
        """A copy with some settings changed; tests use it."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def secure(self) -> bool:
        """True when people reach the portal by https, so cookies may demand it."""
        return self.base_url.startswith("https://")


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise ConfigError(f"{name}: {text!r} is not a whole number from {low} to {high}.")
    return int(text)


def _secret_key(given: str | None, data: Path) -> str:
    if given:
        if len(given) < 32:
            raise ConfigError("MITRA_SECRET_KEY: use at least 32 characters, or leave it unset.")
        return given
    path = data / "secret-key"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
