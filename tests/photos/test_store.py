"""Originals on disk."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.photos import store


def files(folder):
    return [file for file in folder.rglob("*") if file.is_file()]


def test_what_was_saved_is_loaded_under_its_hash(tmp_path):
    name = store.save(tmp_path / "media", b"photo")
    assert name == hashlib.sha256(b"photo").hexdigest()
    assert store.load(tmp_path / "media", name) == b"photo"
    assert store.path(tmp_path / "media", name) == tmp_path / "media" / name[:2] / name[2:4] / name


def test_the_same_photo_is_kept_once_however_many_save_it_at_once(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        names = set(threads.map(lambda _: store.save(tmp_path, b"photo" * 10_000), range(40)))
    assert len(names) == 1
    assert files(tmp_path) == [store.path(tmp_path, names.pop())]


def test_a_file_cut_short_by_a_power_failure_is_written_anew(tmp_path):
    name = store.save(tmp_path, b"photo")
    store.path(tmp_path, name).write_bytes(b"ph")
    store.save(tmp_path, b"photo")
    assert store.load(tmp_path, name) == b"photo"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_a_name_that_is_no_hash_reaches_no_file(tmp_path, name):
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.load(tmp_path, name)


def test_what_is_not_there_is_not_found(tmp_path):
    with pytest.raises(FileNotFoundError):
        store.load(tmp_path, "0" * 64)


def test_a_failed_write_leaves_no_part_behind(tmp_path):
    store.path(tmp_path, hashlib.sha256(b"photo").hexdigest()).mkdir(parents=True)
    with pytest.raises(OSError):
        store.save(tmp_path, b"photo")
    assert files(tmp_path) == []
