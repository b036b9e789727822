"""Secrets are not printed, whatever prints them."""

import copy
import json
import pickle
import traceback
from dataclasses import asdict, fields

import orjson
import pytest

from streams.secret import Secret
from streams.settings import Settings, from_environment, to_environment
from streams.view.projection import Projection
from tests.view.sample import state_of

TELLTALE = "telltale-7f3a"
SECRETS = [f.name for f in fields(Settings) if f.type is Secret]


def settings() -> Settings:
    return Settings(
        brokers="kafka.example:9093",
        kafka_security="sasl_tls",
        kafka_user="lagebild",
        kafka_password=TELLTALE,
        web_token=TELLTALE,
    )


def test_the_password_and_the_token_are_secrets() -> None:
    assert SECRETS == ["kafka_password", "web_token"]


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("show", [str, repr, "{}".format, lambda secret: f"{secret!s:>5}"])
def test_a_secret_prints_as_stars(name: str, show) -> None:
    shown = show(getattr(settings(), name))
    assert TELLTALE not in shown
    assert "***" in shown


@pytest.mark.parametrize(
    "show", [repr, lambda s: repr(asdict(s)), lambda s: repr(vars(s)), lambda s: repr(copy.copy(s))]
)
def test_settings_print_as_stars_whatever_is_made_of_them(show) -> None:
    shown = show(settings())
    assert TELLTALE not in shown
    assert shown.count("***") == len(SECRETS)


def test_a_traceback_with_all_its_variables_has_no_secret() -> None:
    def fails(settings: Settings) -> None:
        as_dict, token = asdict(settings), settings.web_token
        raise ValueError(f"of {settings}, {as_dict}, {token}")

    try:
        fails(settings())
    except ValueError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "as_dict" in shown
    assert TELLTALE not in shown


def test_what_the_view_holds_has_no_secret() -> None:
    assert TELLTALE not in repr(state_of(Projection(1), token=TELLTALE))


@pytest.mark.parametrize("dump", [json.dumps, orjson.dumps])
def test_a_secret_cannot_become_json(dump) -> None:
    with pytest.raises(TypeError):
        dump({"token": settings().web_token})


def test_a_child_process_gets_the_secret_and_an_empty_one_is_none() -> None:
    told = to_environment(settings())
    assert told["LAGEBILD_KAFKA_PASSWORD"] == TELLTALE
    assert from_environment(told) == settings()
    assert pickle.loads(pickle.dumps(settings())) == settings()
    assert (bool(Settings().web_token), str(Settings().web_token)) == (False, "")
    assert settings() != settings().with_(web_token="another")
