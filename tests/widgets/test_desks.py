"""Each form from code, as a trainer or a test uses it: what runs, what the answer says, what is never shown."""

from __future__ import annotations

import os

import pytest

from cccdiag.client import profile_file
from cccdiag.client.profile import Profile
from cccdiag.emulator import Emulator, Fault
from cccdiag.errors import InputError, ProfileError
from cccdiag.kb.find import knowledge
from cccdiag.widgets import (
    article_editor,
    billing_desk,
    check_desk,
    connection,
    explain_desk,
    guide_desk,
    order_desk,
    triage_desk,
)
from cccdiag.widgets.access import Access, access_of

DEMO = "DEMO: "
HEADER = {"edInstitution": "Invented College", "courseName": "History of Paper", "startOfTerm": "01/31/2027"}
RECORD = "2026-01-31 09:14:07,123 [4] ERROR AtlasSystems.ILLiad.Client.Copyright - CCC: <error_code>CCC_200</error_code> password=invented-lantern-77"


def test_a_connection_tells_where_each_part_came_from_and_never_the_part(emulator):
    """Address, mode, sources; the login stays in the kernel."""
    form = connection(gateway=emulator)
    answer = form.run()
    assert isinstance(form.profile, Profile)
    assert (form.gateway, form.is_demo, answer.value) == (emulator, True, form.profile)
    assert answer.text.startswith(DEMO)
    assert "Access secret:         set, from given" in answer.text
    assert emulator.username.reveal() not in answer.text + answer.html


def test_a_profile_that_asks_is_given_what_was_typed(tmp_path, monkeypatch, emulator):
    """A profile of references: ``prompt`` is answered by the field of that name, and what is missing is named."""
    folder = tmp_path / "config" / "cccdiag" / "profiles"
    folder.mkdir(parents=True)
    monkeypatch.setattr(profile_file, "folder", lambda: folder)
    monkeypatch.setenv("CCC_TEST_LOGIN", "invented-login")
    text = f"endpoint: {emulator.endpoint}\nexpect_mode: DEMO\nusername: env:CCC_TEST_LOGIN\npassword: prompt\naccess_key: env:CCC_TEST_LOGIN\naccess_secret: env:CCC_TEST_LOGIN\n"
    (folder / "home.yaml").write_text(text, encoding="utf-8")
    form = connection("home")
    assert "home" in [value for _, value in form.site.options]
    form.use.click()
    assert isinstance(form.last_error, ProfileError)
    assert "password (prompt: it was asked for and not given)" in form.banner.value
    form.secrets["password"].take("invented-heron-4711")
    form.use.click()
    assert form.last_error is None
    assert form.profile.credentials.password.reveal() == "invented-heron-4711"
    assert form.profile.credentials.username.source == "env:CCC_TEST_LOGIN"


def test_a_cell_that_names_another_connection_is_followed_by_its_forms(emulator):
    """What was typed stays; whom to ask is what the cell says now."""
    form, desk = connection(), order_desk()
    form.endpoint.value = "https://typed.example/"
    desk.texts["courseName"].value = "History of Paper"
    other = Access(access_of(connection(gateway=emulator)).profile, emulator)
    form.follow(other)
    desk.follow(other)
    assert (form.site.value, form.site.options[0][0], form.endpoint.value) == (
        "emulator",
        "Given: emulator",
        "https://typed.example/",
    )
    form.use.click()
    assert (form.last_error, form.profile.endpoint) == (None, emulator.endpoint)
    assert desk.texts["courseName"].value == "History of Paper"
    assert desk.run("checkOrderDetailStatus", {"orderDetailId": "27"}).value.word == "refused"


def test_an_address_typed_in_wants_all_four_parts_of_the_login():
    """What is missing is named; nothing is sent to anybody."""
    form = connection()
    form.site.value = "typed"
    form.endpoint.value = "https://gateway.example/AcademicGateway"
    form.use.click()
    assert "Not given yet: user name, password, access key, access secret" in form.banner.value
    for field in form.secrets.values():
        field.take("invented-heron-4711")
    form.use.click()
    assert (form.last_error, form.profile.endpoint, form.is_demo) == (None, form.endpoint.value, False)
    assert form.secrets["password"].state == "set (in memory only)"


def test_a_form_takes_a_connection_a_profile_or_nothing(emulator):
    """And nothing else."""
    form = connection(gateway=emulator)
    assert access_of(form) is form.access
    assert access_of(form.profile).profile is form.profile
    with pytest.raises(ProfileError):
        access_of(7)


def test_the_layers_light_up_one_after_the_other_and_the_report_is_the_answer(here):
    """Progress is heard of each result; the answer is the report of the engine."""
    desk, seen = check_desk(here), []
    desk.strip.observe(lambda change: seen.append(change["new"]), "value")
    answer = desk.run()
    assert (answer.value.status, desk.report) == ("ok", answer.value)
    assert answer.text.splitlines()[1].startswith(DEMO)
    assert "profile …" in seen[0]
    assert "✓ login: ok" in seen[-2]
    assert seen[-1] == ""
    assert desk.status.text == "Done: ok."
    assert "<title" in answer.html


def test_what_is_broken_is_named_first_and_explained_beside_it(here, emulator):
    """A fault in the gateway: the first thing to mend, a button for its article, the page at a click."""
    emulator.set_faults(Fault(status=503))
    desk = check_desk(here)
    answer = desk.run()
    first = answer.value.first_failure
    assert answer.value.status == "fail"
    assert f"Explain {first.article}" in [each.description for each in desk.explains if each.layout.display != "none"]
    desk.explains[0].click()
    assert "What to do (who)" in desk.explanation.value
    assert desk.explain(first.id).value["id"] == first.article
    with pytest.raises(InputError):
        desk.explain("machine.clock")


def test_a_word_that_is_no_layer_is_refused_in_a_sentence(here):
    """From code the error is raised; the banner says it too."""
    desk = check_desk(here)
    with pytest.raises(InputError, match=r"there is no check and no layer 'login\.partyy'"):
        desk.run(only=("login.partyy",))
    assert "did you mean" in desk.banner.value


def test_a_pasted_record_is_diagnosed_and_its_secrets_never_shown(here, tmp_path):
    """Text, a file by path and one by its bytes; the ticket counts what was taken out; the next check is one click."""
    desk, file = triage_desk(here), tmp_path / "client.log"
    file.write_text(RECORD.replace("CCC_200", "CCC_203"), encoding="utf-8")
    answer = desk.run(RECORD, files=[file, ("reply.xml", b"<error_code>CCC_103</error_code>")])
    assert {each.id for each in answer.value.diagnoses} == {"CCC_200", "CCC_203", "CCC_103"}
    assert [each.name for each in answer.value.inputs] == ["pasted text", str(file), "reply.xml"]
    assert "<mark>" in answer.html
    ticket = desk.ticket("engineer")
    assert dict(ticket.value.removed)["password"] >= 2
    assert "Taken out of this text: password" in desk.removed.value
    assert desk.copy.text == ticket.text
    library = desk.ticket("library")
    assert library.value.removed == ()
    assert str(file) not in library.text
    everything = answer.html + answer.text + ticket.text + library.text + desk.copy.text
    assert "invented-lantern-77" not in everything
    assert desk.check.description == "Next check: login.party"
    assert desk.next_check().value.status == "ok"


def test_what_was_sent_by_the_page_is_let_go_after_it_was_read(here):
    """Files come in pieces; when they were read, the form holds neither them nor the text."""
    desk = triage_desk(here)
    send = desk.material._received
    send(desk.material, {"file": "a.log", "size": 3}, [])
    send(desk.material, {"piece": 0}, [memoryview(RECORD[:50].encode())])
    send(desk.material, {"piece": 50}, [memoryview(RECORD[50:].encode())])
    send(desk.material, {"text": ""}, [])
    assert [each.name for each in desk.report.inputs] == ["a.log"]
    assert [each.id for each in desk.report.diagnoses] == ["CCC_200"]
    assert (desk.material.given, desk.material.files, desk.material.busy) == ("", (), False)


def test_a_text_of_any_length_arrives_whole(here):
    """In pieces that may cut a letter in two; servers refuse large messages."""
    desk, long = triage_desk(here), ("é" * 70 + "\n") * 2000 + RECORD
    data = long.encode()
    for at in range(0, len(data), 1001):
        desk.material._received(desk.material, {"part": at}, [memoryview(data[at : at + 1001])])
    desk.material._received(desk.material, {"text": ""}, [])
    assert [each.bytes for each in desk.report.inputs] == [len(data)]
    assert [each.id for each in desk.report.diagnoses] == ["CCC_200"]


def test_nothing_given_and_nothing_found_are_two_answers(here):
    """Neither is an error."""
    desk = triage_desk(here)
    assert desk.run().text == "Nothing was given: paste a text, or choose files.\n"
    assert desk.run("all is well").text.startswith("Nothing about CCC was found.")
    assert desk.next_check() is None


def test_a_code_is_shown_and_words_are_listed():
    """As `cccdiag explain` does; a name that is clear comes at once."""
    desk = explain_desk()
    assert desk.run("204").value["id"] == "CCC_204"
    assert desk.run("commitOrderDetail").value["schema"] == "cccdiag.operation/1"
    hits = desk.run("cannot log in").value
    assert "ares-ccc-authentication" in [each.id for each in hits]
    desk.found.value = hits[0]
    assert desk.answer.value["id"] == hits[0].id
    assert desk.run("zzyzx qqq").text == "Nothing is known about 'zzyzx qqq'.\n"
    assert desk.run("").value == ()


def test_violations_stand_beside_the_field_before_anything_is_sent(here, emulator):
    """Limits come from the spec; a wrong value is named as it is typed, a missing one when one tries to send."""
    desk, before = order_desk(here), len(emulator.exchanges())
    desk.operation.value = "createOrderHeader"
    assert "at most 255 characters; required" in desk.hints["courseName"].value
    desk.texts["startOfTerm"].value = "soon"
    assert "CCC_101" in desk.hints["startOfTerm"].value
    assert "CCC_100" not in desk.hints["courseName"].value
    desk.send.click()
    assert "CCC_100" in desk.hints["courseName"].value
    assert desk.answer.value.word == "not-sent"
    assert len(emulator.exchanges()) == before


def test_an_order_goes_through_its_life_and_the_picture_follows(here, emulator):
    """All seven operations; ids are handed on; a refusal is an outcome, and each state is drawn and told."""
    desk = order_desk(here)
    desk.operation.value = "createOrderHeader"
    for name, value in HEADER.items():
        desk.texts[name].value = value
    desk.send.click()
    header = desk.texts["orderHeaderId"].value
    assert (desk.answer.value.word, desk.picture().value, header.isdigit()) == ("answered", "header", True)
    assert desk.answer.text.startswith(DEMO)
    assert desk.run("modifyOrderHeader", {"orderHeaderId": header, "courseName": "Paper"}).value.word == "answered"
    work = {"cccWorkInst": "123456789", "publicationYear": "2020", "numCopiesStdnts": "3"}
    details: dict[str, str] = {
        **work,
        "orderHeaderId": header,
        "fromPage": "1",
        "toPage": "9",
        "stdnum": "1234-5679",
        "title": "Paper",
        "author": "A. N. Inventor",
    }
    made = desk.run("createOrderDetail", details).value
    assert (made.word, desk.picture().value) == ("answered", "draft"), made
    detail = str(made.result.id)
    assert desk.run("commitOrderDetail", {"orderDetailId": detail}).value.word == "answered"
    assert desk.picture().value == "committed"
    assert desk.run(
        "modifyOrderDetail", {"orderDetailId": detail, "numCopiesStdnts": "4", "numPages": "-999999"}
    ).value.word in {"answered", "refused"}
    assert desk.run("checkOrderDetailStatus", {"orderDetailId": detail}).value.result.id == int(detail)
    assert desk.run("cancelOrderDetail", {"orderDetailId": detail}).value.word == "answered"
    assert desk.picture().value == "cancelled"
    assert "[*] cancelled" in desk.picture().text
    refused = desk.run("cancelOrderDetail", {"orderDetailId": detail}).value
    assert (refused.word, [each.code for each in refused.errors]) == ("refused", ["CCC_204"])
    shown = desk.exchange()
    login = (emulator.username, emulator.password, emulator.access_key, emulator.access_secret)
    assert [each for each in login if each.reveal() in shown.text + shown.html + desk.answer.html] == []


def test_where_orders_may_be_real_a_click_is_not_enough(monkeypatch):
    """The name of the host is typed each time; without it nothing leaves, with it the call is made."""
    with Emulator(mode="PROD") as gateway:
        site = connection(gateway=gateway)
        assert site.is_demo is False
        monkeypatch.setattr("cccdiag.client.gateway.is_loopback", lambda _endpoint: False)
        desk = order_desk(site)
        desk.operation.value = "createOrderHeader"
        for name, value in HEADER.items():
            desk.texts[name].value = value
        assert desk.host.layout.display is None
        desk.send.click()
        assert "not sent: orders at 127.0.0.1 may be real" in desk.banner.value
        assert gateway.exchanges() == ()
        desk.host.value = "127.0.0.1"
        desk.send.click()
        assert (desk.answer.value.word, desk.answer.value.mode, desk.host.value) == ("answered", "PROD", "")
        assert len(gateway.exchanges()) == 1


def test_a_gateway_that_has_said_demo_itself_needs_no_further_word(monkeypatch, here):
    """One question that only reads is enough; an address alone proves nothing."""
    monkeypatch.setattr("cccdiag.client.gateway.is_loopback", lambda _endpoint: False)
    desk = order_desk(here)
    assert "PROD_GUARD" in [each.code for each in desk.violations("createOrderHeader", HEADER)]
    assert desk.run("checkOrderDetailStatus", {"orderDetailId": "27"}).value.mode == "DEMO"
    assert desk.violations("createOrderHeader", HEADER) == ()
    assert desk.run("createOrderHeader", HEADER).value.word == "answered"


def test_billing_details_are_compared_letter_by_letter():
    """What differs is marked in words, and a blank at an end can be seen."""
    desk = billing_desk()
    desk.here["BillingCity"].value, desk.there["BillingCity"].value = "Boston ", "Boston"
    desk.compare.click()
    assert desk.answer.text.startswith("1 of 5 differ\n")
    assert "Boston␣" in desk.answer.html
    assert desk.run({"City": "x"}, {"City": "x"}).text.startswith("All five are the same")


def test_the_guide_is_walked_by_clicks_answers_and_checks(here):
    """Each word leads on; back takes it back; at the end stands a summary to copy."""
    desk = guide_desk(here)
    first = desk.walk.question.id
    desk.words["yes"].click()
    assert len(desk.walk.answers) == 1
    desk.back.click()
    assert desk.walk.question.id == first
    answer = desk.run("illiad", {first: "no"})
    assert answer.value.outcome.settled
    assert desk.copy.text == answer.text
    desk.product.value = "ares"
    assert desk.walk.answers == ()
    with pytest.raises(InputError):
        desk.run("illiad", {first: "perhaps"})


SETTINGS = b"""Name,Value
CCCUsername,invented.login@library.example
CCCPassword,invented-heron-4711
CCCAutoSearch,Yes
BillingCity,Boston
"""


def test_exported_settings_answer_what_stands_in_them(here):
    """When the walk comes to what the table says, a check answers; the password in it is never shown."""
    desk = guide_desk(here)
    desk.judge(("settings.csv", SETTINGS))
    for word in ("yes", "no", "unknown", "unknown", "unknown"):
        answer = desk.answer_with(word)
    assert [(each.question, each.word) for each in desk.walk.answers if each.by == "atlas.settings"] == [
        ("exact-keys", "yes")
    ]
    assert desk.walk.question.id == "corporate"
    assert "invented-heron-4711" not in answer.html + answer.text + desk.status.text
    desk.settings.take("nothing of the kind")
    assert isinstance(desk.last_error, InputError)
    assert "holds no setting that is known" in desk.banner.value
    desk.settings.take("")
    assert "no settings were given" in desk.banner.value


FILLED = {
    "id": "local-blue-form",
    "family": "illiad",
    "title": "Blue form refused",
    "issue": "The program refuses the blue form of an order. Nothing is sent to CCC.",
    "looks_like": "A red line under the order in the client.",
    "wording": "CCC refused the blue form of",
    "ignores": "CCC refused the red form\nthe blue form was printed\nOCLC refused the blue form of jane",
    "phrases": "the blue form does not go through\nblue form refused\norders with the blue form fail\nwe cannot send blue forms\nred line under blue form\nblue form is rejected",
    "false_positives": "A text that only quotes the message.",
    "customer_text": "The blue form cannot be sent at the moment; please use the white one until we tell you.",
    "attach": ["the log of that day"],
    "cause1": "The form is older than the program.",
    "step1": "Replace the form by the one that came with the program.",
    "verify1": "An order with the blue form is sent.",
    "cause2": "CCC does not accept the form any more.",
    "step2": "Ask CCC whether it still accepts the form.",
    "verify2": "CCC has answered.",
}


def test_a_filled_form_is_a_valid_article_that_finds_its_record(tmp_path):
    """Every law of the knowledge base holds; the record's secrets are not in it; what is not filled is named."""
    editor = article_editor()
    record = "2026-01-31 09:14:07,123 [4] ERROR AtlasSystems.ILLiad.Client.Copyright - CCC refused the blue form of jane.roe@library.example"
    written = editor.run(FILLED, record).value
    assert (written.problems, written.matched) == ((), True)
    assert "jane.roe" not in written.yaml + editor.answer.html
    assert editor.copy.text == written.yaml
    assert editor.save(tmp_path).read_text(encoding="utf-8") == written.yaml
    assert knowledge(tmp_path).titles(["local-blue-form"]) == {"local-blue-form": "Blue form refused"}
    with pytest.raises(InputError, match="is there already and stays as it is"):
        editor.save(tmp_path)
    with pytest.raises(InputError, match="no id of an article of your own"):
        editor.run({"id": "CCC_200"}, record)


def test_the_shared_emulator_is_one_for_all_and_started_when_needed():
    """A form alone starts nothing; what is typed in the environment is not asked."""
    access = Access(environ={})
    assert access.demo().startswith(DEMO)
    assert access.gateway is Access().gateway
    assert "CCCDIAG_PASSWORD" not in os.environ
