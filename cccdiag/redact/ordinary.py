"""What a word of a letter looks like: made up, a number, a plain word, or one that is nobody's password."""

from __future__ import annotations

import enum

from cccdiag.expressions import expression


class Look(enum.IntEnum):
    """How much a word looks like something that somebody made up to keep it secret."""

    NEVER = 0
    WORD = 1
    NUMBER = 2
    NAME = 3
    MADE_UP = 4
    STRONG = 5


# What people write behind a label or a verb instead of a value: how it is, where it is, and the small words of sentences.
_ORDINARY = frozenset(
    """
a about above accepted access account active actually added administrator after again against all allowed almost already also always am an and another any anyone
anything are as ask asked assigned at available away back be because been before being below between blank both but by call called came can cannot case changed
changing characters check checked code column complex confidential contains copied copy correct correctly could current deactivated default deleted denied did
different disabled display displayed do does done down due each either email empty enabled enter entered entry error every everyone exactly exists expire expired
expires expiring expiry failed fails failure field file filled first fine following for forgotten form format found from full gave get given gone good got had
has have he hello help her here hi hidden his how however i identical if ignored in inactive incorrect information instead intact into invalid is issue it its
itself just kept key known label last later least left length letter letters like limit list locked long longer look lost lower made mail many match matches may me
mentioned message missing mistyped more most move moved much must my n/a na name need needed needs neither never new next no nobody none nor normal not
nothing now null number of off ok okay old on once one only or other our out outdated over page paper phone placeholder please policy present previous problem protected
provided query question read reads really received refused rejected removed required reset resets restored right same saved say says screen second secret secure see seems
self send sent separately set setting settings several shall she short should shown since so some somebody someone something soon spelled spelling stated still stored
string such sure system tab tbd telephone text than thank thanks that the their them then there these they thing this those through ticket til till
to today together tomorrow too tried true try twice typed unable unchanged under undefined unknown unset until up updated upper upon us use used user username using
usual valid value values verified very via wait was watch we week well were what when where whether which while who whole whose why will wird with within without word
words work worked working works would written wrong wrongly yes yesterday yet you your false masked redacted removed omitted withheld obscured stars admin field_name bad busy gone
hint rules rule change changes expiration reset-link strength history manager management mode prompt box attempt attempts check-up encrypted hashed plain clear xxx xxxx xxxxx
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
aber abgelaufen ablauf alle allem allen alles als also alt alte alten am an anbei ändern angegeben auch auf aus ausgefüllt bei beim bekannt bereits bitte bleibt bzw da dabei
damit dann daran darin das dass dasselbe davon dazu dein dem den denn der des deshalb die dies diese dieser dieses doch dort durch dürfen ein eine einem einen einer
eingegeben eingetragen einmal entfällt er erforderlich erhalten ersetzt es etwas falsch fehlend fehlt folgt folgen für fürs geändert geblieben geht gekommen gelöscht gelten gemäß gesetzt gesperrt
gespeichert gestern gibt gilt gleich gültig gut haben hat hatte heute hier hinterlegt ich ihm ihn ihnen ihr ihre im immer in indes ins ist ja jede jeder jedoch jemand jetzt kann
kein keine keinen keiner kennt kommt können korrekt künftig laut leer liegt läuft man mehr mein meine mit muss müssen nach nachträglich neu neue neuen nicht nichts nie niemand noch nötig
nun nur ob oben oder ohne per pro richtig schon sein seine seit seitdem separat sich sie siehe sind so soll sollte sondern sonst stimmt telefonisch über übermittelt um unbekannt und
ungültig unten uns unser unsere unter unverändert vergeben vergessen verschickt vom von vor vorhanden war waren warum was weil welche welches wenn wer werden wie wieder will
wir wird wo wohl worden wurde wurden zu zuletzt zum zur zurück zurückgesetzt zwei zweimal beibehalten identisch nein danke hallo montag dienstag mittwoch donnerstag freitag samstag sonntag
à absent ai aucun aucune aussi au aux avec avait avez avons bien bon bonjour ça car ce cela ces cette chez comme correct dans de depuis déjà des dessous doit donc
dont du elle elles en encore envoyé erroné est et étais était été être eu expiré fait faux fois ici identique il ils inchangé inconnu incorrecte indiqué invalide je jamais la là
le les leur lui mais manquant me même merci mes modifié moi mon ne ni non nos notre nous oublié on ont ou où oui par parce pas périmé personne peut plus pour pourquoi près qu que
quel quelle qui quoi refusé requis sa sans se sera ses si soit son sont sous sur ta te tel toujours tous tout toute très trop tu un une valable valide vide voici voir vos votre vous vu y
al algo antes antigua anterior aquí así aún aunque ayer bien bueno cada cambiada cambiado cambió caducada caducado casi como con correcta correcto cual cuál cuando de del desde día
dos e él ella en entonces era eran es esa ese eso está estaba están esta este esto fue gracias ha hace han hasta hay hola hoy igual incorrecta incorrecto inválida la las lo los más me mi mis misma
mismo mucho muy nada nadie ni ninguna ninguno no nos nosotros nuestra nuestro nueva nuevo nunca o olvidada otra otro para pero poco por porque puede que qué quien requerida sabe se sé ser será si sí
siempre sin sobre su sus también tampoco te tiene todavía todo tu un una uno usted vacía vacío vencida ver vez y ya yo
abbiamo ancora anche aveva bene buongiorno che chi ci ciao come corretta corretto cosa così cui da dal dalla dalle dei del della delle deve di dopo dove è errata errato era essere già gli grazie ha hanno ho i ieri
il in invariata la le lei lo loro ma mai manca mancante me mia mio molto ne nel nella non nostra nostro nuova nuovo o oggi ogni per perché però più poi prima può quale quando quella quello questa questo qui
sarà scaduta scaduto se sei sempre senza si sì solo sono sopra sotto stata stato stessa stesso su sua sul sulla suo te tra tu tutti tutto un una uno vecchia vecchio vuota vuoto
aberto agora ainda algum ao aos apenas até atual cada com depois desde deste dia do dos ela ele eles em entre errada errado esta está este eu expirada expirou foi fora há incorreta isso isto já la mais mas mesma mesmo
meu minha muito na não nas nem nenhum nenhuma no nos nossa nosso nova novo nunca obrigado olá onde ontem ou para pela pelo porém porque pois pode por quando que quem são se sem será seu seus sim só sobre sua
também tem tudo um uma vazia vazio você
aan achter al alleen als bij blijft daar dat de deze die dit dus een en er geen gegeven gewijzigd goed hallo heb hebben heeft het hier hij hoe iets ik in is ja je juist kan klopt kon leeg maar maandag me meer met mij mijn moet
na naar nee niet nieuw nieuwe niets nog nooit nu of om omdat onbekend onder onjuist ons onze ook oud oude over te toch toen tot uit uw van vandaag verlopen vergeten verplicht voor vereist waar waarom wanneer was wat we weer wel welke werd werkt wie wij wordt zal ze zelf zelfde zich
zie zij zijn zo zonder
ale bardzo bez bo brak był była było być czy dla do dziękuję dzień go i ich inne ja jak jako je jednak jest jej już każdy kiedy kto która które który lub ma mam mi mnie może musi my na nad nam nas nasz nasze nic nie niepoprawne
nieprawidłowe nim niż nowe nowy o od ono oraz po pod podano podane podczas poprawne proszę przed przez przy się sam są stare tak także tam tego ten też to tylko tym u w więc wszystko wygasło wymagane z za zmienione zmieniono zostało że
ahoj ani až být bylo byl děkuji dobrý je jeho jen ještě již jsem jsme jsou kde když který mezi nebo není nesprávné neplatné nějak nic nové od platné pak po pod podle pouze pro proto před při se stále správné stejné tady tak také ten tento to už v ve však vypršelo vyžadováno z za že změněno
alla allt att av bara blev blir bytt de den denna det detta där då efter eller en ett fel från för ha hade han har hej hon hur här i ingen inget inte jag kan kom med men mig min måste nej ni nu ny nya någon något när och om oss på rätt samma sedan ska skall
slutat som stämmer så till tack tom under upp utan utgått vad var vara varför vi vid vilken vår är ändrat över ikke og eller må af på til
""".split()  # noqa: SIM905 - so many words are read as words
)

# Whatever stands before them: codes and settings of this field, addresses, dates and times.
_NEVER = (
    r"ccc(?:[_-]?\d\w*|username|password|location|enabled)|(?:https?|ftp|mailto):\S*|\d{4}-\d\d-\d\d(?:t[\d:.+z-]*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}:\d\d(?::\d\d)?"
    r"|\S+@[\w-]+\.[\w.-]+|\S*‹.*|[*•·.xX_-]+|(?:\$\{?|%|\{\{?|\[|\(|<)[a-z_. -]+\)?[%}\]>]{0,2}|[\W_]{1,2}"
)
# Versions, numbers of orders and tickets, amounts, hosts, paths and files, ways to encrypt.
_CODE = expression(
    rf"(?i)(?:{_NEVER}|(?-i:[A-Z]{{1,10}})[_#-]?#?\d{{1,12}}(?:[._-]\d{{1,8}}){{0,3}}|[a-z]{{1,3}}[_-]?#?\d{{1,6}}|v?\d+(?:[.,:/-]\d+){{1,6}}[a-z]{{0,2}}"
    r"|\d+(?:st|nd|rd|th|x|am|pm|h|min|s|ms|kb|mb|gb|bit|er|ers|te|ten|mal|fois|veces|%|€|\$|£|uhr)|\d+h\d\d|\d+[-–][a-z]{2,12}|\S*://\S*|www\.\S*|/\S*|\S*\\\S*|[\w.+-]+/[\w./+-]*"
    r"|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|int|io|de|at|ch|fr|es|it|pt|nl|be|pl|cz|se|dk|no|fi|uk|us|ca|eu|cn|jp|kr|br|mx|example|local|lan|intern|internal|test|ac|info)(?:[:/]\S*)?"
    r"|[\w-]+\.(?:txt|log|csv|xlsx?|docx?|pdf|msg|eml|xml|json|ya?ml|config|ini|exe|dll|zip|gz|html?|png|jpe?g|md|py|ps1|bat|cfg|conf|sql|aspx?|php|rtf|odt|kdbx)"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{8,}|ccc\w*|illiad\w*|.*(?:username|password|passwd|kennwort|passwort)\w{0,12}|[a-z]{1,2}&[a-z]{1,2}|[^\W\d_]{1,12}['’][^\W\d_]{1,24}"
    r"|utf-?\d+\w*|sha-?\d+|base64|aes-?\d*\w*|tls.*|http.*|iso-?\d.*|windows.*|win\d+|oauth2?|.*a-z.*|(?:tn|kb|inc|req|ritm|rfc|tkt|case|ref|room|raum|err|error|http|vlan|srv|pc|ws)[#:_-]?\w?\d(?:.{0,6}|[\d._-]*)"
    r"|[\w.:$-]*=[\"'].*|\S*(?:\(\)|\[[\"']|\([\"']|\);).*|\w+\(\d.*|\$\w+(?:[.:].*)?|@\w+|-{1,2}\w[\w-]*|(?:get|set|new|read|convertto|convertfrom|test|add)-[a-z]+|\S+,\S+,\S*|.*&(?:[a-z](?:acute|grave|circ|uml|tilde|cedil|slash|ring)|szlig|nbsp|aelig|oelig|#\d+);?.*|(?-i:[A-Z]{2,8}(?:-[A-Z0-9]{1,8})+)|[a-z]\w*(?:\.\w+){1,9}[@$]\w+\S*|[^\s]*(?:server|rechner|arbeitsplatz|desk-?\d|ticket)\S*)"
)
_WORTHLESS = expression(rf"(?i)(?:{_NEVER})")
_BRANDS = frozenset(
    """iphone ipad ebook openurl rightfind powershell javascript worldshare worldcat docline openathens keepass lastpass github onenote sharepoint libkey rapidill articlereach
    paypal docusign servicenow linkedin youtube teamviewer anydesk bitlocker forticlient ereserves clearancecenter copyrightclearance rightsconnect exlibris illserver
    customizationmanager systemmanager loginpage onepassword libanswers springshare whatsapp hotmail macos openldap freshdesk mcafee devops academicgateway""".split()  # noqa: SIM905 - so many words are read as words
)
_SEPARATE = frozenset(
    "-based -sensitive -only -free -wide -specific -protected -related -like -defined -generated -encoded -encrypted -hashed -out -in -up -off -to-date -mail -alphanumeric -abhängig".split()  # noqa: SIM905 - so many words are read as words
)
_NUMBER = expression(r"\d{4,16}")
_SIGNED = expression(r"\w\"\w|\w[!#$%&*+=~§^?@]{1,3}\w|\w[#$%&*+=~§^]+$|^[#$%&*+=~§^!]\w")
# Two words, a mark between, and a number, the way people make them up.
_TWO_WORDS = expression(
    r"[A-ZÀ-Þ][a-zà-ÿ]{2,14}[-_.~][A-Za-zÀ-ÿ]{3,15}[-_.~]\d{1,5}|[A-ZÀ-Þ][a-zà-ÿ]{2,14}[-_.~][A-ZÀ-Þ][a-zà-ÿ]{2,14}\d{1,5}"
)
_INNER = expression(r"[^\W\d_][a-zà-ÿ][A-ZÀ-Þ]|[A-Za-z]\.[A-ZÀ-Þ][a-z]")
_SHOUTED = expression(r"[A-Z0-9_-]+")
_SNAKE = expression(r"[^\W_]+(?:_[^\W_]+)+")
_JOINED = expression(r"[^\W_]{2,30}(?:[._-][^\W_]{1,30}){1,4}")
_EASTERN = expression(r"[\u0400-\u04ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def ordinary(word: str) -> bool:
    """Whether a word is one of those that sentences are made of, or how people say that there is no value."""
    return word.strip(".,;:!?()[]\"'*_`«»„“”…-").lower() in _ORDINARY


def worthless(word: str) -> bool:
    """Whether a word is no secret even behind a label: an ordinary one, a code, a date, the name of a setting, a place for a value."""
    return not word or ordinary(word) or _WORTHLESS.fullmatch(word) is not None


def coded(word: str) -> bool:
    """Whether a word is a code, a version, a path, or of a program."""
    return _CODE.fullmatch(word) is not None


def look(word: str) -> Look:
    """What the word looks like where nothing but a sentence tells what it is."""
    if ordinary(word) or len(word) < 3:
        return Look.NEVER
    if _NUMBER.fullmatch(word):
        return Look.NUMBER
    digit = any(map(str.isdigit, word))
    letter = any(map(str.isalpha, word))
    if _CODE.fullmatch(word) or word.lower() in _BRANDS or not letter:
        return Look.NEVER
    if "." in word and not digit and any(map(ordinary, word.split("."))):  # two sentences with no blank between
        return Look.NEVER
    two = _TWO_WORDS.fullmatch(word) is not None
    if two or (_SIGNED.search(word) and len(word) >= 6):
        return Look.STRONG if two or (digit and len(word) >= 8) else Look.MADE_UP
    if _SHOUTED.fullmatch(word) and not (digit and len(word) >= 8):
        return Look.NEVER
    if digit:
        return Look.MADE_UP if len(word) >= 5 and not _EASTERN.search(word) else Look.NAME
    if _SNAKE.fullmatch(word) or _INNER.search(word):
        return Look.MADE_UP if len(word) >= 6 else Look.NAME
    if _JOINED.fullmatch(word) and not any(word.lower().endswith(end) for end in _SEPARATE):
        return Look.NEVER if any(map(ordinary, word.replace(".", "-").split("-"))) else Look.NAME
    return Look.WORD
