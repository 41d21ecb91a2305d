"""Replies: every golden answer reads to the right value, and nothing a gateway says is lost."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag import facts
from cccdiag.errors import ProtocolError, SoapFault
from cccdiag.soap import reply
from cccdiag.soap.model import (
    CancelledOrderDetail,
    CccError,
    OrderDetail,
    OrderHeader,
    Reply,
    TempOrderDetail,
)

NAMESPACE = "http://rightsconnect.copyright.com"
BANNER = "-- FOR DEMONSTRATION AND TESTING ONLY --"


def local(operation, result=None, errors=()):
    return Reply(operation, "LOCAL", "rightsconnect", result, errors)


GOLDEN = {
    "createOrderHeader": local("createOrderHeader", OrderHeader(4410017)),
    "modifyOrderHeader": local("modifyOrderHeader", OrderHeader(4410017)),
    "createOrderDetail": local("createOrderDetail", TempOrderDetail(71300452)),
    "commitOrderDetail": local(
        "commitOrderDetail",
        OrderDetail(
            71300452,
            "PENDING",
            f"{BANNER} This answer comes from a system for trials.\n"
            "It lets nobody copy anything, and no order stands\nbehind it. -- null",
            Decimal("874.50"),
        ),
    ),
    "checkOrderDetailStatus": local(
        "checkOrderDetailStatus",
        OrderDetail(
            71300918,
            "GRANTED",
            f"{BANNER} This answer comes from a system for trials.\nIt lets nobody copy anything. -- "
            'A note on "staff pieces only": find out who wrote the piece\nbefore you copy it. '
            "Pieces by guests, pictures & cartoons need the publisher's own word; ask there <first>.",
            Decimal("31.75"),
        ),
    ),
    "modifyOrderDetail": local(
        "modifyOrderDetail",
        OrderDetail(71300452, "FORWARDED TO RIGHTSHOLDER", f"{BANNER} The rightsholder has been asked.", None),
    ),
    "cancelOrderDetail": local("cancelOrderDetail", CancelledOrderDetail(71300999, Decimal("0.00"))),
    "modifyOrderDetail-too-late": local(
        "modifyOrderDetail",
        errors=(
            CccError(
                "802114", "CCC_204", 2, "Too late: the order detail has been cancelled, or it\nstands on an invoice."
            ),
        ),
    ),
    "modifyOrderDetail-without-values": local(
        "modifyOrderDetail",
        errors=(
            CccError("802131", "CCC_100", 1, "User Name has no value."),
            CccError("802132", "CCC_100", 1, "Password has no value."),
            CccError("802133", "CCC_101", 1, "Order Detail Number goes from 1 up to\nfifteen digits."),
            CccError("802134", "CCC_101", 1, "Number of copies goes from 1 to 99999; -999999 leaves it as it is."),
            CccError("802135", "CCC_101", 1, "Number of pages goes from 1 to 99999; -999999 leaves it as it is."),
            CccError("802136", "CCC_100", 1, "Nothing to change was given."),
        ),
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_answer_reads_to_its_value(name, sample):
    """The shapes of appendices B to I, several errors in order included."""
    assert reply.read(sample(name)) == GOLDEN[name]


def test_every_golden_answer_is_covered():
    """A sample without an expectation would prove nothing."""
    samples = Path(facts.knowledge_path()) / "samples"
    assert {path.stem for path in samples.glob("*.xml")} == set(GOLDEN)


@pytest.mark.parametrize("name", GOLDEN)
def test_what_is_written_reads_back_as_it_was(name):
    """The emulator's answers are the client's values."""
    assert reply.read(reply.write(GOLDEN[name], NAMESPACE)) == GOLDEN[name]


def test_an_id_is_read_in_either_spelling(response):
    """D05: one place prints Id."""
    assert reply.read(response('<ccc_temp_order_detail Id="7"/>')).result == TempOrderDetail(7)


@pytest.mark.parametrize(("attributes", "mode"), [("", None), ('mode="Demo "', "Demo "), ('mode=""', "")])
def test_the_mode_is_kept_as_written_and_may_be_absent(attributes, mode, response):
    """D66, D67: four readings need the word itself; platform is optional (D12)."""
    read = reply.read(response('<ccc_order_header id="1"/>', attributes))
    assert (read.mode, read.platform, read.has_mode("DEMO")) == (mode, None, mode == "Demo ")


@pytest.mark.parametrize(
    ("text", "fee", "unread"),
    [
        ("12.00", Decimal("12.00"), ()),
        (" 7 ", Decimal(7), ()),
        ("", None, ()),
        ("  ", None, ()),
        ("1,102.00", None, (("fee", "1,102.00"),)),
        ("$5", None, (("fee", "$5"),)),
        ("NaN", None, (("fee", "NaN"),)),
        ("1E9999", None, (("fee", "1E9999"),)),
        ("9" * 60, None, (("fee", "9" * 60),)),
    ],
)
def test_a_fee_is_a_decimal_or_kept_as_text(text, fee, unread, response):
    """D30: an empty fee is none; whatever else is no amount stays readable."""
    read = reply.read(response(f'<ccc_cancelled_order_detail id="1"><fee>{text}</fee></ccc_cancelled_order_detail>'))
    assert read.result == CancelledOrderDetail(1, fee, unread)


@pytest.mark.parametrize("word", ["n/a", "-5", "1" * 60, "٣"])
def test_an_id_that_is_no_number_is_kept_as_text(word, response):
    """Digits of other scripts are not the gateway's either."""
    read = reply.read(response(f'<ccc_order_header id="{word}"/>'))
    assert read.result == OrderHeader(None, (("id", word),))


def test_unknown_words_members_and_elements_are_kept(response):
    """An unknown word from the gateway is never an exception and never dropped."""
    body = response(
        '<ccc_order_detail id="1" invoiced="perhaps" cancelled="Y" colour="red"><right>ON LOAN</right><note>x</note>'
        "</ccc_order_detail><ccc_novelty>later</ccc_novelty>",
        'mode="SANDBOX" region="7"',
    )
    assert reply.read(body) == Reply(
        "commitOrderDetail",
        "SANDBOX",
        None,
        OrderDetail(
            1, "ON LOAN", None, None, cancelled=True, unread=(("invoiced", "perhaps"), ("colour", "red"), ("note", "x"))
        ),
        (),
        (("ccc_novelty", "later"), ("region", "7")),
    )


def test_of_members_with_one_name_the_first_counts_and_the_others_are_kept_in_order(response):
    """In whatever namespace or capitals they stand."""
    body = response(
        '<ccc_order_detail xmlns:x="urn:x" x:id="7" colour="red" id="8" ID="9"><fee>1</fee><note/><x:Fee>2</x:Fee><fee>3</fee>'
        "<RIGHT>GRANTED</RIGHT></ccc_order_detail>"
    )
    unread = (("colour", "red"), ("id", "8"), ("ID", "9"), ("note", ""), ("Fee", "2"), ("fee", "3"))
    assert reply.read(body).result == OrderDetail(7, "GRANTED", None, Decimal(1), unread=unread)


def test_of_several_responses_the_first_counts_however_deep_it_stands():
    """A wrapper more, or one that is named like what it should hold."""
    one = '<ccc_response mode="A"><ccc_order_header id="1"/></ccc_response>'
    two = '<ccc_response mode="B"><ccc_order_header id="2"/></ccc_response>'
    envelope = "<Envelope><Body>%s</Body></Envelope>"
    deep = reply.read((envelope % f"<xResponse><more>{one}</more>{two}</xResponse>").encode())
    assert deep == Reply("x", "A", None, OrderHeader(1))
    beside = reply.read((envelope % f"<xResponse/><other>{two}</other>").encode())
    assert beside == Reply("x", "B", None, OrderHeader(2))
    with pytest.raises(ProtocolError, match="neither a result nor an error"):
        reply.read((envelope % f"<ccc_response>{one}</ccc_response>").encode())


def test_every_part_of_an_error_is_optional(response):
    """D60: the layout is known from two samples only."""
    read = reply.read(response("<ccc_error/><ccc_error id='x'><error_level>high</error_level></ccc_error>"))
    assert read.errors == (CccError(None, "", None, ""), CccError("x", "", None, "", (("error_level", "high"),)))


def test_a_result_and_errors_together_are_both_kept(response):
    """Never documented, and never excluded (D61); a code that no table knows is kept like any other (D64)."""
    read = reply.read(response('<ccc_order_header id="3"/><ccc_error><error_code> CCC_999 </error_code></ccc_error>'))
    assert (read.result, [error.code for error in read.errors]) == (OrderHeader(3), ["CCC_999"])


def test_comments_and_cdata_are_not_part_of_a_value(response):
    """Text is text however it is wrapped."""
    body = response(
        '<ccc_order_detail id="1"><right>GRA<!-- x -->NTED</right><terms><![CDATA[a <b> & c]]></terms></ccc_order_detail>'
    )
    assert reply.read(body).result == OrderDetail(1, "GRANTED", "a <b> & c")


def test_prefixes_namespaces_and_versions_do_not_matter():
    """D07: what counts is a ccc_response somewhere below Body, by its local name; SOAP 1.2 is read too."""
    body = (
        b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Header><x/></e:Header><e:Body>'
        b'<q:ccc_response xmlns:q="urn:q" mode="PROD"><q:ccc_order_header id="9"/></q:ccc_response></e:Body></e:Envelope>'
    )
    assert reply.read(body) == Reply(None, "PROD", None, OrderHeader(9))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "iso-8859-1", "windows-1252"])
def test_other_encodings_are_read(encoding, sample):
    """By byte order mark, by the declaration, or by the zeros between the letters."""
    declared = {"utf-16-le": "utf-16", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?>' + sample("cancelOrderDetail").decode().replace(
        "LOCAL", "Größe"
    )
    assert reply.read(text.encode(encoding)).mode == "Größe"


SOAP_12_FAULT = (
    b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:Receiver'
    b"</e:Value></e:Code><e:Reason><e:Text>out of order</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>"
)


@pytest.mark.parametrize(
    ("body", "code", "string"),
    [
        (reply.write_fault("Client", "cannot <read> this"), "S:Client", "cannot <read> this"),
        (
            SOAP_12_FAULT,
            "e:Receiver",
            "out of order",
        ),
        (b"<Envelope><Body><Fault/></Body></Envelope>", "without a code", "without a reason"),
    ],
)
def test_a_fault_is_told_as_one(body, code, string):
    """Faults are undocumented and must be expected (D78), in both versions of SOAP."""
    with pytest.raises(SoapFault) as caught:
        reply.read(body, 500)
    assert (caught.value.fault_code, caught.value.fault_string, caught.value.status) == (code, string, 500)
    assert caught.value.reason == "fault"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"\0" * 40, "empty"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "html"),
        (b"\n<!-- served -->\n<HTML><h1>502 Bad Gateway", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd"><html/>', "html"),
        (b'{"error": "no"}', "not-xml"),
        (b"Service Unavailable", "not-xml"),
        (b"<a><b></a>", "not-xml"),
        (b"<a x='1' x='2'/>", "not-xml"),
        (b"<a>&nbsp;</a>", "not-xml"),
        (b"<a>\x01</a>", "not-xml"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "not-xml"),
        (b"<a/><b/>", "not-xml"),
        (b"<a>", "truncated"),
        (b"<", "truncated"),
        (b"<rss version='2.0'/>", "not-soap"),
        (b"<Envelope><Header/></Envelope>", "not-soap"),
        (b"<Envelope><Body/></Envelope>", "no-response"),
        (b"<Envelope><Body><helloResponse><hello/></helloResponse></Body></Envelope>", "no-response"),
        (b"<Envelope><Body><ccc_response mode='PROD'/></Body></Envelope>", "no-response"),
        (b"<Envelope><Body><ccc_response><ccc_other/></ccc_response></Body></Envelope>", "no-response"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "forbidden-xml"),
    ],
)
def test_what_is_no_reply_is_named_by_a_word_of_the_list(body, reason):
    """And never taken for an answer."""
    with pytest.raises(ProtocolError) as caught:
        reply.read(body, 502)
    assert (caught.value.reason, caught.value.status) == (reason, 502)


@pytest.mark.parametrize("name", GOLDEN)
def test_a_reply_cut_anywhere_is_truncated_and_names_the_codes_that_came_whole(name, sample):
    """At every byte, up to the one that completes the envelope."""
    body = sample(name).rstrip()
    ends = [at + len(b"</ccc_error>") for at in range(len(body)) if body.startswith(b"</ccc_error>", at)]
    codes = [error.code for error in GOLDEN[name].errors]
    for cut in range(1, len(body)):
        with pytest.raises(ProtocolError) as caught:
            reply.read(body[:cut])
        whole = sum(end <= cut for end in ends)
        assert (caught.value.reason, caught.value.codes) == ("truncated", tuple(codes[:whole])), cut


@given(st.binary(max_size=400))
def test_any_bytes_give_a_reply_or_a_protocol_error(body):
    """Nothing else leaves the reader."""
    with pytest.raises(ProtocolError):
        reply.read(body)


@given(name=st.sampled_from(sorted(GOLDEN)), data=st.data())
def test_a_mangled_reply_gives_a_reply_or_a_protocol_error(name, data, sample):
    """Bytes put in, taken out and exchanged anywhere."""
    body = bytearray(sample(name))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body)))
        gone = data.draw(st.integers(0, 12))
        piece = data.draw(
            st.sampled_from([b"<", b">", b"&", b"\0", b"]]>", b"<!--", b"</S:Body>", b"\xff", b'"', b"<![CDATA["])
            | st.binary(max_size=6)
        )
        body[at : at + gone] = piece
    with contextlib.suppress(ProtocolError):
        assert isinstance(reply.read(bytes(body)), Reply)


texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", exclude_categories=("Cc", "Cs"))
    | st.sampled_from("\t\n\r<&>\"'"),
    max_size=40,
)


@given(
    right=texts,
    terms=st.none() | texts,
    fee=st.none() | st.decimals(0, 10**9, places=2),
    detail=texts,
    flags=st.tuples(st.booleans(), st.booleans()),
)
def test_any_text_survives_writing_and_reading(right, terms, fee, detail, flags):
    """Carriage returns, markup and quotes included."""
    result = OrderDetail(5, right, terms, fee, *flags)
    whole = Reply("commitOrderDetail", terms, "p", result, (CccError("1", "CCC_999", 1, detail),))
    assert reply.read(reply.write(whole, NAMESPACE)) == whole


def test_a_server_can_say_anything_even_what_xml_cannot_carry():
    """A reply must go out; what cannot is marked."""
    whole = Reply("commitOrderDetail", None, None, None, (CccError(None, "CCC_100", None, "a\0b\ud800c"),))
    assert reply.read(reply.write(whole, NAMESPACE)).errors[0].detail == "a�b�c"


def test_a_reply_is_written_for_an_operation():
    """There is no wrapper without one."""
    with pytest.raises(ValueError, match="for an operation"):
        reply.write(Reply(None, None, None, OrderHeader(1)), NAMESPACE)
