"""What may stand between the name of a setting and its value: signs, tags, marks, and what else is said to be its value."""

from __future__ import annotations

from cccdiag.expressions import expression

_GT = rb"(?:>|&(?:amp;){0,3}gt;|\\u003e|%3E)"

# What may close behind a name: its own quotes, brackets, stars of a heading.
_CLOSE = rb"""(?:\\{0,63}["'`]|&(?:amp;){0,3}(?:quot|apos|\#3[49]|\#x2[27]);|%2[27]|\]|\*{1,3}){0,4}"""

_REMARK = rb"(?:[ ]\([^()\r\n=]{1,40}\))?"

_CALLED = rb"(?:value|content|wert|valeur|valor|valore|waarde)"

_VALUE = rb"(?:value|wert|valeur|valor|valore|waarde|val|text|string|content|data)"

SIGN = expression(
    rb"(?x)"
    + _CLOSE
    + _REMARK
    + rb"[ \t\xa0]{0,60}(?:\.{2,60}[ \t]{0,9})?(?:=>|(?<=[ ])->|%3[AD]|:=|=(?![=~>])|\xef\xbc[\x9a\x9d]|:(?!//|:)|\xe2\x86\x92|\xe2\x87\x92)"
    + rb"[ \t]{0,60}"
)

QUOTED_BELOW = expression(rb"\r?\n[ \t]{0,80}(?=\\{0,63}[\"']|string\(\d)")

BLOCK = expression(rb"[|>][+-]?\d?[ \t]{0,9}\r?\n")

ELEMENT = expression(rb"(?ix)[^<>&]{0,200}?(?<![/?])" + _GT)

# The help of a program tells its options so.
USAGE = expression(rb"(?:^|[\s,\[|])(?:--?|/)[A-Za-z][\w-]{0,40}[ =:]<$")

ATTRIBUTE = expression(
    rb"(?i)(?:[ ]{1,9}[\w:.-]{1,40}=(?:\"[^\"<>]{0,80}\"|'[^'<>]{0,80}')){0,4}?\s{1,80}" + _VALUE + rb"=(?=[\"'])"
)

TAGS = expression(rb"(?:\s{1,80}|&nbsp;|<[A-Za-z][\w:.-]{0,40}(?:\s[^<>]{0,200})?(?<!/)>){1,12}")

BEHIND_TAGS = expression(
    rb"(?ix)"
    + _CLOSE
    + rb"(?:\s{0,9}:)?(?:[^<>\r\n=]{0,3}>)?(?:\s|&nbsp;|</?(?:b|strong|td|th|tr|span|div|p|br|dt|dd|font|i|em|code|li|key|name|"
    + _VALUE
    + rb"|[\w.]{1,20}:[\w.]{1,30}|(?:setting|property|option|param|attribute)?(?:key|name|value))\b[^<>]{0,120}>){1,12}"
)

# The value beside a name in elements of their own, others between them.
BESIDE = expression(
    rb"(?i)\s{0,9}</[\w.:-]{1,60}>(?:\s{0,200}<(?P<other>[\w.:-]{1,60})\b[^<>]{0,120}(?:/>|>[^<>]{0,200}</(?P=other)>)){1,4}?"
    rb"\s{0,200}<(?:[\w-]{1,30}:)?(?:setting)?(?:value|wert)\b[^<>/]{0,120}>"
)

PARAGRAPH = expression(rb"(?i)</?(?:p|div|br|li)\b")

WRITTEN_MARK = expression(rb"^.{0,70}(?:u003[ce]|3[CE]|2[27])(?=[A-Za-z])")
ONLY_A_MARK = expression(rb"u003[ce]|3[CE]|2[27]")
NAMING = expression(rb"(?:name|key)[ ]?=[ ]?[\"']$")
NAMED_ELEMENT = expression(rb"[\"'][^<>]{0,80}(?<!/)>(?=[^<\s])")
CDATA = expression(rb"<!\[CDATA\[")

INPUT = expression(rb"""(?ix)[^<>]{0,200}(?<![\w-])value[ ]?=[ ]?""")

INPUT_BEFORE = expression(rb"""(?ix)<input\b[^<>]{0,200}$""")

# A name told as the value of a key or name: what is called value is its value.
TOLD = expression(
    rb"(?ix)" + _CLOSE + rb"""[\s,;]{0,40}(?:[^\s"'=:<>{}]{1,30}["']?[ ]?[=:][ ]?(?:["'][^"'{}<>]{0,80}["']|true|false|\d{1,9})[\s,]{1,40}){0,3}
    (?:\\{0,63}["'\[]""" + _CALLED + rb"""\\{0,63}["'\]]|""" + _CALLED + rb""")(?:\s{0,9}[:=]\s{0,9}|[ ])(?=[^\s,;.<>])"""
)  # fmt: skip

REGISTRY = expression(rb"(?i)[\"']?(?:[ ]/t[ ]REG_\w{1,20})?[ ]/d[ ](?=[^\s/])")

DEFAULT = expression(rb"""(?x)["']?\s{0,3}\{[^{}]{0,300}?\bdefault[ ]{0,20}=[ ]{0,9}(?=["'])""")

BEFORE = expression(
    rb"""(?isx)\b""" + _VALUE + rb"""["'\]\\]{0,17}\s{0,9}[:=]\s{0,9}[Nn]?(?P<mark>\\{0,63}["'])(?P<value>(?:(?!(?P=mark)).|(?P=mark)(?P=mark)){1,300})(?P=mark)
    (?:[\s,;]|\b(?:where|and)\b|["'\[\\]{0,17}[\w.]{1,40}["'\]\\]{0,17}\s?[=:]\s?|\b(?:slotSetting|secret)["']?[ ]?:[ ]?\w{4,5}){1,9}[Nn]?\\{0,63}["']$"""
)  # fmt: skip

LIST = expression(rb"\[\s{0,80}(?=\\{0,63}[\"'])")

NESTED = expression(rb"[\[{]")

CHANGED = expression(
    rb"""(?x)["'\]]{0,2}[ ](?:(?:was|has[ ]been|wurde|a[ ]\xc3\xa9t\xc3\xa9)[ ])?(?:(?:changed|updated|modified|set|ge\xc3\xa4ndert|modifi\xc3\xa9)[ ])?(?:from|von|de)[ ]
    (?P<mark>["'])(?P<old>[^"'\r\n]{0,300})(?P=mark)[ ](?:to|into|auf|zu|in|\xc3\xa0|a|en)[ ](?P=mark)(?P<new>[^"'\r\n]{0,300})(?P=mark)"""
)

# What types into the field of this name.
FIELD = expression(
    rb"""(?x)["']\]?\)[.:](?:value[ ]?=[ ]?|(?:val|value|send_keys|sendKeys|SendKeys|type|fill|setValue|set_value|SetValue)\([ ]?)(?=["'])"""
)
FILLS = expression(
    rb"""(?i)(?:set|fill|put|type|enter)\w{0,40}[ ]?\([ ]?(?:["'][^"'\r\n]{0,80}["'],[ ]?)?["'][\#.]?$"""
)

# What sets a value, given to it in brackets.
CALL = expression(rb"\([ ]?(?=[NnBb@]?[\"'])")
SETS = expression(rb"(?:.*[.:>-])?(?i:set|with|use|add|put)\w{0,60}|.{0,80}[.:>]\w{0,60}")

FORM = expression(rb"\"(?:;[^\r\n]{0,120})?\r?\n(?:[A-Za-z-]{1,40}:[^\r\n]{0,200}\r?\n){0,3}\r?\n")

STARTS = expression(
    rb"""(?x)^[ \t>]{0,40}(?:[;\#]{1,3}[ ]?|//[ ]?|--[ ]|-[ ]|\+[ ]|[*-][ ])?(?:export[ ]|set[ ]|declare[ ](?:-x[ ])?|\$(?:env:)?)?["'*\[]{0,3}$"""
)
