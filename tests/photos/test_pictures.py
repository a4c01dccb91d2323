"""The names under which drawn pictures are remembered."""

import subprocess
import sys

from bot.domain.pictures import BeforeAfter, Certificate, Original, Qr, Stamped, differing_bits, key

PICTURES = [
    Original("a"),
    Original("b"),
    Qr("a"),
    Qr("a", "b"),
    Stamped(("a",), "#1", ("x", "y")),
    Stamped(("a",), "#1", ("x", "y"), "urgent"),
    Stamped(("a",), "#1", ("xy",)),
    Stamped(("a", "b"), "#1", ("x", "y")),
    BeforeAfter(("a",), ("b",), "x", "y", "#1"),
    BeforeAfter(("b",), ("a",), "x", "y", "#1"),
    Certificate("x", "y", "z", 1, "a", "b"),
    Certificate("x", "y", "z", 2, "a", "b"),
]


def test_pictures_that_differ_have_keys_that_differ():
    assert len({key(picture) for picture in PICTURES}) == len(PICTURES)


def test_a_key_is_the_same_in_every_process():
    there = "from bot.domain.pictures import Stamped, key; print(key(Stamped(('a',), '井盖', ('x',), 'red')))"
    told = subprocess.run([sys.executable, "-c", there], capture_output=True, text=True, check=True).stdout
    assert told.strip() == key(Stamped(("a",), "井盖", ("x",), "red"))


def test_signed_hashes_are_compared_bit_by_bit():
    assert differing_bits(-1, 0) == 64
    assert differing_bits(-(2**63), 2**63 - 1) == 64
    assert differing_bits(5, 4) == 1
