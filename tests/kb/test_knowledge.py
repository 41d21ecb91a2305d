"""The knowledge base itself: nothing of its catalogue is missing, and what it names elsewhere is there."""

from __future__ import annotations

import typing

import pytest

from cccdiag.checks import doctor
from cccdiag.kb.find import knowledge
from cccdiag.kb.model import CheckId

_CATALOGUE = """
CCC_001 CCC_002 CCC_100 CCC_101 CCC_102 CCC_103 CCC_200 CCC_201 CCC_202 CCC_203 CCC_204 CCC_205 CCC_206 CCC_207 CCC_211 CCC_212 CCC_218
gateway-unknown-code gateway-soap-fault gateway-invalid-response gateway-demo-mode
illiad-ccc-authentication illiad-ccc-idle-session illiad-ccc-not-used illiad-user-misconfigured illiad-organization-prompt
illiad-price-information illiad-order-submission illiad-credit-card-payment illiad-location-not-found illiad-user-not-found
illiad-permissions-unavailable illiad-estimate-unavailable illiad-permission-denied illiad-no-results illiad-page-range illiad-lww-order
illiad-unsupported-version illiad-invoice-numbers illiad-get-it-now
ares-ccc-authentication ares-ccc-flagged-invalid ares-ccc-not-used ares-ambiguous-location ares-special-request-status ares-cancel-refused
ares-status-not-updated ares-unsupported-version
marketplace-unknown-code
http-401 http-403 http-407 http-500 http-502 http-503 http-504
net-dns net-connect net-tls-protocol net-tls-trust net-connection-closed net-timeout net-html-instead-of-data
lookalike-oclc-copyright-compliance lookalike-connection-manager lookalike-database-connection
"""
CATALOGUE = _CATALOGUE.split()


def test_every_id_of_the_catalogue_has_its_article():
    """The ids are stable: tests, notebooks, tickets and links use them."""
    assert len(CATALOGUE) == 66
    assert set(CATALOGUE) <= set(knowledge().article_ids())


def test_checks_that_confirm_are_checks_that_exist():
    """The closed list of the articles is the list of the doctor."""
    assert set(typing.get_args(CheckId)) >= {check.id for check in doctor.every_check()}
    confirming = {cause.confirm for article in knowledge().articles() for cause in article.causes} - {None}
    assert confirming <= set(typing.get_args(CheckId))


_SETTINGS = """
CCCUsername CCCPassword CCCAutoSearch CCCDefaultNumPages CCCLocation LocalInfo BillingAddress1 BillingCity BillingState BillingZip
AddonDirectory copyright.txt CCCAnnualAcademicLicensee CCCHomepage CCCSupportPage CCCMarketplaceUrl CCCECCGatewayURI CCCECCGatewayURL
CentralCopyrightProcessing ItemActivationPendingProcessingInterval CopyrightPermissionDoc Institute OrderSource CCCSendDirectlytoUser
ILLEmail BillToEmail BillToIFM IFMSpendingLimit
"""
SETTINGS = _SETTINGS.split()


def test_every_setting_that_a_vendor_documents_is_explained():
    """Place, values, purpose and a source."""
    assert {*SETTINGS, "General Country"} == set(knowledge().settings())


def test_all_contradictions_of_the_reference_can_be_asked_for():
    """D01 to D82."""
    quirks = [id_ for kind, id_ in knowledge().names() if kind == "quirk"]
    assert quirks == [f"D{number:02d}" for number in range(1, 83)]


@pytest.mark.parametrize("id_", CATALOGUE)
def test_an_article_is_found_by_its_own_phrases(id_):
    """Most of what people say ranks the article among the first three."""
    article = knowledge().article(id_)
    near = [phrase for phrase in article.phrases if id_ in [hit.id for hit in knowledge().search(phrase, limit=3)]]
    assert len(near) >= len(article.phrases) * 0.7, sorted(set(article.phrases) - set(near))
