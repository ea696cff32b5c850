"""`trellis journal verify`: an exit code for machines, a sentence for people."""

import pytest

from trellis.cli.main import main
from trellis.people.journal.models import JournalEntry
from trellis.people.journal.operations import check_chain, record


@pytest.mark.django_db
def test_verify(capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(3):
        record(by=None, verb="thing.done", object_kind="thing", object_id=str(number))
    last = check_chain().last_hash
    assert main(["journal", "verify"]) == 0
    assert last in capsys.readouterr().out
    assert main(["journal", "verify", "--hash", last]) == 0
    assert main(["journal", "verify", "--hash", "0" * 63 + "1"]) == 1
    JournalEntry.objects.filter(object_id="1").update(verb="thing.undone")
    capsys.readouterr()
    assert main(["journal", "verify"]) == 1
    assert "1 entries are whole" in capsys.readouterr().out
