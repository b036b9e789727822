"""The page and the answer about the pipeline itself."""

from typing import Any

import msgspec
from msgspec import Struct

from streams.records import Pipeline
from streams.view.answers import PipelineAnswer, RejectedSample, State
from streams.view.projection import Projection
from streams.view.state import ViewState

MODELS_FROM = 50
"""Articles that are asked for their models: each language has its own."""


class _Made(Struct):
    pipeline: Pipeline


_decode = msgspec.json.Decoder(_Made).decode


def pipeline_answer(view: ViewState) -> PipelineAnswer:
    projection, flow, state = view.projection, view.flow, view.pipeline()
    rejections = projection.rejections
    return PipelineAnswer(
        version=view.version,
        live=State(*flow.live()),
        ready=State(*flow.ready()),
        throughput_per_s=round(projection.throughput(view.clock()), 3),
        latency_s=projection.latency(),
        lag=dict(sorted(flow.lag().items())),
        committed_at=flow.committed_at(),
        articles_held=len(projection.rows),
        rejected=dict(rejections.by_code.most_common()),
        samples=[
            RejectedSample(
                code=sample.code,
                reason=sample.reason,
                at=sample.at,
                key=sample.key,
                original=sample.value.decode("utf-8", "backslashreplace"),
                bytes=sample.size,
                origin=sample.origin,
                partition=sample.partition,
                offset=sample.offset,
                hidden=sample.hidden,
            )
            for code in rejections.by_code
            for sample in rejections.samples(code)
        ],
        unreadable=projection.unreadable,
        models=_models(projection),
        partitions=state.partitions,
        workers=state.workers,
        rebalances=state.rebalances,
        facts=dict(state.facts),
        at=state.at,
    )


def pipeline_model(view: ViewState) -> dict[str, Any]:
    answer = pipeline_answer(view)
    samples: dict[str, list[RejectedSample]] = {}
    for sample in answer.samples:
        samples.setdefault(sample.code, []).append(sample)
    return {"answer": answer, "samples": samples, "now": view.clock(), "lag": sum(answer.lag.values())}


def _models(projection: Projection) -> dict[str, str]:
    """What produced the latest articles: `pipeline` and each model, in the version that was used last."""
    found: dict[str, str] = {}
    for row in projection.latest(MODELS_FROM):
        if value := projection.whole(row.id):
            try:
                made_by = _decode(value).pipeline
            except msgspec.MsgspecError:
                continue
            found = {"pipeline": made_by.version, **made_by.models} | found
    return found
