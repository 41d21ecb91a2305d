"""Case files reopen in a notebook with one line, and so does the difference of two."""

from __future__ import annotations

import pytest

from cccdiag.cli import main
from cccdiag.emulator import Emulator
from cccdiag.errors import InputError
from cccdiag.widgets import case_diff, case_file

LOG = (
    "2026-01-31 09:14:07,123 [4] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - "
    "Unable to authenticate with CCC. Please check your configuration.\n"
)


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """A case of a site that works, and one of the same site when it does not."""
    folder = tmp_path_factory.mktemp("cases")
    (folder / "client.log").write_text(LOG, encoding="utf-8")
    with Emulator() as gateway, pytest.MonkeyPatch.context() as patch:
        for name in ("username", "password", "access_key", "access_secret"):
            patch.setenv(f"CCCDIAG_{name.upper()}", getattr(gateway, name).reveal())
        patch.setenv("CCCDIAG_ENDPOINT", gateway.endpoint)
        patch.setenv("CCCDIAG_PRODUCT", gateway.product)
        assert main(["case", "save", str(folder / "march.zip"), "--check", "--note", "It worked <then>."]) == 0
        gateway.play("http-503")
        assert main(["case", "save", str(folder / "today.zip"), str(folder / "client.log"), "--check"]) == 0
    return folder


def test_a_case_reopens_with_its_report_and_its_diagnoses(cases):
    """Judged again without a network: the gateway is long gone."""
    good, bad = case_file(cases / "march.zip"), case_file(str(cases / "today.zip"))
    assert "It worked <then>." in good.text
    assert "It worked &lt;then&gt;." in good.html
    assert "Healthy" in good.html
    assert "http-503" in bad.text
    assert "illiad-ccc-authentication" in bad.html
    assert bad.value.documents["triage"]["diagnoses"][0]["id"] == "illiad-ccc-authentication"


def test_the_difference_of_two_is_a_table(cases):
    """What explains most comes first."""
    answer = case_diff(cases / "march.zip", cases / "today.zip")
    assert answer.value["schema"] == "cccdiag.case-diff/1"
    assert ("check", "http.answer") in [(one["area"], one["what"]) for one in answer.value["changes"]]
    assert "<td>http.answer</td><td>ok (answers)</td><td>fail (http-503)</td>" in answer.html
    assert "nothing changed" in case_diff(cases / "march.zip", cases / "march.zip").html


def test_what_is_no_case_is_one_sentence(cases):
    """As on the command line."""
    with pytest.raises(InputError, match="is no case file of cccdiag"):
        case_file(cases / "client.log")
