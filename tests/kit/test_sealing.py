"""What is sealed can be read with its key and with no other."""

import pytest
from cryptography.fernet import Fernet
from pytest_django.fixtures import Settings

from trellis.kit.sealing import KeyMissing, mark_of, seal, unseal

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_the_first_key_seals_and_all_of_them_open(settings: Settings) -> None:
    settings.SEAL_KEYS = [OLD]
    mark, sealed = seal(b"Mateo, 42")
    assert b"Mateo" not in sealed
    settings.SEAL_KEYS = [NEW, OLD]
    assert unseal(mark, sealed) == b"Mateo, 42"
    assert seal(b"Mateo, 42")[0] == mark_of(NEW) != mark


def test_a_lost_key_and_changed_bytes_are_said(settings: Settings) -> None:
    settings.SEAL_KEYS = [OLD]
    mark, sealed = seal(b"Mateo, 42")
    with pytest.raises(KeyMissing):
        unseal(mark, sealed[:-2] + b"AA")
    settings.SEAL_KEYS = [NEW]
    with pytest.raises(KeyMissing):
        unseal(mark, sealed)
    assert OLD not in mark
