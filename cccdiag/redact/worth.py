"""What is a value and what only stands in the place of one: names of others, expressions of programs, words of a sentence."""

from __future__ import annotations

from typing import NamedTuple

from cccdiag.expressions import expression
from cccdiag.redact.model import Escaped
from cccdiag.redact.quoting import Place, Value, value

# So far before a name is looked for what it stands in, and for a value that comes first.
BACK = 400
_TAIL = 256

# What a language puts before a value: its type, its alphabet, what makes it a secret.
_TYPED = expression(
    rb"""(?x)(?:(?:string|str|varchar)\(\d{1,6}\)[ ] | !!(?:str|int|binary)[ ]{1,4} | !unsafe[ ]{1,4} | &[\w-]{1,40}[ ]{1,4}
    | \(string\)[ ]? | \(?ConvertTo-SecureString[ ]{1,4}(?:-String[ ]{1,4})? | (?:to)?secret\((?=["']) | REG_(?:EXPAND_)?SZ[ \t]{1,20}
    | [NnBbUuRrLf@$]{1,2}(?=["'])){1,2}"""
)

_OTHER = expression(rb"""(?x)!(?!!)[A-Za-z][\w:.-]{0,40}[ ] | dword: | hex(?:\([0-9a-f]\))?: | \[["'\s]* (?=[\]])""")

OPTION = expression(rb"(?:^|[\s\"'\[])(?:--?|/)$")

_OWN = expression(rb"""\\{0,63}["'`]$""")

# Words that stand between others only where somebody speaks.
SPOKEN = expression(
    rb"""(?ix)(?:^|\s)(?:is|are|was|were|be|been|will|would|can|cannot|must|should|has|have|had|not|no|the|a|an|this|that|these|your|our|my|his|her|its|you|we|they|it
    |for|from|with|without|by|to|of|on|at|as|if|when|only|please|see|and|or|but|which|again|ist|sind|war|wird|werden|wurde|worden|nicht|kein|keine|der|die|das|den|dem|ein|eine|bitte|und
    |oder|nur|noch|mit|von|f\xc3\xbcr|est|sont|sera|pas|le|la|les|un|une|des|du|et|ou|pour|par|avec|el|los|las|una|es|son|no|se|y|por|con|para|il|lo|gli|non|e|per
    |het|een|de|niet|en|van|voor|met|wordt|o|os|as|uma|em|por|foi|ser)(?=[\s.,;:!?)]|$)"""
)  # fmt: skip

TELLING = expression(rb"""[0-9]|[^\w\s.,;:!?)('"\x80-\xff-]|[a-z][A-Z]|[a-z][.!?_-][A-Za-z]""")

_GOES_ON = expression(rb"(?i)[ ][a-z\x80-\xff'(]{1,30}(?:[\s.,;!?)\"]|$)")

# What stands for a value that is not told, and what a program computes one from.
STANDS_FOR = expression(
    rb"""(?isx)["'`]?(?:[\[(]?[*\xe2\x80\xa2\x97\x8f.#_?~-]{1,64}|[x]{3,64}|<[^<>]{0,80}>|&lt;[^<>&]{0,80}&gt;?|\$\{[^}]{0,200}\}|\$\([^)]{0,200}\)?|\$[A-Z_:]{2,60}|\$\d|%[\w().]{1,60}%?|%s
    |\{\{.{0,200}|\{[\w.:]{0,40}\}|[#@!]\{.{0,200}|\[\[?[A-Z_ *-]{1,40}\]?\]|\[?\([a-z][a-z /'-]{0,60}\)?|@[A-Z]{1,40}
    |(?:\(|\xef\xbc\x88)[a-z\x80-\xff][a-z\x80-\xff /'-]{0,60}(?:\)|\xef\xbc\x89)
    |(?:uniqueidentifier|(?:big|small|tiny|medium)?int|n?(?:var)?char2?|n?text|(?:var)?binary|bytea|uuid|jsonb?|datetime2?|bit)(?:[ ]?\(\w{1,5}\))?(?:[ ]+(?:not[ ]+)?null.{0,80})?|:[A-Z]{3,40}|\\{1,9}[nrt]?
    |(?:your|my|insert|enter|some)[_ -][a-z_ -]{1,40}|[a-z_]{1,30}_here|placeholder|n\.[ ]?v\.[ ]?t\.?)["'`]?"""
)

_CODE = expression(
    rb"""(?ix)(?:new|await|return|typeof|nameof|lambda|function)\b.*|(?:var|local|module|data|each|self|this|os|process|config|configuration|configurationmanager|env|settings
    |request|req|ctx|system|properties|props|options|args|params|credentials?|user|secrets|random_password|aws_\w+|azurerm_\w+|resource)\.[a-z_].*
    |(?:read-host|get-credential|get-secret|(?:get|read|new|import|convertto|convertfrom|invoke|select|join)-[a-z]\w{2,40}(?=[ ][-$('"]))(?:[ ].*)?
    |[a-z_][\w.]{0,60}(?:\(.*|\[["'\w].*)|[a-z_]\w{0,40}(?:->|::)\w.*"""
)


# What programs call the variables that hold them; it may be somebody's password too, but nobody writes blanks around its sign then.
_VARIABLE = expression(rb"(?i)user(?:name)?|pass(?:word)?|passwd|pwd|token|secret|apikey")

# Where to look instead: in a safe, with somebody.
_REFERS = expression(
    rb"""(?ix)(?:see|siehe|zie|voir|cf|ver|v\xc3\xa9ase|veja|vedi|patrz|zob|viz|l\xc3\xa1sd|katso|se|ask|in|im|bei|beim|dans|chez|nel|en|no|na|w|we|v|op|per|via|by|par|pelo|por)
    (?:[ ](?:[a-z\x80-\xff]|['/.-](?=[a-z\x80-\xff])){1,24}){1,4}[.!]?"""
)


class Name(NamedTuple):
    """A name in some data: where it begins and ends, how far may be looked, and the line before it."""

    data: bytes
    begin: int
    end: int
    limit: int
    before: bytes

    @property
    def tail(self) -> bytes:
        """The end of the line before it: more than what is asked about the end may reach over."""
        return self.before[-_TAIL:]


def trimmed(data: bytes, first: int, last: int, escaped: Escaped | None) -> list[Value]:
    """The value without blanks around it; none where nothing is left."""
    text = data[first:last]
    first += len(text) - len(text.lstrip())
    return [(first, first + len(text.strip()), escaped)] if text.strip() else []


def value_at(name: Name, at: int, kind: str) -> list[Value]:
    """The value that begins at a place, if it is one."""
    data, limit = name.data, name.limit
    if _OTHER.match(data, at, limit):
        return []
    typed = _TYPED.match(data, at, limit)
    start = typed.end() if typed else at
    found = value(Place(data, start, limit, line_before(name), kind))
    if found is None:
        return []
    first, last, escaped = found
    bare = first == start
    if bare and data[last : last + 1] in (b'"', b"'"):
        # The mark behind it is written with what stands before it.
        last = first + len(data[first:last].rstrip(b"\\"))
    text = data[first:last]
    if not text or STANDS_FOR.fullmatch(text) or (bare and _CODE.fullmatch(text)):
        return []
    if bare and b" = " in data[name.end : first] and _VARIABLE.fullmatch(text):
        return []
    if bare and b"=" not in data[name.end : first] and _REFERS.fullmatch(text):
        return []
    if bare and b" " in text and kind == "line":
        last = first + _words(data[name.end : first], text)
    elif (
        bare
        and kind == "word"
        and b"=" not in data[name.end : first]
        and not OPTION.search(name.tail)
        and _said(data, first, last)
    ):
        return []
    if first == last:
        return []
    more = _continued(data, last, limit) if kind == "line" and data[last - 1 : last] == b"\\" else []
    return [(first, last - bool(more), escaped), *more]


def line_before(name: Name) -> bytes:
    """The line before the name without the name's own quote."""
    own = _OWN.search(name.tail)
    return name.before[: own.start()] if own and name.data.startswith(own[0], name.end) else name.before


def _said(data: bytes, first: int, last: int) -> bool:
    """Whether it is a word like any other, with more of them behind it."""
    text = data[first:last]
    goes_on = text[-1:] in b".:!?" or _GOES_ON.match(data, last)
    return bool(goes_on) and not TELLING.search(text.rstrip(b".:!?"))


def _words(sign: bytes, text: bytes) -> int:
    """How much of several words is the value: none of a sentence but what tells itself from it."""
    if not is_sentence(text) and (b"=" in sign or len(text.split()) <= 4):
        return len(text)
    one = text.split(b" ", 1)[0]
    return len(one) if TELLING.search(one.rstrip(b".,;:!?")) and not STANDS_FOR.fullmatch(one) else 0


def _continued(data: bytes, last: int, limit: int) -> list[Value]:
    """The lines on which a value goes on behind a backslash."""
    found: list[Value] = []
    while data[last - 1 : last] == b"\\" and data[last : last + 2].lstrip(b"\r")[:1] == b"\n":
        end = data.find(b"\n", last + 2, limit)
        end = end if end >= 0 else limit
        found += (lines := trimmed(data, last, end, None))
        last = lines[-1][1] if lines else end
        if lines and data[last - 1 : last] == b"\\":
            found[-1] = (found[-1][0], last - 1, None)
    return found


def is_sentence(text: bytes) -> bool:
    """Whether somebody speaks."""
    return b" " in text and bool(SPOKEN.search(text))
