"""The store: whole files under their hash, once each, and a sweep that knows what nobody names."""

import hashlib
import io
import os
from pathlib import Path

import pytest

from portal import clock
from portal.files.storage import SETTLING_SECONDS, Store, TooLarge

HELLO = hashlib.sha256(b"hello").hexdigest()


def settled(store: Store, digest: str) -> Path:
    """Make the file look as old as a sweep wants."""
    path = store.root / digest[:2] / digest
    then = clock.now().timestamp() - SETTLING_SECONDS - 60
    os.utime(path, (then, then))
    return path


def test_bytes_come_back_under_their_hash(store: Store) -> None:
    assert store.put(io.BytesIO(b"hello")) == HELLO
    assert (store.root / HELLO[:2] / HELLO).read_bytes() == b"hello"
    with store.open(HELLO) as file:
        assert file.read() == b"hello"


def test_putting_twice_keeps_one_and_makes_it_young(store: Store) -> None:
    store.put(io.BytesIO(b"hello"))
    path = settled(store, HELLO)
    old = path.stat().st_mtime
    store.put(io.BytesIO(b"hello"))
    assert len(list(store.root.glob("??/*"))) == 1
    assert path.stat().st_mtime > old
    assert list(store.scratch().iterdir()) == []


def test_files_are_for_their_owner_only(store: Store) -> None:
    store.put(io.BytesIO(b"hello"))
    assert (store.root / HELLO[:2] / HELLO).stat().st_mode & 0o077 == 0
    assert (store.root / HELLO[:2]).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("word", ["../../etc/passwd", "", HELLO[:-1], HELLO.upper(), HELLO + "\n"])
def test_only_a_hash_opens_a_file(store: Store, word: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.open(word)


def test_a_missing_file_is_said_to_be_missing(store: Store) -> None:
    with pytest.raises(FileNotFoundError):
        store.open(HELLO)


def test_a_stream_is_read_no_further_than_its_limit(store: Store) -> None:
    stream = io.BytesIO(b"x" * 10_000_000)
    with pytest.raises(TooLarge), store.received(stream, 1_000_000):
        pass
    assert stream.tell() < 2_000_000
    assert list(store.scratch().iterdir()) == []


def test_a_sweep_tells_and_takes_only_settled_orphans(store: Store) -> None:
    named, young, old = (store.put(io.BytesIO(data)) for data in (b"named", b"young", b"old"))
    settled(store, named)
    settled(store, old)
    lost = "0" * 64
    told = store.sweep({named, lost}, remove=False)
    assert (told.missing, told.orphans, told.bytes) == ((lost,), (old,), 3)
    store.open(old).close()
    assert store.sweep({named, lost}, remove=True) == told
    assert {p.name for p in store.root.glob("??/*")} == {named, young}


def test_a_sweep_clears_what_a_killed_process_left(store: Store) -> None:
    left = store.scratch() / "tmpabc"
    left.mkdir()
    (left / "picture").write_bytes(b"x")
    then = clock.now().timestamp() - SETTLING_SECONDS - 60
    os.utime(left, (then, then))
    store.sweep(set(), remove=True)
    assert not left.exists()
