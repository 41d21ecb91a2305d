"""What programs that test a connection print, of a good one as of a bad one: curl, wget, openssl, PowerShell, name servers' tools, nmap.

A text with one of their lines in it holds the output of a program, and their lines are no words of a person.
"""

from __future__ import annotations

import re

from cccdiag.expressions import expression

# A prompt, where there is one; behind it the name of any of these programs, without it only what is no word of a sentence.
_PROMPT = rb"(?:PS(?: [A-Z]:[^>\n]{0,120})?> ?|[A-Z]:[\\/][^>\n]{0,120}> ?|[\w.@~:/\[\] -]{0,60}[$#] ?)"
_SHORT = (
    rb"(?:tnc|curl|wget|telnet|nc|ncat|ping|tracert|traceroute|nslookup|dig|host|nmap|iwr|irm|certutil|netsh)(?:\.exe)?"
)
_LONG = rb"(?:Test-NetConnection|Test-Connection|Resolve-DnsName|Invoke-WebRequest|Invoke-RestMethod|openssl s_client|(?:curl|wget)(?:\.exe)? (?:-|https?://))"
_SIGN = expression(
    rb"^\* +(?:Trying |Connected to |Host \S+ was resolved|ALPN|(?:Establish|CONNECT|Uses proxy)\b)|^CONNECTED\([0-9A-F]{8}\)|^New, TLSv"
    rb"|^" + _PROMPT + rb"(?:" + _SHORT + rb"|" + _LONG + rb")\b|^" + _LONG + rb"[^\n]*\.[a-z]{2,}"
    rb"|^(?:TcpTestSucceeded|PingSucceeded|RemoteAddress) *: |^ *\+ (?:CategoryInfo|FullyQualifiedErrorId) *: |^(?:Invoke-WebRequest|Invoke-RestMethod|Resolve-DnsName) ?: "
    rb"|^curl: \(\d{1,2}\) |^;; ->>HEADER<<-|^; <<>> DiG |^\*\*\* \S+ (?:can't find|wurde von|ne parvient|no encuentra)|^Nmap scan report|^443/tcp "
    rb"|^--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--  https?://|^\w{4,20}:error:[0-9A-F]{8}:|^[<>] (?:HTTP/\d|(?:GET|POST|HEAD|CONNECT) \S+ HTTP/)",
    re.MULTILINE,
)
_LINE = expression(
    rb"[*{}] |depth=|verify |[a-z ]{0,3}[0-9] s:|New, TLS|SSL handshake|SSL-Session|Verif|Server (?:certificate|public|Temp)|Peer |Certificate chain|No client cert|no peer cert|Secure Re"
    rb"|[\w()/ #-]{2,40} {2,}: |subject=|issuer=|"
    + _PROMPT
    + rb"|"
    + _LONG
    + rb"|[<>] (?:HTTP/\d|[A-Z]{3,8} \S+ HTTP/|[\w-]+: )|[<>]$"
    rb"|(?:WARNING|WARNUNG|AVERTISSEMENT|ADVERTENCIA)\s?: (?:TCP connect|Ping |Name resolution|Fehler beim Ping|Echec|\xc3\x89chec|Error )"
    rb"|(?:Invoke-\w+|Resolve-DnsName|telnet|nc|ncat|wget|curl) ?: |curl: \(|\+ |At line:\d|In Zeile:\d|Au caract\S+ Ligne|En l\S{1,2}nea:"
    rb"|\w{4,20}:error:|;|\*\*\* |(?:Resolving|Connecting to|Aufl\xc3\xb6sen des|Verbindungsaufbau zu|R\xc3\xa9solution de|Connexion \xc3\xa0|Resolviendo|Conectando con) \S"
    rb"|More details here: |curl failed to verify|establish a secure connection to it|how to fix it, please"
    rb"|(?:ERROR|FEHLER|ERREUR): (?:cannot verify|kann das Zertifikat|impossible de v)|Unable to locally verify|To connect to \S+ insecurely"
    rb"|Nmap |PORT +STATE|Host is up|Starting Nmap|DNS request timed|timeout was |(?:Server|Address|Name|Aliases): |Trying "
    rb"|(?:Reply from|Antwort von|R\xc3\xa9ponse de|Respuesta desde) |Request timed out|Zeit\xc3\xbcberschreitung der Anf|D\xc3\xa9lai d'attente de la demande|Tiempo de espera agotado|Tracing route|Trace complete|Routenverfolgung",
)


def is_one(text: bytes) -> bool:
    """Whether such a program printed part of the text."""
    return _SIGN.search(text) is not None


def is_line(line: bytes) -> bool:
    """Whether a line of such a text, without blanks around it, is one that the program printed or was asked with."""
    return _LINE.match(line) is not None
