"""A library's settings are judged part by part, its billing details field by field; no login is ever in what is told."""

from __future__ import annotations

import json

import pytest

from cccdiag.checks import atlas, core, doctor, recording
from cccdiag.checks.library import PARTS, inspect
from cccdiag.checks.model import NOT_NEEDED, document
from cccdiag.checks.site import Site
from cccdiag.client.profile import Profile
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge

# Invented.
USER, PASSWORD = "ill@library.example", "Invented-Pass-9"
GOOD = {"CCCUsername": USER, "CCCPassword": PASSWORD, "CCCAutoSearch": "Yes", "Version": "9.2.1"}
GOOD_ARES = {"CCCUsername": USER, "CCCPassword": PASSWORD, "Version": "5.0.7"}
HERE = {"General Country": "USA", "BillingAddress1": "12 Main St", "BillingCity": "Boston", "BillingState": "MA", "BillingZip": "02108"}  # fmt: skip
THERE = {"Marketplace country": "USA", "Marketplace address": "12 Main St", "Marketplace city": "Boston", "Marketplace state": "MA", "Marketplace zip": "02108"}  # fmt: skip
CHECKS = ("atlas.settings", "atlas.billing")


def library(product, values, **told):
    data = "".join(f"{key}\t{value}\r\n" for key, value in values.items()).encode()
    return atlas.library_of(knowledge(), product, ("settings.tsv", data), **told)


def examined(seen):
    site = Site(profile=Profile(name="settings.tsv", endpoint=""), gateway=knowledge().gateway(), library=seen)
    return site, doctor.examine(site, knowledge(), doctor.chosen(("atlas",), (), CHECKS), 10)


def results(product, values, **told):
    _, report = examined(library(product, values, **told))
    return {one.id: one for one in report.results}


def changed(**values):
    return {key: value for key, value in {**GOOD, **values}.items() if value is not None}


def ares(**values):
    return {key: value for key, value in {**GOOD_ARES, **values}.items() if value is not None}


TABLE = [
    ("illiad", GOOD, {}, "ok", "sound", None),
    ("illiad", changed(CCCPassword=PASSWORD + " "), {}, "fail", "login-white-space", "illiad-ccc-authentication"),
    ("illiad", changed(CCCUsername="\u00a0" + USER), {}, "fail", "login-invisible", "illiad-ccc-authentication"),
    ("illiad", changed(CCCPassword=PASSWORD + "\u200b"), {}, "fail", "login-invisible", "illiad-ccc-authentication"),
    ("illiad", changed(CCCUsername=""), {}, "fail", "login-empty", "illiad-ccc-authentication"),
    ("illiad", changed(CCCPassword="<password>"), {}, "warn", "login-placeholder", "illiad-ccc-authentication"),
    ("illiad", changed(CCCPassword="Password: Invented-9"), {}, "warn", "login-label", "illiad-ccc-authentication"),
    ("illiad", changed(CCCPassword=PASSWORD + "\u2019"), {}, "warn", "login-look-alike", "illiad-ccc-authentication"),
    ("illiad", changed(CCCUsername="ill-library"), {}, "warn", "login-no-address", "illiad-ccc-authentication"),
    ("illiad", changed(CCCUsername="Invented-9", CCCPassword=USER), {}, "warn", "login-swapped", "illiad-ccc-authentication"),
    ("illiad", changed(CCCPassword="********"), {}, "ok", "sound", None),
    ("illiad", changed(Version="9.1.3"), {}, "fail", "old-version", "illiad-unsupported-version"),
    ("illiad", changed(Version="9.1.10"), {}, "ok", "sound", None),
    ("illiad", changed(Version="9.1.4"), {}, "ok", "sound", None),
    ("illiad", changed(Version=None), {"version": "8.7"}, "fail", "old-version", "illiad-unsupported-version"),
    ("illiad", changed(), {"uses_ccc": False}, "fail", "auto-search-on", "illiad-ccc-not-used"),
    ("illiad", changed(CCCAutoSearch=None), {"uses_ccc": False}, "fail", "auto-search-on", "illiad-ccc-not-used"),
    ("illiad", changed(CCCAutoSearch="No", CCCUsername="", CCCPassword=""), {"uses_ccc": False}, "ok", "sound", None),
    ("illiad", changed(CCCAutoSearch="perhaps"), {}, "warn", "no-switch", "illiad-ccc-not-used"),
    ("illiad", changed(CCCLocation="100234"), {}, "warn", "location-foreign", "ares-ambiguous-location"),
    ("illiad", changed(CCCPassword=None), {}, "warn", "missing-keys", "illiad-ccc-authentication"),
    ("illiad", changed(IFMSpendingLimit="$40.00"), {}, "warn", "addon-number", "illiad-get-it-now"),
    ("illiad", changed(IFMSpendingLimit="40", Institute="x", OrderSource="y"), {}, "ok", "sound", None),
    ("ares", GOOD_ARES, {}, "ok", "sound", None),
    ("ares", ares(Version="5.0.3"), {}, "fail", "old-version", "ares-unsupported-version"),
    ("ares", ares(Version="5.0.4"), {}, "warn", "old-for-special-requests", "ares-special-request-status"),
    ("ares", ares(CCCUsername=USER + " "), {}, "fail", "login-white-space", "ares-ccc-authentication"),
    ("ares", ares(), {"uses_ccc": False}, "warn", "login-left", "ares-ccc-not-used"),
    ("ares", ares(CCCLocation="100234"), {"countries": "one"}, "fail", "location-needless", "ares-ambiguous-location"),
    ("ares", ares(CCCLocation="100234"), {}, "warn", "location-set", "ares-ambiguous-location"),
    ("ares", ares(CCCLocation="100234"), {"countries": "several"}, "ok", "sound", None),
    ("ares", ares(CCCLocation=""), {"countries": "several"}, "fail", "location-missing", "ares-ambiguous-location"),
    ("ares", ares(), {"countries": "several"}, "fail", "location-missing", "ares-ambiguous-location"),
    ("ares", ares(CCCLocation=""), {"countries": "one"}, "ok", "sound", None),
    ("ares", ares(CCCMarketplaceUrl="https://marketplace.copyright.com/rs-ui-web/mp"), {}, "ok", "sound", None),
    ("ares", ares(CCCMarketplaceUrl="https://market.example.edu/"), {}, "warn", "address-edited", "ares-ccc-authentication"),
    ("ares", ares(CCCECCGatewayURL="https://x.copyright.com "), {}, "warn", "address-edited", "ares-ccc-authentication"),
    ("ares", ares(ECCGatewayURL="copyright.com"), {}, "warn", "address-edited", "ares-ccc-authentication"),
]  # fmt: skip


@pytest.mark.parametrize(("product", "values", "told", "status", "reason", "article"), TABLE)
def test_settings_are_told_as_what_they_are(product, values, told, status, reason, article):
    """Status, reason and article of each way in which settings go wrong; and neither login is in the report."""
    found = results(product, values, **told)["atlas.settings"]
    assert (found.status, found.reason, found.article) == (status, reason, article)
    shown = json.dumps(found.evidence, ensure_ascii=False) + found.summary
    assert not [
        values[key] for key in ("CCCUsername", "CCCPassword") if values.get(key) and values[key].strip() in shown
    ]


def test_every_reason_has_its_row():
    """Whoever adds a reason says here when it is given; what reason and next step need is there."""
    told = {row[4] for row in TABLE}
    untold = set(core.REGISTRY["atlas.settings"].verdicts) - told
    # A text with tabs and line ends has no cell with a line break; sites stand in the tests below.
    assert untold == {NOT_NEEDED, "login-line-break", "location-same"}


def test_parts_are_judged_apart():
    """An old version says nothing about the login; what was not given is unknown."""
    found = results("illiad", changed(Version="9.1.2", CCCPassword="***"))["atlas.settings"]
    assert found.evidence["parts"] == {
        "version": "bad", "login": "unknown", "auto-search": "ok", "location": "unknown", "addresses": "unknown", "addon": "unknown", "keys": "ok",
    }  # fmt: skip
    assert tuple(found.evidence["parts"]) == PARTS
    assert found.reason == "old-version"


def test_all_that_is_wrong_is_told_the_gravest_first():
    """One row of the report, every finding in it."""
    found = results("ares", ares(CCCLocation="1", CCCPassword=PASSWORD + "  ", Version="5.0.5"), countries="one")["atlas.settings"]  # fmt: skip
    assert [one["reason"] for one in found.evidence["findings"]] == [
        "login-white-space", "login-white-space", "location-needless", "old-for-special-requests",
    ]  # fmt: skip
    assert found.summary.endswith("and 1 more.")


def test_sites_are_named_and_can_be_chosen():
    """A blank at one site, the same location at all: whose it is stands in the sentence."""
    text = "Site,Key,Value\nMAIN,CCCLocation,100\nLAW,CCCLocation,100\nMAIN,CCCUsername,a@b.example\nLAW,CCCUsername,c@d.example \n"
    whole = atlas.library_of(knowledge(), "ares", ("s.csv", text.encode()), countries="several")
    reasons = {(one.reason, one.said) for one in inspect(whole)}
    assert ("location-same", "CCCLocation is the same at all sites, and each needs its own") in reasons
    assert ("login-white-space", "CCCUsername, character 12: SPACE at the end (LAW, row 5)") in reasons
    main = atlas.library_of(knowledge(), "ares", ("s.csv", text.encode()), countries="several", site="MAIN")
    assert {one.reason for one in inspect(main)} == {"missing-keys"}


def test_a_cell_with_a_line_break_is_told():
    """Workbooks and quoted cells hold such."""
    text = f'Key,Value\nCCCUsername,{USER}\nCCCPassword,"{PASSWORD}\n"\nCCCAutoSearch,Yes\n'
    seen = atlas.library_of(knowledge(), "illiad", ("s.csv", text.encode()))
    assert [one.reason for one in inspect(seen)] == ["login-line-break"]


@pytest.mark.parametrize(
    ("here", "there", "status", "reason"),
    [
        (HERE, THERE, "ok", "equal"),
        (HERE, THERE | {"Marketplace address": "12 Main Street"}, "fail", "spelling"),
        (HERE, THERE | {"Marketplace zip": "02108-1234", "Marketplace state": "Massachusetts"}, "fail", "spelling"),
        (HERE, THERE | {"Marketplace city": "Cambridge"}, "fail", "other"),
        (HERE | {"BillingZip": ""}, THERE, "fail", "missing"),
        (HERE, {key: value for key, value in THERE.items() if "zip" not in key}, "warn", "not-given"),
        ({key: value for key, value in HERE.items() if key != "BillingState"}, THERE, "warn", "not-given"),
        (HERE, {}, "skip", NOT_NEEDED),
        ({}, THERE, "skip", NOT_NEEDED),
    ],
)
def test_billing_details_are_told_as_what_they_are(here, there, status, reason):
    """Equal, spelled differently, other, missing; and what there was not enough of to compare."""
    found = results("illiad", {**GOOD, **here, **there})["atlas.billing"]
    assert (found.status, found.reason) == (status, reason)
    assert found.article == (None if status in ("ok", "skip") else "illiad-order-submission")


def test_each_site_of_local_info_is_compared():
    """The row that differs is named."""
    text = "NVTGC,BillingCity,BillingZip\nILL,Boston,02108\nLAW,boston,02108\n"
    seen = atlas.library_of(
        knowledge(), "illiad", ("l.csv", text.encode()), ("m.yaml", b"city: Boston\nzip: '02108'\n")
    )
    _, report = examined(seen)
    found = next(one for one in report.results if one.id == "atlas.billing")
    assert found.summary.startswith(
        "LAW: BillingCity: “boston” here, “Boston” on Marketplace: capital and small letters differ."
    )
    assert len(found.evidence["fields"]) == 10


def test_ares_has_no_billing_fields():
    """The sentence says so."""
    found = results("ares", {**GOOD_ARES, **HERE, **THERE})["atlas.billing"]
    assert (found.status, found.summary) == (
        "skip", "Not looked at: the billing fields of LocalInfo are ILLiad's; no article names any for Ares.",
    )  # fmt: skip


def test_without_a_file_there_is_nothing_to_look_at(profile_of, gateway):
    """The checks wait for their option, and name it."""
    assert not {"atlas.settings", "atlas.billing"} & {one.id for one in doctor.chosen()}
    with pytest.raises(InputError, match=r"atlas\.billing runs with --settings FILE only"):
        doctor.chosen(("atlas.billing",))
    site = Site(profile=profile_of(gateway), gateway=knowledge().gateway())
    assert {core.REGISTRY[id_].probe(site).outcome for id_ in CHECKS} == {NOT_NEEDED}


def test_a_recording_of_settings_is_judged_again_elsewhere():
    """Observations only, without a login, and the same report."""
    import datetime as dt

    site, report = examined(library("illiad", {**changed(CCCPassword=PASSWORD + " "), **HERE, **THERE}))
    text = json.dumps(
        recording.record(
            site, doctor.chosen(("atlas",), (), CHECKS), report.results, dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
        )
    )
    assert PASSWORD not in text
    assert USER not in text
    read = recording.replay(json.loads(text), doctor.every_check(), knowledge().gateway(), "FILE")
    assert json.dumps(document(doctor.concluded(read.site, read.results, knowledge()))["results"]) == json.dumps(
        document(report)["results"]
    )
