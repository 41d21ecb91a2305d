"""What programs around CCC say on a good day: level, logger (or request) and sentence, with fields in braces for what varies."""

from __future__ import annotations

import random
import re
import uuid

_FIELD = re.compile(r"\{(\w+)\}")
# Numbers that are codes elsewhere and only numbers here.
_TRAPS = (
    "200",
    "201",
    "203",
    "204",
    "400",
    "401",
    "403",
    "404",
    "407",
    "500",
    "502",
    "503",
    "504",
    "12175",
    "2040",
    "50040",
)
_TITLES = (
    "Annals of Tidal Ecology",
    "Bulletin of Market History",
    "Études de Marée – série B",
    "Journal of Error Analysis",
    "The Timeout Quarterly",
    "Proxy Wars: a History",
    "Denied: Essays on Copyright",
    "Beiträge zur Gatewaytechnik",
    "Letters on Authentication",
    "The 503 Poems",
)
_QUEUES = (
    "Awaiting Copyright Clearance", "Request Sent", "In Unfilled Review", "Awaiting Request Processing", "Stacks Searching",
    "Item Available on Reserve", "Copyright Review", "Request Finished",
)  # fmt: skip
_CHOICES = {
    "trap": _TRAPS,
    "title": _TITLES,
    "queue": _QUEUES,
    "desk": ("ill-desk1", "ill-desk2", "lending3", "reserves02", "scan-station"),
    "right": ("GRANTED", "PUBLIC DOMAIN", "GRANTED"),
    "code": ("CCG", "CCL", "CCG", "CCL"),
    "template": ("CCC_2040 overdue notice", "Copyright 504 notice", "pickup reminder", "CCL statement"),
    "file": ("XCCC_200.dat", "XCCC_203.bak", "CCC_2040.csv", "report-504.pdf", "504.pdf", "cccseries.csv"),
    "key": (
        "CCCUsername",
        "CCCPassword: value present, not shown",
        "CCCLocation",
        "CCCProductCode",
        "CCCWebServiceEnabled",
        "CopyrightYear",
    ),
    "page": (
        "/illiad/illiad.dll",
        "/ares/ares.dll",
        "/reserves/course/504",
        "/reserves/item/503",
        "/ILLiadWebPlatform/Transaction/504",
    ),
    "verb": ("GET", "GET", "POST"),
    "mode": ("PROD",),
}


def filled(template: str, chance: random.Random) -> str:
    """The sentence with something in each of its fields."""

    def value(field: re.Match[str]) -> str:
        name = field[1]
        if name in _CHOICES:
            return chance.choice(_CHOICES[name])
        return _number(name, chance)

    return _FIELD.sub(value, template)


def _number(name: str, chance: random.Random) -> str:
    low, high = {
        "n": (1, 60),
        "ms": (3, 900),
        "tn": (400000, 999999),
        "year": (1950, 2026),
        "fee": (5, 99),
        "order": (7000000, 7999999),
    }.get(name, (1, 999))
    if name == "guid":
        return str(uuid.UUID(int=chance.getrandbits(128)))
    if name == "issn":
        return f"{chance.randint(200, 2218):04d}-{chance.randint(200, 5049):04d}"
    return str(chance.randint(low, high))


_CORE = (
    ("DEBUG", "AtlasSystems.Core.Settings.KeyStore", "Read customization key {key}"),
    ("DEBUG", "AtlasSystems.Core.Settings.KeyStore", "Key cache refreshed, {trap} keys in {ms} ms"),
    ("DEBUG", "AtlasSystems.Core.Files.Archiver", "Moved {file} to the yearly folder"),
    ("DEBUG", "AtlasSystems.Core.Data.SqlRunner", "Query {guid} gave {trap} rows in {trap} ms"),
    ("DEBUG", "AtlasSystems.Core.Mail.Outbox", "Message {guid} put in the outbox, template '{template}'"),
    ("WARN", "AtlasSystems.Core.Printing.SpoolWatch", "Spooler slow, {n} pages waiting, job {trap} first"),
    ("WARN", "AtlasSystems.Core.UI.ThumbCache", "Picture of '{title}' could not be scaled, default used"),
    ("DEBUG", "AtlasSystems.Core.UI.GridLayout", "Row height {trap} px is above the limit, using 40"),
    ("INFO", "AtlasSystems.Core.Update.UpdateProbe", "No newer build on the update share, next look in {trap} minutes"),
    ("INFO", "AtlasSystems.Core.Session", "Session of {desk} opened for site HSL"),
    ("ERROR", "AtlasSystems.Addons.DeliveryPicker", "Lua: attempt to index a nil value (field 'pickup'), line {trap}"),
    ("ERROR", "AtlasSystems.Addons.ShelfMapper", "System.IO.FileNotFoundException: Could not find file 'C:\\maps\\{file}'.\n   at ShelfMapper.Load(String path)\n   at ShelfMapper.Start()"),
    ("WARN", "AtlasSystems.Core.Barcode.Reader", "Label {trap}-{tn} read twice"),
)  # fmt: skip
ILLIAD = (
    *_CORE,
    ("INFO", "AtlasSystems.ILLiad.Client.Forms.FormRequest", "Opened transaction {tn} in queue {queue}"),
    ("DEBUG", "AtlasSystems.ILLiad.Client.Forms.FormRequest", "Field PhotoJournalTitle of {tn}: '{title}'"),
    (
        "DEBUG",
        "AtlasSystems.ILLiad.Client.Forms.FormRequest",
        "Compliance of {tn} is {code}, year {year}, pages {trap}-{trap}",
    ),
    ("INFO", "AtlasSystems.ILLiad.Client.Routing.RouteRules", "TN {trap}{tn} routed from {queue} to {queue}"),
    ("DEBUG", "AtlasSystems.ILLiad.Client.Copyright.RuleOfFive", "{title} {year}: request {trap} counted against five"),
    ("INFO", "AtlasSystems.ILLiad.Client.Copyright.RuleOfFive", "TN {tn} cleared under {code}, no fee"),
    ("INFO", "AtlasSystems.ILLiad.Client.Controls.CopyrightSearch", "Found {n} results."),
    ("DEBUG", "AtlasSystems.ILLiad.Client.Controls.CopyrightSearch", "Search for ISSN {issn} took {trap} ms"),
    ("INFO", "AtlasSystems.ILLiad.Client.Controls.CopyrightSearch", "Publication {order} chosen for TN {tn}"),
    (
        "INFO",
        "AtlasSystems.ILLiad.Client.Copyright.OrderSubmitter",
        "Order {order} placed with CCC for TN {tn}, fee {fee}.{n}",
    ),
    ("DEBUG", "AtlasSystems.ILLiad.Client.Copyright.OrderSubmitter", "CCC answered 200 OK in {trap} ms"),
    ("INFO", "AtlasSystems.ILLiad.Client.Billing.InvoiceBox", "Invoice {trap}{n} printed for BRZ"),
    ("DEBUG", "AtlasSystems.ILLiad.Client.Billing.InvoiceBox", "Order {trap} of this fiscal year, {fee}.00 USD to CCC"),
    (
        "DEBUG",
        "AtlasSystems.ILLiad.Client.Lending.LendingList",
        "{trap} lending requests, {trap} of them in stacks search",
    ),
    ("DEBUG", "AtlasSystems.ILLiad.Client.Search.Catalogue", "catalogue search for '{title}': Found {n} results."),
    ("INFO", "AtlasSystems.ILLiad.Client.Addons.Manager", "Addon Get It Now {n}.{n} loaded in {trap} ms"),
)
ILLIAD_SYSTEM = (
    ("INFO", "AtlasSystems.ILLiad.SystemManager.Scheduler", "Job Emailer took {trap} ms"),
    (
        "INFO",
        "AtlasSystems.ILLiad.SystemManager.Scheduler",
        "Job CopyrightStatus took {trap} ms, {n} orders looked at, {n} changed",
    ),
    ("DEBUG", "AtlasSystems.ILLiad.SystemManager.CopyrightStatus", "Order {order}: {right}, fee {fee}.00"),
    ("DEBUG", "AtlasSystems.ILLiad.SystemManager.Routing", "Rule {trap} skipped for TN {tn}"),
    ("INFO", "AtlasSystems.ILLiad.SystemManager.Routing", "{trap} requests moved to {queue}"),
    ("INFO", "AtlasSystems.ILLiad.SystemManager.Emailer", "Sent {n} messages, template '{template}'"),
    ("DEBUG", "AtlasSystems.ILLiad.SystemManager.Settings", "Read customization key {key}"),
    ("WARN", "AtlasSystems.ILLiad.SystemManager.Watch", "Queue {queue} holds {trap} requests, limit 200"),
    ("INFO", "AtlasSystems.ILLiad.SystemManager.Reports", "Report of compliance {code} written to {file}"),
    ("DEBUG", "AtlasSystems.Core.Files.Archiver", "Moved {file} to the yearly folder"),
    ("WARN", "AtlasSystems.Core.Printing.SpoolWatch", "Printer tray {n} low, job {trap} first"),
)
CONNECTION = (
    ("INFO", "AtlasSystems.ILLiad.ConnectionManager.Session", "Signed on as HSL, {n} requests waiting"),
    ("INFO", "AtlasSystems.ILLiad.ConnectionManager.Download", "Workform {trap}{tn} read, status SHIPPED"),
    ("DEBUG", "AtlasSystems.ILLiad.ConnectionManager.Download", "{trap} workforms in {trap} ms"),
    ("DEBUG", "AtlasSystems.ILLiad.ConnectionManager.Upload", "Answer {n} for {tn} accepted, compliance {code}"),
    ("INFO", "AtlasSystems.ILLiad.ConnectionManager.Queue", "Next round in {trap} seconds"),
    ("WARN", "AtlasSystems.ILLiad.ConnectionManager.Queue", "Round {trap} began {n} seconds late"),
    ("INFO", "AtlasSystems.ILLiad.ConnectionManager.Odyssey", "Received article {trap}, {n} pages"),
)
ARES = (
    *_CORE,
    ("INFO", "AtlasSystems.Ares.Client.Forms.ItemForm", "Item {tn} opened in {queue}"),
    ("DEBUG", "AtlasSystems.Ares.Client.Forms.ItemForm", "Document '{title}' pages {trap}-{trap}"),
    ("DEBUG", "AtlasSystems.Ares.Client.Routing.ItemRules", "Rule {trap} not met for item {tn}"),
    ("DEBUG", "AtlasSystems.Ares.Client.Courses.CourseList", "{trap} courses for term, instructor list cached"),
    ("DEBUG", "AtlasSystems.Ares.Client.Controls.CopyrightControl", "CCC search for {issn} gave {n} publications"),
    ("INFO", "AtlasSystems.Ares.Client.Controls.CopyrightControl", "CCC order {order} saved, {right}, fee {fee}.00"),
    ("DEBUG", "AtlasSystems.Ares.Client.Controls.CopyrightControl", "CCC project {order} used for course {trap}"),
    ("INFO", "AtlasSystems.Ares.Client.Copyright.Status", "Item {tn}: copyright status is {right}"),
    ("DEBUG", "AtlasSystems.Ares.Client.Settings", "CCCLocation is {trap}, CCCProductCode present"),
    ("WARN", "AtlasSystems.Ares.Client.Forms.ItemForm", "Two items with ISSN {issn} in course {trap}"),
)
ARES_SYSTEM = (
    ("INFO", "AtlasSystems.Ares.SystemManager.Scheduler", "Job Emailer took {trap} ms"),
    ("INFO", "AtlasSystems.Ares.SystemManager.CopyrightStatus", "{n} CCC orders looked at, {n} changed, {trap} ms"),
    ("DEBUG", "AtlasSystems.Ares.SystemManager.CopyrightStatus", "CCC order {order} is {right}"),
    ("DEBUG", "AtlasSystems.Ares.SystemManager.Items", "Item {trap}{n} activated for the term"),
    ("INFO", "AtlasSystems.Ares.SystemManager.Items", "{trap} items expired and were taken off the shelf"),
    ("WARN", "AtlasSystems.Ares.SystemManager.Items", "Item {tn} has no call number"),
    ("DEBUG", "AtlasSystems.Ares.SystemManager.Settings", "Read customization key {key}"),
)
RESERVES = (
    ("DEBUG", "CourseShelf.Rights.GatewayProxy", "ccc_response read, mode {mode}, no ccc_error"),
    ("DEBUG", "CourseShelf.Rights.GatewayProxy", "checkOrderDetailStatus {order} answered in {trap} ms: {right}"),
    (
        "INFO",
        "CourseShelf.Rights.GatewayProxy",
        "commitOrderDetail {order} answered: {right}, fee {fee}.00, invoiced false",
    ),
    ("INFO", "CourseShelf.Rights.OrderBook", "Header for course ECO-{trap} saved, local key {guid}"),
    ("DEBUG", "CourseShelf.Rights.OrderBook", "Order detail {trap}{n}: {n} pages, {trap} copies"),
    ("DEBUG", "CourseShelf.Web.Upload", "Chunk {trap} of 612 written"),
    ("INFO", "CourseShelf.Web.Pages", "{verb} {page} 200 in {trap} ms"),
    ("WARN", "CourseShelf.Web.Pages", "Page of course {trap} took {trap} ms"),
    ("ERROR", "CourseShelf.Scan.Pdf", "File {file} has {trap} pages but no text layer"),
    ("DEBUG", "CourseShelf.Settings", "Setting {key}"),
)
JAVA = (
    ("DEBUG", "org.example.rights.GatewayClient", "POST AcademicGateway 200 OK, {trap} bytes, {trap} ms"),
    ("INFO", "org.example.rights.GatewayClient", "createOrderHeader answered order_header_id {order}, mode {mode}"),
    ("DEBUG", "org.example.rights.GatewayClient", "<ccc_response><mode>{mode}</mode><order_header><order_header_id>{trap}</order_header_id></order_header></ccc_response>"),
    ("INFO", "org.example.reserves.Import", "{trap} courses read from {file}"),
    ("WARN", "org.example.reserves.Import", "Line {trap}: no instructor, left out"),
    ("ERROR", "org.example.reserves.Thumbnails", "java.lang.IllegalArgumentException: width {trap}\n   at org.example.reserves.Thumbnails.scale(Thumbnails.java:{trap})\n   at java.base/java.lang.Thread.run(Thread.java:840)"),
    ("DEBUG", "org.example.reserves.Cache", "hit rate 0.{trap}, {trap} entries"),
)  # fmt: skip
PYTHON = (
    ("INFO", "reserves.sync", "course {trap}: {n} items in step with the shelf"),
    ("DEBUG", "reserves.ccc", "status of order detail {order}: {right} ({mode})"),
    ("DEBUG", "reserves.ccc", "CCC answered HTTP 200 after {trap} ms"),
    ("INFO", "reserves.ccc", "marketplace order {order} confirmed, total {fee}.00 USD"),
    ("DEBUG", "reserves.ccc", 'reply {"status": "success", "orderId": {order}, "errors": []}'),
    ("WARN", "reserves.sync", "course {trap} has no end date"),
    ("INFO", "reserves.report", "{trap} rows of compliance {code} written to {file}"),
    ("ERROR", "reserves.labels", "barcode {trap} is too short"),
)
WEB = (
    ("", "{verb} {page}", "200"),
    ("", "{verb} {page}", "200"),
    ("", "GET /reserves/static/{file}", "304"),
    ("", "GET /favicon.ico", "404"),
    ("", "GET /reserves/help/copyright.html", "200"),
    ("", "POST /reserves/login", "302"),
)
SERVER = (
    ("INFO", "cron", "(reserves) CMD (/opt/reserves/bin/sync --limit {trap})"),
    ("INFO", "gateway", "ccc_response read, mode {mode}, no ccc_error"),
    ("INFO", "gateway", "worker {trap} answered in {ms} ms"),
    ("INFO", "haproxy", "frontend reserves: {trap} sessions, {trap} bytes out, status 200"),
    ("INFO", "sshd", "Accepted publickey for backup from 192.0.2.{n} port {trap}"),
    ("INFO", "systemd", "Started Nightly copy of {file}."),
    ("INFO", "reserves", "CCC order {order} stored, {right}"),
)
