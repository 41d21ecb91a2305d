"""The answers that come from somebody else than the gateway: balancers, proxies, login pages, attackers."""

from __future__ import annotations

from http import HTTPStatus

from cccdiag.emulator.faults import Body, Fault
from cccdiag.emulator.wire import Answer
from cccdiag.soap import reply

_HTML = "text/html; charset=utf-8"
_XML = "text/xml; charset=utf-8"

_PAGE = """\
<html>\r
<head><title>{status} {phrase}</title></head>\r
<body>\r
<center><h1>{status} {phrase}</h1></center>\r
</body>\r
</html>\r
"""
_LOGIN_PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><title>Sign in</title></head><body>
<h1>Sign in to the campus network</h1>
<form method="post" action="/login"><label>Name <input name="user"></label>
<label>Password <input name="pass" type="password"></label><button>Sign in</button></form>
</body></html>
"""
_ENTITY_BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE bomb [\n <!ENTITY a "ha">\n'
    + "".join(
        f' <!ENTITY {after} "{f"&{before};" * 10}">\n' for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>\n<bomb>&i;</bomb>\n"
)
_EXTERNAL_ENTITY = """\
<?xml version="1.0"?>
<!DOCTYPE steal [<!ENTITY it SYSTEM "file:///etc/hostname">]>
<steal>&it;</steal>
"""
# What a server that answers so has to say beside the status.
_HEADERS: dict[int, dict[str, str]] = {
    301: {"location": "/moved"},
    302: {"location": "/login"},
    401: {"www-authenticate": 'Basic realm="emulated"'},
    407: {"proxy-authenticate": 'Basic realm="emulated proxy"'},
    429: {"retry-after": "60"},
    503: {"retry-after": "120"},
}


def disguised(fault: Fault) -> Answer:
    """The answer that a fault with a status or a body gives in place of the gateway's."""
    body = fault.body or "html"
    status = fault.status or (500 if body == "soap-fault" else 200)
    content_type, text = _body(body, status)
    headers = {"content-type": content_type, **_HEADERS.get(status, {}), **fault.headers}
    written = tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items())
    return Answer(status, written, b"" if status in (204, 304) else text)


def _body(body: Body, status: int) -> tuple[str, bytes]:
    if body == "html":
        return _HTML, _PAGE.format(status=status, phrase=_phrase(status)).encode()
    if body == "login-page":
        return _HTML, _LOGIN_PAGE.encode()
    if body == "soap-fault":
        return _XML, reply.write_fault("Server", "The emulated service broke down, because a fault was asked for.")
    if body == "entity-bomb":
        return _XML, _ENTITY_BOMB.encode()
    if body == "external-entity":
        return _XML, _EXTERNAL_ENTITY.encode()
    return _XML, b"" if body == "empty" else b"this is not XML <"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
