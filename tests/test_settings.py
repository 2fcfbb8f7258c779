"""schedule.yaml: what loads, and what is said about each thing that is wrong."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.model import CircleSettings, DemandSettings, EngineSettings, MatchSettings, Settings, SourcePlan
from pipeline.model.unattended import LogSettings, MonitorSettings, NotifySettings
from pipeline.settings import EXAMPLE_CONTACT, load_settings

GOOD = 'timezone: America/New_York\ncontact: a@b.org\nnight: {at: "02:30"}\n'


@pytest.fixture
def load(tmp_path: Path):
    def write_and_load(text: str) -> Settings:
        path = tmp_path / "schedule.yaml"
        path.write_text(text, encoding="utf-8")
        return load_settings(path)

    return write_and_load


def error_of(load, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(text)
    message = str(caught.value)
    assert all("schedule.yaml: " in line for line in message.splitlines())
    return message


def test_the_committed_file_loads_and_shows_the_defaults(root):
    committed = load_settings(root / "schedule.yaml")
    assert committed.timezone == "America/New_York"
    assert committed.night.at == "02:30"
    assert committed.contact == EXAMPLE_CONTACT
    assert committed.match == MatchSettings()
    assert committed.demand == DemandSettings()
    assert committed.circle == CircleSettings()
    assert (committed.notify, committed.logs) == (NotifySettings(), LogSettings())
    assert committed.monitor == MonitorSettings()


def test_the_commented_examples_load_too(root, load):
    lines = (root / "schedule.yaml").read_text(encoding="utf-8").splitlines()
    starts = (
        "# backup:",
        "# gateway:",
        "# politeness:",
        "# sources:",
        "# strategic_goals:",
        "# notify:",
        "# lake:",
        "# serve:",
        "# engine:",
        "#   ",
    )
    text = "\n".join(line[2:] if line.startswith(starts) else line for line in lines)
    loaded = load(text)
    assert loaded.gateway == "http://127.0.0.1:8099"
    assert loaded.lake is not None
    assert (loaded.lake.library, loaded.lake.data) == ("springfield", "/srv/lake")
    assert loaded.backup.keep == 8
    assert loaded.engine == EngineSettings(
        kind="dask",
        scheduler="tls://cluster.library.example.org:8786",
        tls_ca_file="/etc/circlewise/ca.pem",
        tls_cert_file="/etc/circlewise/cert.pem",
        tls_key_file="/etc/circlewise/key.pem",
        folder="/srv/circlewise/shared",
    )
    assert loaded.notify.after_run is True
    assert loaded.notify.admin_env == "CIRCLEWISE_NOTIFY_ADMIN"
    assert loaded.serve.proxies == ("127.0.0.1",)
    assert loaded.politeness == {"delay_seconds": 2}
    assert loaded.sources["some_source"].weekdays == ("sunday",)
    assert loaded.sources["another_source"].is_enabled is False


def test_what_is_left_out_has_its_default(load):
    assert load(GOOD + "sources: {edx: {}}\n").sources == {"edx": SourcePlan()}


def test_a_time_without_quotes_is_a_time_not_a_count_of_minutes(load):
    assert load("timezone: UTC\ncontact: a@b.org\nnight:\n  at: 02:30\n").night.at == "02:30"


def test_words_that_yaml_1_1_takes_for_booleans_stay_words(load):
    assert load(GOOD + "circle: {languages: [no, en]}").circle.languages == ("no", "en")


@pytest.mark.parametrize(
    ("addition", "told"),
    [
        ("grace_hours: 0", ["grace_hours: found 0, expected a number from 1 to 24"]),
        ("grace_hours: '6'", ["grace_hours: found '6', expected a number: a night that could not start"]),
        ("grace_hour: 6", ["grace_hour: found a key that is not known; is `grace_hours` meant?"]),
        ("keep_builds: true", ["keep_builds: found true, expected a whole number"]),
        ("keep_builds: 1.5", ["keep_builds: found 1.5, expected a whole number"]),
        ("keep_builds: 010", ["keep_builds: found '010', expected a whole number"]),
        ("gateway: ftp://x", ["gateway: found 'ftp://x', expected http://HOST:PORT"]),
        ("gateway: http://127.0.0.1:1/path", ["gateway: found"]),
        (
            "serve: {address: 'http://x.example.org'}",
            ["serve.address: found 'http://x.example.org', expected https://"],
        ),
        ("serve: {address: 'https://x.example.org/circles'}", ["without a path"]),
        ("serve: {address: 'https://ada:pw@x.example.org'}", ["serve.address: found"]),
        ("serve: {proxies: [proxy]}", ["serve.proxies[0]: found 'proxy', expected a network address"]),
        ("serve: {proxies: ['0.0.0.0/0']}", ["serve.proxies[0]: found '0.0.0.0/0'", "/8 at the widest"]),
        ("serve: {trusted_header: X-Remote-User}", ["serve.trusted_header: found", "expected serve.proxies and"]),
        (
            "serve: {trusted_header: 'X: y', proxies: [127.0.0.1], address: 'https://x.example.org'}",
            ["serve.trusted_header: found 'X: y', expected a name"],
        ),
        ("serve: {idle_minutes: 1}", ["serve.idle_minutes: found 1, expected a number from 5 to 1,440"]),
        ("sources:", ["sources: found nothing, expected keys with values below it (remove the key"]),
        ("sources: {edx: {weekdays: monday}}", ["sources.edx.weekdays: found 'monday', expected a list"]),
        ("sources: {edx: {weekdays: [0]}}", ["sources.edx.weekdays[0]: found 0, expected a weekday by name"]),
        ("sources: {edx: {weekdays: ['0']}}", ["found '0', expected a weekday by name", "numbers are refused"]),
        ("sources: {edx: {weekdays: [mon]}}", ["found 'mon', expected a weekday by name"]),
        ("sources: {edx: {weekdays: []}}", ["sources.edx.weekdays: found an empty list"]),
        ("sources: {edx: {weekdays: [monday, monday]}}", ["sources.edx.weekdays: found a day twice"]),
        ("sources: {edx: {is_enabled: yes}}", ["sources.edx.is_enabled: found 'yes', expected true or false"]),
        ("sources: {edx: {is_enable: false}}", ["sources.edx.is_enable: found a key", "is `is_enabled` meant?"]),
        ("sources: {edx: {expect: {fill_rate: 1}}}", ["sources.edx.expect.fill_rate: found a key that cannot be set"]),
        ("sources: {edx: {expect: {max_drop_pct: 101}}}", ["max_drop_pct: found 101, expected a number from 0 to 100"]),
        (
            "sources: {edx: {expect: {min_listings: 0}}}",
            ["sources.edx.expect.min_listings: found 0, expected a number from 1 to 10,000,000"],
        ),
        (
            "sources: {edx: {politeness: {retries: 1.5}}}",
            ["politeness.retries: found 1.5, expected a whole number: tries"],
        ),
        ("politeness: {delay_seconds: -1}", ["politeness.delay_seconds: found -1, expected a number from 0"]),
        ("politeness: {delay: 1}", ["politeness.delay: found a key that cannot be set here, expected one of delay_"]),
        ("match: {min_confidence: 1.5}", ["match.min_confidence: found 1.5, expected a number from 0 to 1"]),
        (
            "demand: {min_group: 1}",
            ["demand.min_group: found 1, expected a number from 2 to 1,000: groups smaller than"],
        ),
        ("circle: {min_score_share: 2}", ["circle.min_score_share: found 2, expected a number from 0 to 1"]),
        ("circle: {max_weekly_hours: 0.4}", ["circle.max_weekly_hours: found 0.4, expected a number from 0.5 to 60"]),
        ("sources: {edx: {expect: {total_tolerance_pct: 101}}}", ["expect.total_tolerance_pct: found 101, expected"]),
        ("circle: {min_weeks: 9, max_weeks: 8}", ["circle.min_weeks: found 9, expected no more than circle.max_weeks"]),
        ("circle: {languages: []}", ["circle.languages: found an empty list"]),
        ("circle: {languages: [English]}", ["circle.languages[0]: found 'English', expected a BCP 47 tag"]),
        ("circle: []", ["circle: found [], expected keys with values below it"]),
        ("keep_builds: 3\nkeep_builds: 4", ["line 5, column 1: found the key `keep_builds` a second time"]),
        ("sources: {1: {}}", ["line 4, column 11: found the key 1, which is not text"]),
        ("keep_builds: [", ["line 5, column 1", "expected plain YAML"]),
        ("keep_builds: &x 3\ngrace_hours: *x", ["line 5, column 14: found an alias (*name)"]),
        ("grace_hours: 1e999", ["line 4, column 14: found 1e999, which is too large"]),
        ("keep_builds: 99999999999999999999", ["keep_builds: found 1e+20, expected a whole number"]),
        ("grace_hours: .nan", ["grace_hours: found '.nan', expected a number"]),
        ("grace_hours: !!python/object:os.system x", ["line 4, column 14: found an alias (*name) or a tag (!name)"]),
        ("grace_hours: !!binary aGk=", ["line 4, column 14: found an alias (*name) or a tag (!name)"]),
    ],
)
def test_each_mistake_is_told_in_a_sentence(load, addition, told):
    message = error_of(load, GOOD + addition + "\n")
    for words in told:
        assert words in message


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("timezone", "Miami", "timezone: found 'Miami', expected the IANA name"),
        ("timezone", "America", "timezone: found 'America'"),
        ("timezone", "../etc/passwd", "timezone: found '../etc/passwd'"),
        ("timezone", '""', "timezone: found ''"),
        ("timezone", "5", "timezone: found 5, expected text: IANA name"),
        ("contact", '""', "contact: found ''"),
        ("contact", '"a@b\\r\\nX: y"', "contact: found 'a@b\\r\\nX: y'"),
        ("night", '{at: "2:30"}', "night.at: found '2:30', expected local time as HH:MM"),
        ("night", '{at: "24:00"}', "night.at: found '24:00'"),
        ("night", "{at: 150}", "night.at: found 150, expected text: local time as HH:MM"),
        ("night", "{}", "night.at: found nothing, expected local time as HH:MM"),
        ("night", '{at: "02:30", weekdays: [1]}', "night.weekdays[0]: found 1, expected a weekday by name"),
        ("night", '{at: "02:30", jitter_minutes: -1}', "night.jitter_minutes: found -1"),
    ],
)
def test_each_required_key_is_checked(load, key, value, told):
    values = {"timezone": "UTC", "contact": "a@b.org", "night": '{at: "02:30"}'} | {key: value}
    assert told in error_of(load, "\n".join(f"{name}: {text}" for name, text in values.items()))


@pytest.mark.parametrize(
    "addition",
    [
        "notify: {digest_env: 'mailtos://rosa:hunter22@h.org'}",
        "notify: {admin_env: hunter22}",
        "notify: 'slack://hunter22/x'",
        "notify: ['slack://hunter22/x']",
        "notify: {urls: 'mailto://rosa:hunter22@h.org'}",
        "notify: {after_run: 'tgram://hunter22'}",
        "gateway: 'http://rosa:hunter22@h.org'",
    ],
)
def test_an_address_in_the_wrong_place_is_told_without_its_password(load, addition):
    message = error_of(load, GOOD + addition + "\n")
    assert message.splitlines()[0].partition(": ")[2].startswith(addition.partition(":")[0])
    assert "hunter22" not in message


def test_several_mistakes_are_all_told(load):
    message = error_of(load, "timezone: UTC\nnight: {at: 5, when: 6}\ngrace_hours: x\n")
    assert len(message.splitlines()) == 4
    for key in ("night.at:", "night.when:", "contact:", "grace_hours:"):
        assert key in message


def test_a_file_without_keys_and_a_file_that_is_not_there(load, tmp_path):
    assert "the file is nothing, expected keys" in error_of(load, "")
    assert "the file is 'hello'" in error_of(load, "hello")
    with pytest.raises(SettingsError, match=r"none\.yaml: not found"):
        load_settings(tmp_path / "none.yaml")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"contact: \xe9")
    with pytest.raises(SettingsError, match=r"latin\.yaml: cannot be read .*UTF-8"):
        load_settings(tmp_path / "latin.yaml")


def test_deep_nesting_is_an_error_not_a_crash(load):
    assert "expected plain YAML" in error_of(load, "[" * 5000)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_loads_or_is_a_settings_error(load, text):
    with contextlib.suppress(SettingsError):
        assert isinstance(load(GOOD + "sources: " + text), Settings)


TLS = "tls_ca_file: /a/ca.pem, tls_cert_file: /a/cert.pem, tls_key_file: /a/key.pem"


@pytest.mark.parametrize("scheduler", ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"])
def test_a_cluster_on_this_machine_needs_no_tls(load, scheduler):
    engine = load(GOOD + f'engine: {{kind: dask, scheduler: "{scheduler}"}}\n').engine
    assert (engine.kind, engine.scheduler) == ("dask", scheduler)


def test_the_engine_may_be_one_word(load):
    assert load(GOOD + "engine: local\n").engine == EngineSettings()
    with pytest.raises(SettingsError, match=r"engine\.kind: "):
        load(GOOD + "engine: ray\n")
    with pytest.raises(SettingsError, match=r"engine\.scheduler: found nothing"):
        load(GOOD + "engine: dask\n")


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("kind: dask", "engine.scheduler: found nothing, expected tls://HOST:PORT"),
        ("kind: dask, scheduler: tcp://10.0.0.5:8786", "engine.scheduler: found "),
        ("kind: dask, scheduler: http://127.0.0.1:8786", "engine.scheduler: found "),
        ("kind: dask, scheduler: tls://10.0.0.5:8786", "engine: expected tls_ca_file, tls_cert_file and tls_key_file"),
        (f"kind: dask, scheduler: tcp://127.0.0.1:8786, {TLS}", "engine: expected tls_ca_file"),
        ("kind: dask, scheduler: tls://10.0.0.5:8786, tls_ca_file: /a/ca.pem", "engine: expected tls_ca_file"),
        ("kind: dask, scheduler: tls://10.0.0.5:8786, tls_ca_file: ca.pem", "engine.tls_ca_file: found "),
        ("scheduler: tcp://127.0.0.1:8786", "engine.kind: found local beside settings of a cluster"),
        ("kind: ray", "engine.kind: "),
        ("kind: dask, scheduler: tcp://127.0.0.1:8786, folder: shared", "engine.folder: found "),
        ("folder: /srv/shared", "engine.kind: found local beside settings of a cluster"),
        ("kind: dask, idle_seconds: 0", "engine.idle_seconds: "),
    ],
)
def test_a_cluster_that_could_not_be_used_safely_is_refused(load, said, key):
    assert key in error_of(load, GOOD + f"engine: {{{said}}}\n")
