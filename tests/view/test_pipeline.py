import csv
import io
import json

import msgspec

from streams.records import Pipeline, encode
from streams.view.answers import PipelineAnswer
from streams.view.flow import PartitionState, PipelineState, WorkerState
from tests.view.sample import NOW, article, client_of, event, projection_of, state_of

STATE = PipelineState(
    at=NOW,
    partitions=(PartitionState("articles.raw", 0, 3, 10, 8, 2),),
    workers=(WorkerState("enrich", "faust-1", "127.0.0.1", ("articles.raw/0",)),),
    rebalances=4,
    facts={"process pool": "2 processes"},
)


def some():
    projection = projection_of(article("a", events=[event()]), article("=1+1", events=[event(id="e2")]))
    headers = {
        "error.code": b"not-json",
        "error.reason": b"Expected an object",
        "origin.topic": b"articles.raw",
        "origin.partition": b"0",
        "origin.offset": b"5",
    }
    projection.rejected(b"key", b'{"title": "\xff', headers, 0, 0)
    return state_of(projection, pipeline=lambda: STATE)


async def get(path: str, status: int = 200):
    async with client_of(some()) as client, client.get(path) as answer:
        assert answer.status == status
        return await answer.read(), answer.headers


async def test_the_pipeline_page_shows_partitions_workers_models_and_originals():
    page = (await get("/pipeline"))[0].decode()
    for words in (
        "articles.raw",
        "faust-1",
        "articles.raw/0",
        "Process pool",
        "2 processes",
        "not-json",
        "En</dt><dd>1.0",
    ):
        assert words in page
    assert "{&#34;title&#34;: &#34;\\xff" in page
    assert "from articles.raw/0/5" in page


async def test_the_pipeline_answer_has_the_same():
    answer = msgspec.json.decode((await get("/api/pipeline"))[0], type=PipelineAnswer)
    assert answer.partitions == STATE.partitions
    assert answer.workers == STATE.workers
    assert answer.rejected == {"not-json": 1}
    assert answer.samples[0].original == '{"title": "\\xff'
    assert answer.models == {"pipeline": "0.1.0", "en": "1.0"}
    assert answer.lag == {0: 0, 1: 3}


async def test_lists_can_be_taken_as_csv():
    body, headers = await get("/api/events?format=csv")
    lines = list(csv.DictReader(io.StringIO(body.decode())))
    assert headers["Content-Disposition"] == 'attachment; filename="events.csv"'
    assert [line["category"] for line in lines] == ["THREATEN", "THREATEN"]
    assert json.loads(lines[0]["actor"])["code"] == "RU"


async def test_csv_cells_are_no_formulas():
    lines = list(csv.DictReader(io.StringIO((await get("/api/articles?format=csv"))[0].decode())))
    assert {line["id"] for line in lines} == {"a", "'=1+1"}


async def test_the_pipelines_lists_can_be_taken_as_csv_one_by_one():
    for table, words in (("partitions", b"articles.raw,0,3,10,8,2"), ("workers", b"faust-1"), ("samples", b"not-json")):
        body, headers = await get(f"/api/pipeline?format=csv&table={table}")
        assert words in body
        assert table in headers["Content-Disposition"]
    await get("/api/pipeline?format=csv&table=users", status=400)


async def test_the_models_of_all_languages_are_shown_in_the_version_used_last():
    made = [Pipeline(version="2", models={"de": "1.1"}), Pipeline(version="1", models={"de": "1.0", "en": "3"})]
    articles = [article(str(n), seconds_ago=9 * n, pipeline=one) for n, one in enumerate(made)]
    view = state_of(projection_of(*articles))
    view.projection.enriched(encode(article("foreign")).replace(b'"pipeline"', b'"pipe"'), 0, 9, NOW)
    async with client_of(view) as client, client.get("/api/pipeline") as answer:
        assert (await answer.json())["models"] == {"pipeline": "2", "de": "1.1", "en": "3"}
