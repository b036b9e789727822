"""The reader as a network: lower layers of the encoder see a window once, upper ones once for each trigger in it.

A trigger's pieces get a mark before the upper layers, so that the sides they find are the sides of that trigger.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from streams.reading.labels import DEED, FLAGS, LINKS, NAMES, ROLES, TRIGGERS
from training.reader.grammar import ARGUMENTS

WIDTH = 384
LINK = 128
OUTPUTS = sum(map(len, DEED.values())) + len(FLAGS)


class Layer(nn.Module):
    """A layer of the encoder as BERT has it: attention, then two layers of perceptrons, each added and normalised."""

    def __init__(self, heads: int, epsilon: float, inner: int = 1536) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, epsilon)
        self.up = nn.Linear(WIDTH, inner)
        self.down = nn.Linear(inner, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, epsilon)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """`x` [n, pieces, 384]; `mask` [n, 1, 1, pieces], 0 at a piece and a large negative number else, or None."""
        n, length, _ = x.shape
        q, k, v = self.qkv(x).view(n, length, 3, self.heads, WIDTH // self.heads).permute(2, 0, 3, 1, 4)
        if self.training:
            seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        else:
            scores = q @ k.transpose(2, 3) * (WIDTH // self.heads) ** -0.5
            seen = (scores if mask is None else scores + mask).softmax(-1) @ v
        x = self.norm1(x + self.drop(self.out(seen.transpose(1, 2).reshape(n, length, WIDTH))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Lower(nn.Module):
    """Embedded pieces -> vectors, names, triggers."""

    def __init__(self, layers: int, heads: int, epsilon: float, positions: int = 512) -> None:
        super().__init__()
        self.position = nn.Parameter(torch.zeros(positions, WIDTH))
        self.norm = nn.LayerNorm(WIDTH, epsilon)
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(heads, epsilon) for _ in range(layers))
        self.names = nn.Linear(WIDTH, len(NAMES))
        self.triggers = nn.Linear(WIDTH, len(TRIGGERS))

    def forward(self, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.drop(self.norm(embedded + self.position[: embedded.shape[1]]))
        for layer in self.layers:
            x = layer(x, mask)
        return x, self.names(x), self.triggers(x)


class Upper(nn.Module):
    """Vectors of a window and one trigger of it -> roles of all pieces, what the trigger says, vectors for links."""

    def __init__(self, layers: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.mark = nn.Parameter(torch.randn(WIDTH) * 0.5)  # about as large as what it is added to
        self.layers = nn.ModuleList(Layer(heads, epsilon) for _ in range(layers))
        self.piece = nn.Linear(WIDTH, WIDTH)
        self.of_trigger = nn.Linear(WIDTH, WIDTH, bias=False)
        self.roles = nn.Linear(WIDTH, len(ROLES))
        self.inner = nn.Linear(2 * WIDTH, WIDTH)
        self.deed = nn.Linear(WIDTH, OUTPUTS)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor, trigger: Tensor) -> tuple[Tensor, Tensor]:
        """`trigger` [n, pieces]: 1 / number of pieces on those of the trigger, 0 else."""
        given, pooled = self.seen(x, mask, trigger)
        return self.roles(given), self.deed(self.drop(F.gelu(self.inner(pooled))))

    def seen(self, x: Tensor, mask: Tensor, trigger: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors of the pieces given the trigger, and of the trigger below and above."""
        y = x + (trigger > 0).to(x.dtype).unsqueeze(-1) * self.mark
        for layer in self.layers:
            y = layer(y, mask)
        below, above = trigger.unsqueeze(1) @ x, trigger.unsqueeze(1) @ y
        given = self.drop(F.gelu(self.piece(y) + self.of_trigger(above)))
        return given, torch.cat([below, above], -1).squeeze(1)


class Links(nn.Module):
    """Vectors of the mentions of a window -> for each, which other it is, or which it belongs to; column 0: none."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(2 * WIDTH, len(LINKS) * LINK)
        self.key = nn.Linear(2 * WIDTH, len(LINKS) * LINK)
        self.none = nn.Parameter(torch.zeros(len(LINKS), LINK))

    def forward(self, first: Tensor, last: Tensor) -> Tensor:
        """[mentions, 384] twice -> [links, mentions, 1 + mentions]."""
        both = torch.cat([first, last], -1)
        query = self.query(both).view(-1, len(LINKS), LINK).transpose(0, 1)
        key = self.key(both).view(-1, len(LINKS), LINK).transpose(0, 1)
        key = torch.cat([self.none.unsqueeze(1), key], 1)
        return query @ key.transpose(1, 2) * LINK**-0.5


class Reader(nn.Module):
    def __init__(self, lower: int, upper: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.lower, self.upper = Lower(lower, heads, epsilon), Upper(upper, heads, epsilon)
        self.links = Links()
        self.grammar = nn.Linear(WIDTH, len(ARGUMENTS))  # teaches the upper layers, is not shipped


def begin(reader: Reader, tensors: dict) -> None:
    """Gives the reader the pretrained weights: lower layers first, the upper ones those that follow."""

    def put(parameter: Tensor, *names: str) -> None:
        value = torch.cat([torch.from_numpy(tensors[name]) for name in names])
        parameter.data.copy_(value)

    reader.lower.position.data.copy_(torch.from_numpy(tensors["emb.pos"] + tensors["emb.type"][0]))
    put(reader.lower.norm.weight, "emb.ln.w")
    put(reader.lower.norm.bias, "emb.ln.b")
    for number, layer in enumerate([*reader.lower.layers, *reader.upper.layers]):
        for kind in ("w", "b"):
            attribute = "weight" if kind == "w" else "bias"
            put(getattr(layer.qkv, attribute), *(f"l{number}.{part}.{kind}" for part in "qkv"))
            for module, part in (
                (layer.out, "ao"), (layer.norm1, "aln"), (layer.up, "fi"), (layer.down, "fo"), (layer.norm2, "oln"),
            ):  # fmt: skip
                put(getattr(module, attribute), f"l{number}.{part}.{kind}")
