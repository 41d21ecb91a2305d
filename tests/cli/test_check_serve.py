"""``check --serve``: an exporter that a real Prometheus scrapes, and that nothing else can misuse."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import loopback
import pytest
from needs import missing
from prometheus_client.parser import text_string_to_metric_families

from cccdiag.emulator import Emulator, Fault

LOGIN = {
    "username": "served@library.example",
    "password": "Invented-Served-Passw0rd",
    "access_key": "INVENTEDSERVEDKEY012",
    "access_secret": "invented-served-secret-" + "y" * 21,
    "product": "XYZ",
}
PROFILE = """\
endpoint: {endpoint}
username: env:SITE_USERNAME
password: env:SITE_PASSWORD
access_key: env:SITE_ACCESS_KEY
access_secret: env:SITE_ACCESS_SECRET
product: XYZ
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Two sites, one on hold, and their folder of profiles."""
    folder = tmp_path_factory.mktemp("sites")
    with contextlib.ExitStack() as stack:
        well = stack.enter_context(Emulator(credentials=LOGIN))
        held = stack.enter_context(Emulator(credentials=LOGIN, faults=[Fault(code="CCC_203")]))
        port, requests = stack.enter_context(loopback.front(well.endpoint))
        places = {"well": well.endpoint, "held": held.endpoint, "counted": f"http://127.0.0.1:{port}/AcademicGateway"}
        for name, endpoint in places.items():
            (folder / f"{name}.yaml").write_text(PROFILE.format(endpoint=endpoint), encoding="utf-8")
        yield folder, requests


@contextlib.contextmanager
def serving(folder, *words):
    environ = {name: text for name, text in os.environ.items() if not name.startswith("CCCDIAG_")}
    environ |= {f"SITE_{key.upper()}": text for key, text in LOGIN.items()} | {"XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-m", "cccdiag", "check", "--profiles", str(folder), "--serve", ":0", *words]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, encoding="utf-8") as running:
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)/metrics", running.stderr.readline())[1])
        try:
            yield running, port
        finally:
            running.kill()


@pytest.fixture(scope="module")
def exporter(world):
    with serving(world[0]) as (_, port):
        for _ in range(200):
            if "cccdiag_looks_total 1.0" in asked(port, "/metrics")[1]:
                break
            time.sleep(0.05)
        yield port


def asked(port, target, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, target)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def samples(text):
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_tell_the_last_look_at_every_site_and_of_the_exporter_itself(exporter):
    """The parser of Prometheus' own library reads them."""
    status, text = asked(exporter, "/metrics")
    found = samples(text)
    healthy = {dict(labels)["profile"]: value for (name, labels), value in found.items() if name == "cccdiag_healthy"}
    assert (status, healthy) == (200, {"well": 1.0, "held": 0.0, "counted": 1.0})
    assert (found["cccdiag_sites", ()], found["cccdiag_looks_total", ()]) == (3.0, 1.0)
    assert found["cccdiag_last_look_timestamp_seconds", ()] > 1e9
    assert [dict(labels)["article"] for (name, labels) in found if name == "cccdiag_check_info" and "on-hold" in str(labels)] == ["CCC_203"]  # fmt: skip


def test_nothing_secret_is_in_any_answer(exporter):
    """Not in a label, not in a sentence."""
    for target in (
        "/metrics",
        "/probe?profile=held",
        "/probe?profile=" + urllib.parse.quote(LOGIN["password"]),
        "/healthz",
    ):
        answer = asked(exporter, target)[1]
        for name in ("username", "password", "access_key", "access_secret"):
            assert LOGIN[name] not in answer


def test_a_probe_looks_at_one_site_now_and_those_who_ask_together_share_it(exporter, world):
    """Ten ask at the same time: the gateway is asked for one examination."""
    asked(exporter, "/probe?profile=counted")
    time.sleep(5.2)  # until the first report is no longer good
    before = len([one for one in world[1] if one.method == "POST"])
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _n: asked(exporter, "/probe?profile=counted"), range(10)))
    assert {status for status, _ in answers} == {200}
    assert len({text for _, text in answers}) == 1
    assert len([one for one in world[1] if one.method == "POST"]) == before + 1
    labels = {dict(labels).get("profile") for (_, labels) in samples(answers[0][1])}
    assert labels == {"counted"}


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/probe?profile=unknown", 404),
        ("/probe?profile=../well", 404),
        ("/probe?profile=http://127.0.0.1/", 404),
        ("/probe", 400),
        ("/probe?profile=well&profile=held", 400),
        ("/other", 404),
        ("/healthz", 200),
        ("/", 200),
    ],
)
def test_only_known_sites_can_be_probed(exporter, target, status):
    """Whatever else is asked for is refused in a sentence that repeats nothing of it."""
    answered, text = asked(exporter, target)
    assert (answered, "unknown" in text, "http:" in text, "Traceback" in text) == (status, False, False, False)


def test_other_methods_are_refused_and_a_head_has_no_body(exporter):
    """GET and HEAD."""
    assert asked(exporter, "/metrics", "HEAD") == (200, "")
    assert asked(exporter, "/metrics", "POST")[0] == 501


def test_somebody_who_says_nothing_keeps_nobody_waiting(exporter):
    """Open connections that never ask do not use up the room for those who do."""
    with contextlib.ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(socket.create_connection(("127.0.0.1", exporter), timeout=5))
        assert asked(exporter, "/healthz") == (200, "ok\n")


def test_it_stops_at_once_and_cleanly(world):
    """SIGTERM: exit 0, the port is free again, no traceback."""
    with serving(world[0]) as (running, port):
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=10)
        assert (running.returncode, "Traceback" in err, err.splitlines()[-1]) == (0, False, "Ended.")
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", port), timeout=2).close()


@pytest.mark.parametrize(
    ("address", "said"), [("9105", "is no address"), (":99999", "is no address"), (":x", "is no address")]
)
def test_a_wrong_address_is_one_sentence(world, address, said):
    """Exit 3."""
    command = [sys.executable, "-m", "cccdiag", "check", "--demo", "--serve", address]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=30, check=False)
    assert (ran.returncode, said in ran.stderr, "Traceback" in ran.stderr) == (3, True, False)


def test_a_taken_port_is_one_sentence(exporter):
    """Exit 3, with the address."""
    command = [sys.executable, "-m", "cccdiag", "check", "--demo", "--serve", f":{exporter}"]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=30, check=False)
    assert (ran.returncode, f"cannot listen on 127.0.0.1:{exporter}" in ran.stderr) == (3, True)


CONFIG = """\
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: cccdiag
    static_configs: [{{targets: ['127.0.0.1:{port}']}}]
  - job_name: probes
    metrics_path: /probe
    static_configs: [{{targets: [held]}}]
    relabel_configs:
      - {{source_labels: [__address__], target_label: __param_profile}}
      - {{target_label: __address__, replacement: '127.0.0.1:{port}'}}
"""


def test_a_real_prometheus_scrapes_it(exporter, tmp_path):
    """Both ways: all sites of the last look, and one site by probe."""
    binary = shutil.which("prometheus") or missing("no Prometheus was found: apt install prometheus")
    (tmp_path / "prometheus.yml").write_text(CONFIG.format(port=exporter), encoding="utf-8")
    port = loopback.closed_port()
    command = [binary, f"--config.file={tmp_path}/prometheus.yml", f"--storage.tsdb.path={tmp_path}/data",
               f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            found = until(lambda: len(told(port, "cccdiag_healthy")) == 4, lambda: told(port, "cccdiag_healthy"))
        finally:
            running.terminate()
            running.wait(20)
    seen = {(one["metric"]["job"], one["metric"]["profile"]): one["value"][1] for one in found}
    assert seen == {
        ("cccdiag", "well"): "1",
        ("cccdiag", "held"): "0",
        ("cccdiag", "counted"): "1",
        ("probes", "held"): "0",
    }


def told(port, query):
    with contextlib.suppress(OSError), urllib.request.urlopen(
        f"http://127.0.0.1:{port}/api/v1/query?query={query}", timeout=5
    ) as answer:  # fmt: skip
        return json.load(answer)["data"]["result"]
    return []


def until(holds, value):
    stop = threading.Event()
    for _ in range(150):
        if holds():
            break
        stop.wait(0.1)
    return value()
