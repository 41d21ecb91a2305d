"""What the readers of told values share: quotes, marks, and the words for a password, for a user name, and for what is neither."""

from __future__ import annotations

import re

from cccdiag.expressions import expression

QUOTES = {
    '"': '"',
    "'": "'",
    "`": "`",
    "“": "”",
    "„": "“”‟",
    "«": "»",
    "»": "«",
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    "”": "”",
    "´": "´",
    "‟": "”",
    "《": "》",
}
OPENS = "".join(QUOTES)
TRAIL = ".,;:!?…)]}'\"`´»”“’*_"
BREAK = expression(
    r"[.,;!?]\s|\n(?=\s*\n|[^\n]{1,40}[:=]|[^\n]{1,30}\s{2})|\b(?:and|und|et|y|e|i|en|och|og|a|or|oder|ou|but|aber)\b|[、，。；]"
)
SENTENCE = expression(r"[.!?。？！]\s|[。？！]")
# The words for what is asked for; a clause with those of the other, or of the things below, is about something else.
OWN = {
    "password": r"(?i)pass ?w|passphrase|passcode|kennw|zugangswort|mot de passe|\bmdp\b|contrase|\bclave|senha|palavra|wachtw|parola|lösen|adgangs|passord|has[łl]|hesl|jelsz|парол|密|口令|パスワード|\bpw|\bpwd|\bpass\b|\bpin\b",
    "username": r"(?i)\busers?\b|\busr\b|user ?(?:name|id)|\bid\b|log[io]n|account|benutz|kennung|anmelde|utilisat|identif|compte|usu[aá]r|cuenta|utent|conto\b|utilizad|conta\b|gebruik|inlog|account|användar|bruger|bruker|użytk|konto|uživatel|uid\b|用户|用戶|ユーザー|アカウント|账号|帳號",
}  # fmt: skip
_THINGS = r"|orders?|codes?|error|status|\btel\b|phone|mail|message|version|dates?|requests?|numbers?|numm?er|ticket|fehler|auftrag|bestell|meldung|commande|erreur|pedido|ordine|errore|\bhost|server|url\b|address|location|standort|kunde|customer|注文|番号|订单|訂單|号码|號碼|电话|電話|エラー|错误|ordernum|orden\b|zamówien|objedn|beställ"
OTHER = {
    kind: expression(own + _THINGS) for kind, own in (("username", OWN["password"]), ("password", OWN["username"]))
}
PASSWORD_NEAR = expression(OWN["password"])
NEXT_LABEL = expression(
    rf"\s{{1,3}}(?:{OWN['password'][4:]}|{OWN['username'][4:]})[^\s:=]{{0,14}}\s?[:=]", re.IGNORECASE
)
# Words for a user name that as often mean somebody.
BARE = expression(
    r"(?i)users?|usr|log-?[io]n|accounts?|benutzer|konto|kennung|zugang|compte|cuenta|utente|usuario|usuário|utilizador|gebruiker|użytkownik|uid|un|identifiant|account|id|kunde"
)
# What quotes say that hold a message, and no value.
STATES = expression(
    r"(?i)\b(?:is|are|not|wrong|invalid|incorrect|failed|expired|required|unable|cannot|denied|refused|error|must|ungültig|falsch|abgelaufen|nicht|invalide|incorrecte?|refusé|expiré|incorrecta|inválida|errata|scaduta|onjuist|ongeldig"
    r"|forgot(?:ten)?|change|reset|enter|vergessen|ändern|oublié|olvid|save|show|field|username|password)\b"
)
