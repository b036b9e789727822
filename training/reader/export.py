"""A trained reader as what is shipped: two networks in int8 for onnxruntime, the pieces in 4 bits, figures beside."""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.reader import vocabulary
from training.reader.network import WIDTH, Reader
from training.reader.pretrained import BLOCK, Pretrained, model_path

OPSET = 17


def export(reader: Reader, pretrained: Pretrained, folder: Path, facts: dict) -> None:
    """`lower.onnx`, `upper.onnx`, `links.npz`, `pieces.model.xz`, `characters.tsv`, `pieces.q4` and `reader.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    reader.eval()
    x, trigger = torch.randn(2, 9, WIDTH), torch.zeros(2, 9)
    trigger[:, 3] = 1.0
    some = {0: "windows", 1: "pieces"}
    _network(
        _Whole(reader.lower), (x,), folder / "lower.onnx", ["embedded"], ["vectors", "names", "triggers"],
        dict.fromkeys(("embedded", "vectors", "names", "triggers"), some),
    )  # fmt: skip
    _network(
        _Marked(reader.upper), (x, trigger), folder / "upper.onnx", ["vectors", "trigger"], ["roles", "says"],
        {"vectors": some, "trigger": some, "roles": some, "says": {0: "windows"}},
    )  # fmt: skip
    links = {name: parameter.detach().numpy().astype(np.float16) for name, parameter in reader.links.named_parameters()}
    np.savez(folder / "links.npz", **links)
    vocabulary.save(folder, pretrained)
    _rows(folder / "pieces.q4", len(pretrained.pieces))
    facts = {"begin": pretrained.begin, "end": pretrained.end, "unknown": pretrained.unknown, **facts}
    (folder / "reader.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")


class _Whole(nn.Module):
    """The lower layers over windows without padding, which need no mask."""

    def __init__(self, lower: nn.Module) -> None:
        super().__init__()
        self.lower = lower

    def forward(self, embedded: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return self.lower(embedded, None)


class _Marked(nn.Module):
    """Likewise the upper ones."""

    def __init__(self, upper: nn.Module) -> None:
        super().__init__()
        self.upper = upper

    def forward(self, vectors: Tensor, trigger: Tensor) -> tuple[Tensor, Tensor]:
        return self.upper(vectors, None, trigger)


def _network(
    module: nn.Module, example: tuple[Tensor, ...], path: Path, inputs: list, outputs: list, axes: dict
) -> None:
    whole = path.with_suffix(".float.onnx")
    torch.onnx.export(
        module, example, str(whole), input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=OPSET,
        dynamo=False,
    )  # fmt: skip
    onnx.checker.check_model(str(whole))
    quantize_dynamic(
        str(whole), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=False,
        op_types_to_quantize=["MatMul", "Gemm"], extra_options={"MatMulConstBOnly": True},
    )  # fmt: skip
    whole.unlink()


def _rows(path: Path, count: int) -> None:
    """The encoder's own 4-bit blocks, as they are: nothing is lost by them."""
    data = model_path().read_bytes()
    blocks = WIDTH // BLOCK
    size = count * blocks * (2 + BLOCK // 2)
    at = _offset(data, "emb.word")
    path.write_bytes(data[at : at + size])


def _offset(data: bytes, name: str) -> int:
    """Where a tensor begins: the directory holds name, type, count, offset, size."""
    entry = data.index(name.encode() + b"\x01") if name.encode() + b"\x01" in data else data.index(name.encode())
    at = entry + len(name) + 1 + 4
    return int.from_bytes(data[at : at + 8], "little")
