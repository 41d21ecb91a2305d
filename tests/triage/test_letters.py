"""Letters: read by meaning, never certain; silent where nothing is about CCC; texts that only talk are no finding."""

from __future__ import annotations

import pytest
from triage_room import cues, ids, report, vocabulary

from cccdiag.kb.find import knowledge
from cccdiag.triage.words import Language

ARTICLES = {article.id: article for article in knowledge().articles()}
RANKS = [(article.id, text) for article in ARTICLES.values() for text in article.tickets.ranks]
IGNORES = [(article.id, text) for article in ARTICLES.values() for text in article.tickets.ignores]
LETTER = "Dear desk,\n\nwe get '{}' since Monday. What can we do?\n"


def test_letters_that_articles_claim_are_theirs():
    """Of the letters that articles name as theirs, 97 of 100 put that article first, and none of the rest stays unread."""
    firsts = [(id_, (ids(text) or ["nothing"])[0], text) for id_, text in RANKS]
    wrong = [entry for entry in firsts if entry[0] != entry[1]]
    assert len(wrong) <= 0.03 * len(RANKS), wrong
    assert [entry for entry in wrong if entry[1] == "nothing"] == []


def test_letters_that_articles_refuse_are_not_theirs():
    """Of the letters that articles name as none of theirs, 99 of 100 do not find them."""
    wrong = [(id_, text) for id_, text in IGNORES if id_ in ids(text)]
    assert len(wrong) <= 0.01 * len(IGNORES), wrong


def test_a_letter_without_an_exact_wording_is_never_certain():
    """What a letter only resembles is likely at best, and the reason is given."""
    diagnosis = report("Our ILLiad cannot sign in to CCC any more, the same password works on Marketplace.").diagnoses[
        0
    ]
    assert diagnosis.certainty in ("likely", "possible")
    assert diagnosis.why


@pytest.mark.parametrize(
    "text",
    [
        "Release notes 9.2.1\nFixed: 'Error retrieving price information from CCC' no longer appears twice.",
        "Agenda, 4 May\n1. Minutes\n2. What to do on 'Ambiguous CCC Location' in Ares",
        "def test_hold():\n    assert parse(answer).codes == ['CCC_203']",
        "This article describes the message 'CCC Configuration previously flagged as invalid' of Ares.",
        "Planned maintenance: CCC will be unavailable on Saturday, users may see 503 Service Unavailable.",
        "Thank you, CCC ordering works again, please close the ticket. It was: Unable to authenticate with CCC.",
        "Students of Cedar County College (CCC) cannot log in to the CCC portal, it says 401 Unauthorized.",
        "The shelf CCC_203 is in the basement; please rename it to CCC_204 in the label template.",
        "Training slides: USER_MISCONFIGURED means two accounts under one login.",
        "Everything works again.\n\n-----Original Message-----\nWe get 'Unable to authenticate with CCC' in ILLiad.",
        "How do I renew twelve lending requests in one go?",
        "The link resolver gives 502 Bad Gateway off campus.",
        '<?xml version="1.0"?>\n<root>\n  <data name="AuthFailed" xml:space="preserve"><value>Unable to authenticate with CCC.</value></data>\n</root>',
        '<resources>\n  <string name="no_price">Error retrieving price information from CCC</string>\n</resources>',
        "illiad.ccc.auth = Unable to authenticate with CCC.\nilliad.ccc.price = Error retrieving price information from CCC\n",
        "Le CCC (Centre culturel de Ch\xe2tillon) demande pourquoi son compte est bloqu\xe9 : on hold ?",
        "What would an annual licence of CCC cost for 6,000 FTE? We don't have an account yet and order nothing through Ares.",
        "Was w\xfcrde eine Jahreslizenz bei CCC kosten? Wir haben noch kein Konto.",
        "Students of Cedar Creek College (CCC) can't log in to the ILLiad web page: invalid username or password.",
        "We entered the new CCC password in both keys. All three orders confirmed, prices shown, no error whatsoever.",
        "When I search for patron 20017 the client says the user couldn't be found.",
        "An instructor put an item on hold and now I can't delete it in Ares. It is a physical book, no copyright involved.",
        "Das Buch l\xe4sst sich in Ares nicht l\xf6schen. Das hat nichts mit CCC zu tun.",
        "Subject: agenda for Thursday\n\nAgenda\n1. Welcome\n2. What to do if they ever see 'Unable to authenticate with CCC'\n3. Coffee",
        "How does ILLiad count the rule of five when the same article was asked for twice? And where do I print the copyright report?",
        "<html><head><title>Status</title><script>var help = 'CCC_203 account on hold';</script></head><body><p>All systems are up.</p></body></html>",
        "The login is good again, thanks. But now something else: the printer prints 'tray empty'.\n\n-----Original Message-----\nILLiad says 'Error retrieving price information from CCC'.",
        "Our EZproxy answers 503 since noon. With ILLiad and CCC we have not noticed anything.",
        "EZproxy liefert 503 Service Unavailable. Bei CCC haben wir nichts bemerkt.",
        "L'EZproxy renvoie 503 Service Unavailable. C\xf4t\xe9 CCC, rien \xe0 signaler.",
        "El EZproxy da 503 Service Unavailable. Con CCC no hemos notado nada.",
        "Hi again, the login is fine, thanks. Another question: where is the manual?\n\nOn Mon, 6 Apr 2026 support wrote:\n> Ares says Unable to authenticate with CCC",
        "OCLC rejects our requests with 503 since noon.",
        "",
        "?",
    ],
)
def test_talk_is_no_finding(text):
    """Documents, code, news, history, other bodies and other services: nothing happened here."""
    assert ids(text) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("We updated to 9.2.1 (release notes attached) and still get 'Error retrieving price information from CCC'.", "illiad-price-information"),
        ("During the training today we got 'Ambiguous CCC Location' in Ares on every item.", "ares-ambiguous-location"),
        ("See below, it still happens.\n\n-----Original Message-----\nILLiad: Unable to authenticate with CCC. Please check your configuration.", "illiad-ccc-authentication"),
        ("When we leave ILLiad's copyright screen open over lunch, CCC refuses the login. Reopening the form helps. Two colleagues have the same.", "illiad-ccc-idle-session"),
        ("quand on laisse ILLiad ouvert (Process Copyright) pendant la pause, au retour la connexion \xe0 CCC est refus\xe9e. Si je rouvre la fen\xeatre, \xe7a remarche. Deux coll\xe8gues ont la m\xeame chose.", "illiad-ccc-idle-session"),
        ("caller: ILL desk, ILLiad 9.1.5 - CCC login complaint on process copyright - only if client sat untouched (lunch) - restarts client, gone for some hrs", "illiad-ccc-idle-session"),
        ("The CCC gateway turns our server away with an HTTP 'unauthorized'. We were sent a new key and secret last week.", "http-401"),
        ("Seit der Proxy eine Anmeldung verlangt, kommt ILLiad nicht mehr zu CCC.", "http-407"),
        ("hola, en el registro pone que el proxy exige autenticaci\xf3n e ILLiad no llega a CCC. un saludo", "http-407"),
        ("Since campus turned on web filtering the CCC search in ILLiad breaks: instead of data comes a web page that says this category is blocked.", "net-html-instead-of-data"),
        ("Hola, en Ares 5.0.6 el cliente dice que no puede autenticarse con CCC; quiz\xe1 la contrase\xf1a lleve un espacio al final.", "ares-ccc-authentication"),
        ("For one journal ILLiad is unable to get an estimate from CCC. All the others I tried this week were fine and showed a price.", "illiad-estimate-unavailable"),
        ("createOrderHeader to the CCC academic gateway gives us no ccc_response any more but a soap fault.", "gateway-soap-fault"),
        ("If I leave Process Copyright up while I do the mail run, the first CCC search afterwards fails with the credentials message. Closing the form and going back in cures it every time. ILLiad 9.1.", "illiad-ccc-idle-session"),
        ("Is there an outage? Since 2 pm all three of us get internal server error, number 500, whenever ILLiad contacts the Clearance Center.", "http-500"),
        ("No usamos el Copyright Clearance Center. Desde la actualizaci\xf3n Ares avisa: 'Unable to authenticate with CCC'. \xbfC\xf3mo quitamos ese aviso?", "ares-ccc-not-used"),
        ("requests.exceptions.ConnectTimeout: HTTPSConnectionPool(host='marketplace.copyright.com', port=443): Max retries exceeded (Caused by ConnectTimeoutError(<x>, 'Connection to marketplace.copyright.com timed out. (connect timeout=12)'))", "net-connect"),
        ("The night shift leaves ILLiad 9.1 running with the copyright form up. In the morning it says 'Error Communicating with CCC. Please Ensure that Your CCC Credentials are Configured Correctly'. If one starts it again there is no message for hours.", "illiad-ccc-idle-session"),
        ("Ticket 88120\nProduct: ILLiad 9.2\nDescription: 'An Error Occurred Submitting an Order to the CCC', the last two months it is only ever journals of Lippincott.", "illiad-lww-order"),
        ("Reserves PCs got a new proxy on Monday. When Ares asks CCC for a price the answer is 'The remote server returned an error: (407) Proxy Authentication Required.'", "http-407"),
        ("our script sent commitOrderDetail, line dropped, sent it again and now gets CCC_212", "CCC_212"),
        ("Wir bestellen nichts \xfcber das Copyright Clearance Center und haben dort auch kein Konto. Seit ILLiad 9.2 erscheint ein Fenster, dass die Anmeldung bei CCC nicht m\xf6glich sei. Wie schalten wir das ab?", "illiad-ccc-not-used"),
        ("Caller from ILL: ILLiad 9.2 shows the journal in the copyright tab, but no price from CCC ever comes up. All titles, all staff.", "illiad-price-information"),
        ("The copyright search in ILLiad never finds anything if the patron typed an abbreviated title. Do we really have to retype every one??", "illiad-no-results"),
        ("We pay royalties to nobody, so there is no account with the CCC, and ILLiad still brings up a message about the login at each request.", "illiad-ccc-not-used"),
        ("Three LWW journals are refused when ILLiad sends the order to CCC, nothing else is.", "illiad-lww-order"),
        ("Six requests stay behind when we send the copyright orders from ILLiad: their pages are xiv-xx suppl. and A-Fz9.", "illiad-page-range"),
        ("> ILLiad says: An Error Occurred Submitting an Order to\n> the CCC\n\nWhat can we do?", "illiad-order-submission"),
    ],
)  # fmt: skip
def test_what_happened_here_is_one(text, first):
    """A sign that it happened here, now, outweighs the look of a document; a quotation that is pointed to counts."""
    assert ids(text)[0] == first


def test_too_little_is_answered_with_a_question():
    """A letter in which nothing can be acted on asks for product, exact text and log."""
    remarks = " ".join(report("Copyright does not work. See screenshot.").remarks)
    assert "product and version" in remarks
    assert "log" in remarks


def test_two_things_in_one_letter_are_two_findings():
    """Numbered items are read one by one."""
    text = (
        "Two things.\n\n1) The log is full of '(407) Proxy Authentication Required' whenever ILLiad asks CCC.\n\n"
        "2) Unrelated: the CCC invoice lists no transaction numbers any more, so we can't match it to ILLiad requests.\n"
    )
    assert set(ids(text)) == {"http-407", "illiad-invoice-numbers"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We cannot log in", "Wir können uns nicht anmelden"),
        ("the password", "le mot de passe"),
        ("the invoice", "la factura"),
        ("Mot de passe", "MOT  DE\nPASSE"),
    ],
)
def test_meanings_are_the_same_in_every_language(one, other):
    """Words that mean the same become the same, whatever their language, case and spacing."""
    language = Language(vocabulary())
    assert language.meanings(one) == language.meanings(other)


def test_quotations_are_blanked_and_lines_stay():
    """What is quoted below a letter is taken out without moving anything."""
    text = b"All is well now, thank you very much for the quick help.\n\nOn Monday, the desk wrote:\n> CCC_203\n"
    own = cues().own(text)
    assert own.count(b"\n") == text.count(b"\n")
    assert len(own) == len(text)
    assert b"CCC_203" not in own
