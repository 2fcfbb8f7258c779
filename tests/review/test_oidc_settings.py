"""What schedule.yaml and the environment say of the library's own sign-in."""

from __future__ import annotations

from pathlib import Path

import pytest
from served import served

from pipeline.errors import UsageError
from pipeline.model import OidcSettings, ServeSettings
from pipeline.settings import load_settings
from pipeline.verbs.serve import _secret

from .conftest import Visit, Watch


def test_without_the_setting_there_is_no_such_door(closed: Path, watch: Watch, visit: Visit) -> None:
    with served(closed, watch) as address:
        reader = visit(address)
        assert reader.get("/oidc").status_code == 404
        assert reader.get("/oidc/back?state=x&code=y").status_code == 404
        assert "/oidc" not in reader.text("/sign-in")


OIDC = "issuer: 'https://sso.example.org', client_id: circles"


@pytest.mark.parametrize(
    ("oidc", "told"),
    [
        ("issuer: 'http://sso.example.org', client_id: circles", "serve.oidc.issuer: found 'http://sso.example.org'"),
        ("issuer: 'http://127.0.0.1:9', client_id: circles", "is_inside: true"),
        ("issuer: 'https://u:p@sso.example.org', client_id: circles", "serve.oidc.issuer"),
        (f"{OIDC}, secret: hunter2", "secret"),
        (f"{OIDC}, secret_env: hunter-2", "name of an environment variable"),
        (f"{OIDC}, scopes: [profile]", "expected `openid` among them"),
        (f"{OIDC}, role_claim: groups", "expected both or neither"),
        (f"{OIDC}, role_claim: groups, roles: {{a: king}}", "roles"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_words(tmp_path: Path, oidc: str, told: str) -> None:
    file = tmp_path / "schedule.yaml"
    file.write_text(f"timezone: UTC\ncontact: t@example.org\nnight: {{at: '02:30'}}\nserve: {{oidc: {{{oidc}}}}}\n")
    with pytest.raises(UsageError) as found:
        load_settings(file)
    assert told in str(found.value)
    assert "hunter" not in str(found.value)


def test_the_secret_comes_from_the_environment_or_a_file_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve = ServeSettings(oidc=OidcSettings(issuer="https://sso.example.org", client_id="c"))
    monkeypatch.delenv("CIRCLEWISE_OIDC_SECRET", raising=False)
    with pytest.raises(UsageError, match="the environment holds no CIRCLEWISE_OIDC_SECRET"):
        _secret(serve)
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("CIRCLEWISE_OIDC_SECRET_FILE", str(tmp_path / "secret"))
    assert _secret(serve) == "from a file"
    monkeypatch.setenv("CIRCLEWISE_OIDC_SECRET", "from the variable")
    assert _secret(serve) == "from the variable"
    assert _secret(ServeSettings()) == ""
