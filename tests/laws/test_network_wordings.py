"""Whatever a program writes when the way to CCC is broken, the triage finds the layer that broke, and nothing about another host."""

from __future__ import annotations

import pytest

from cccdiag.kb.find import knowledge
from cccdiag.triage.diagnose import triage
from cccdiag.triage.sources import text_source

SEARCH = "2026-02-11 08:44:09,001 [1] {level} AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - "
POOL = "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: /x (Caused by "
NEW = "NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x1>: Failed to establish a new connection: "
CCC, ELSEWHERE = "marketplace.copyright.com", "webservices.oclc.org"

# Each line holds the host, so that it can be told about somebody else as well.
WORDINGS = {
    "net-dns": (
        "System.Net.WebException: The remote name could not be resolved: '{host}'",
        "System.Net.Http.HttpRequestException: No such host is known. ({host}:443)",
        "System.Net.Http.HttpRequestException: Name or service not known ({host}:443)",
        "System.Net.WebException: Der Remotename konnte nicht aufgelöst werden: '{host}'",
        ("System.ServiceModel.EndpointNotFoundException: There was no endpoint listening at http://{host}/x that could accept the message."
        " ---> System.Net.WebException: The remote name could not be resolved: '{host}'"),
        f"{POOL}{NEW}[Errno 11001] getaddrinfo failed'))",
        f"{POOL}NameResolutionError(\"Failed to resolve '{{host}}' ([Errno -2] Name or service not known)\"))",
        "java.net.UnknownHostException: {host}\n\tat java.base/java.net.Socket.connect(Socket.java:80)",
        "curl: (6) Could not resolve host: {host}",
        "WinHttpRequest to https://{host}/ failed: error 12007 (ERROR_WINHTTP_NAME_NOT_RESOLVED)",
        'Post "https://{host}/ext": dial tcp: lookup {host}: no such host',
    ),
    "net-connect": (
        ("https://{host}/ System.Net.WebException: Unable to connect to the remote server ---> System.Net.Sockets.SocketException: "
        "No connection could be made because the target machine actively refused it 192.0.2.4:443"),
        ("System.Net.Http.HttpRequestException: A connection attempt failed because the connected party did not properly respond after a "
        "period of time, or established connection failed because connected host has failed to respond. ({host}:443)"),
        f"{POOL}ConnectTimeoutError(<urllib3.connection.HTTPSConnection object>, 'Connection to {{host}} timed out. (connect timeout=10)'))",
        f"{POOL}{NEW}[WinError 10060] A connection attempt failed because the connected party did not properly respond'))",
        f"{POOL}ProxyError('Cannot connect to proxy.', {NEW}[Errno 111] Connection refused')))",
        ("org.apache.http.conn.ConnectTimeoutException: Connect to {host}:443 failed: connect timed out\n"
        " at org.apache.http.impl.conn.PoolingHttpClientConnectionManager.connect(PoolingHttpClientConnectionManager.java:376)"),
        "curl: (7) Failed to connect to {host} port 443: Connection refused",
        "WinHttpRequest to https://{host}/ failed: 12029 ERROR_WINHTTP_CANNOT_CONNECT",
        "Error: connect ECONNREFUSED 192.0.2.4:443 (https://{host}/ext)",
    ),
    "net-tls-protocol": (
        "https://{host}/ System.Net.WebException: The request was aborted: Could not create SSL/TLS secure channel.",
        ("https://{host}/ The underlying connection was closed: An unexpected error occurred on a send. ---> A call to SSPI failed, see "
        "inner exception. ---> The client and server cannot communicate, because they do not possess a common algorithm"),
        ("({host}:443) The SSL connection could not be established, see inner exception. ---> Cannot determine the frame size or a "
        "corrupted frame was received."),
        f"{POOL}SSLError(SSLError(1, '[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)')))",
        "javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure https://{host}/",
        "curl: (35) schannel: next InitializeSecurityContext failed: SEC_E_ILLEGAL_MESSAGE (0x80090326) https://{host}",
    ),
    "net-tls-trust": (
        ("https://{host}/ The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel. ---> "
        "The remote certificate is invalid according to the validation procedure."),
        ("({host}:443) The SSL connection could not be established, see inner exception. ---> The remote certificate is invalid because of "
        "errors in the certificate chain: UntrustedRoot"),
        f"{POOL}SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed')))",
        "javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path\n url https://{host}/",
        ("curl: (60) SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html"
        "\n# https://{host}"),
    ),
    "net-connection-closed": (
        ("https://{host}/ The underlying connection was closed: An unexpected error occurred on a receive. ---> Unable to read data from the "
        "transport connection: An existing connection was forcibly closed by the remote host."),
        "https://{host}/ A connection that was expected to be kept alive was closed by the server.",
        ("({host}:443) The SSL connection could not be established, see inner exception. ---> Received an unexpected EOF or 0 bytes from "
        "the transport stream."),
        "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))\nurl https://{host}/ext",
        f"{POOL}ProtocolError('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer')))",
        "curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to {host}:443",
    ),
    "net-timeout": (
        "https://{host}/ System.Net.WebException: The operation has timed out",
        "https://{host}/ TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.",
        ("https://{host}/ Unable to read data from the transport connection: A connection attempt failed because the connected party did "
        "not properly respond after a period of time"),
        "HTTPSConnectionPool(host='{host}', port=443): Read timed out. (read timeout=15)",
        "java.net.SocketTimeoutException: Read timed out\n https://{host}/ext",
        "curl: (28) Operation timed out after 30000 milliseconds with 0 bytes received\nhttps://{host}",
        "https://{host}/ failed: WinINet error 12002",
    ),
    "net-html-instead-of-data": (
        "GET https://{host}/ext -> 200\nNewtonsoft.Json.JsonReaderException: Unexpected character encountered while parsing value: <. Path '', line 0",
        "https://{host}/ System.Text.Json.JsonException: '<' is an invalid start of a value. Path: $ | LineNumber: 0",
        "requests.exceptions.JSONDecodeError: Expecting value: line 1 column 1 (char 0)\nurl: https://{host}/ext/search",
    ),
    "http-401": ("> POST /x HTTP/1.1\n> Host: {host}\n< HTTP/1.1 401 Unauthorized\n< WWW-Authenticate: Basic",),
    "http-403": (
        "https://{host}/ System.Net.WebException: The remote server returned an error: (403) Forbidden.",
        "curl: (56) CONNECT tunnel failed, response 403 https://{host}/",
        "url: https://{host}/price\nstatus: 403",
    ),
    "http-407": (
        f"{POOL}ProxyError('Unable to connect to proxy', OSError('Tunnel connection failed: 407 Proxy Authentication Required')))",
        "curl: (56) Received HTTP code 407 from proxy after CONNECT https://{host}/",
        "https://{host}/ Le serveur distant a retourné une erreur : (407) Authentification proxy requise.",
    ),
    "http-500": ("zeep.exceptions.TransportError: Server returned HTTP status 500 (no content available) https://{host}/x",),
    "http-502": (
        "java.io.IOException: Server returned HTTP response code: 502 for URL: https://{host}/ext/search",
        "GET https://{host}/ext/search -> 502",
        "({host}:443) Response status code does not indicate success: 502 (Bad Gateway).",
    ),
    "http-503": (
        "https://{host}/ Der Remoteserver hat einen Fehler zurückgegeben: (503) Server nicht verfügbar.",
        '{{"request": {{"url": "https://{host}/o"}}, "response": {{"status": 503, "statusText": "Service Unavailable"}}}}',
        "503 Service Unavailable from POST https://{host}/ext/orders",
    ),
    "http-504": (
        "requests.exceptions.HTTPError: 504 Server Error: Gateway Timeout for url: https://{host}/ext/orders",
        "https://{host}/ext answered 504 GATEWAY_TIMEOUT",
    ),
}  # fmt: skip
TABLE = [(id_, text) for id_, texts in WORDINGS.items() for text in texts]

HARMLESS = (
    "gave 503 rows in 504 ms",
    "Row height 500 px is above the limit, using 40",
    "Spooler slow, 15 pages waiting, job 504 first",
    "Order 504 of this fiscal year stored for TN 297187, fee 40.50",
    "Chunk 504 of 612 read",
    "CCC timeout is set to 100 seconds",
    "CCC call took 502 ms, status OK, 500 bytes",
    "CCC answered https://marketplace.copyright.com/ext/search with 200 OK in 504 ms",
    "TN 12007 and invoice 12029 printed, error count 0",
)


def found(text: str) -> set[str]:
    """The ids of what the triage reports for a text."""
    report = triage(list(text_source("log.txt", text.encode())), knowledge())
    return {diagnosis.id for diagnosis in report.diagnoses}


@pytest.mark.parametrize(("article", "wording"), TABLE)
def test_a_wording_about_ccc_is_its_layer_and_no_other(article, wording):
    """One cause for one text: no second layer is suspected beside it."""
    assert found(SEARCH.format(level="ERROR") + wording.format(host=CCC)) == {article}


@pytest.mark.parametrize(("article", "wording"), TABLE)
def test_the_same_wording_about_another_host_is_no_fault_of_ccc(article, wording):
    """Even where the program's CCC part logged it."""
    assert found(SEARCH.format(level="ERROR") + wording.format(host=ELSEWHERE)) == set()


@pytest.mark.parametrize("text", HARMLESS)
def test_a_number_that_is_no_status_is_left_alone(text):
    """Counts, sizes and durations of CCC's own loggers."""
    assert found(SEARCH.format(level="DEBUG") + text) == set()


def test_time_outs_of_the_database_and_of_the_connection_manager_are_theirs():
    """They share their words with the network, not their cause."""
    database = (
        "System.Data.SqlClient.SqlException (0x80131904): Execution Timeout Expired. ---> The operation timed out"
    )
    manager = (
        "2026-02-11 08:44:09,001 [1] WARN  AtlasSystems.ILLiad.ConnectionManager.Alerts - The Connection Timed Out"
    )
    assert (found(SEARCH.format(level="ERROR") + database), found(manager)) == (
        {"lookalike-database-connection"},
        {"lookalike-connection-manager"},
    )
