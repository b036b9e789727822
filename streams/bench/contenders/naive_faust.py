"""A Faust agent as one writes it first: the work is done in the agent, each record is sent and awaited.

`python -m streams.bench.contenders.naive_faust pipelines|enrich worker`: the job, then Faust's own command line.
Faust's defaults throughout, at least once.
"""

import os
import sys

import faust
from faust.types import StreamT

from streams import topics
from streams.address import bootstrap_servers
from streams.bench.contenders import FAUST_GROUP
from streams.bench.contenders.job import JOBS, OUTPUTS, Job
from streams.delivery.pipeline import raw_record
from streams.settings import Settings, from_environment


def make_app(settings: Settings, job: Job) -> faust.App:
    app = faust.App(
        settings.topic_prefix + FAUST_GROUP,
        broker=[f"kafka://{server}" for server in bootstrap_servers(settings)],
        datadir=str(settings.data_folder / f"faust-{os.getpid()}"),
        topic_allow_declare=False,
        topic_disable_leader=True,
        producer_max_request_size=settings.enriched_limit_bytes,
    )
    plain = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
    raw = app.topic(topics.topic_name(settings, topics.RAW), **plain)
    outputs = {base: app.topic(topics.topic_name(settings, base), **plain) for base in OUTPUTS}

    @app.agent(raw)
    async def analyse(stream: StreamT) -> None:
        async for event in stream.events():
            for base, key, value, headers in job(raw_record(event.message)):
                await outputs[base].send(key=key, value=value, headers=list(headers))

    return app


if __name__ == "__main__":
    settings = from_environment()
    job = JOBS[sys.argv.pop(1)](settings)
    make_app(settings, job).main()
