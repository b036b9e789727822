"""Everything that can go wrong, as one tree.

LagebildError
 ├── ConfigurationError       a setting, a file of ours or the installation is wrong; nothing was started
 │    └── ModelError          the reader's model is missing or damaged
 ├── BrokerError              Kafka cannot be started or reached
 ├── FeedError                a source cannot be read any further
 │    └── Overrun             reading it takes longer than its size allows
 ├── DeliveryError            the worker must not go on; its supervisor starts it again
 │    ├── Fenced              another worker owns the partition now
 │    └── PoolBroken          the analysis processes cannot be kept alive
 └── Rejected                 the article cannot be enriched; it goes to `articles.rejected` as it came
      ├── Undecodable
      │    ├── Unreadable     unreadable: its batch is damaged, or packed in a way that no client knows
      │    ├── NullValue      null-value
      │    ├── NotUtf8        not-utf8
      │    ├── NotJson        not-json
      │    └── TooDeep        nested-too-deep
      ├── Invalid
      │    ├── WrongType      wrong-type: the message names the path
      │    ├── BadDate        bad-date
      │    └── EmptyText      empty-text
      ├── TooLarge
      │    ├── TextTooLarge   text-too-large
      │    ├── FieldTooLarge  field-too-large: the message names the path
      │    └── OutputTooLarge output-too-large
      ├── Unpublishable
      │    ├── Embargoed      embargoed
      │    ├── Withheld       withheld
      │    └── Canceled       canceled
      ├── Unwritable          unwritable: Kafka refuses the records that were made of it
      ├── Skipped             skipped: an operator passed it over
      └── AnalysisFailed      analysis-failed: the analysis raised, died or ran past its time limit

Every leaf of `Rejected` has a dead-letter `code`, the value of the `error.code` header.
"""

from typing import ClassVar


class LagebildError(Exception):
    """Base of all errors raised on purpose; `str()` is one line that says what to do."""


class ConfigurationError(LagebildError):
    pass


class ModelError(ConfigurationError):
    pass


class BrokerError(LagebildError):
    pass


class FeedError(LagebildError):
    pass


class Overrun(FeedError):
    pass


class DeliveryError(LagebildError):
    pass


class Fenced(DeliveryError):
    pass


class PoolBroken(DeliveryError):
    pass


class Rejected(LagebildError):
    code: ClassVar[str]


class Undecodable(Rejected):
    pass


class Unreadable(Undecodable):
    code = "unreadable"


class NullValue(Undecodable):
    code = "null-value"


class NotUtf8(Undecodable):
    code = "not-utf8"


class NotJson(Undecodable):
    code = "not-json"


class TooDeep(Undecodable):
    code = "nested-too-deep"


class Invalid(Rejected):
    pass


class WrongType(Invalid):
    code = "wrong-type"


class BadDate(Invalid):
    code = "bad-date"


class EmptyText(Invalid):
    code = "empty-text"


class TooLarge(Rejected):
    pass


class TextTooLarge(TooLarge):
    code = "text-too-large"


class FieldTooLarge(TooLarge):
    code = "field-too-large"


class OutputTooLarge(TooLarge):
    code = "output-too-large"


class Unpublishable(Rejected):
    pass


class Embargoed(Unpublishable):
    code = "embargoed"


class Withheld(Unpublishable):
    code = "withheld"


class Canceled(Unpublishable):
    code = "canceled"


class Unwritable(Rejected):
    code = "unwritable"


class Skipped(Rejected):
    code = "skipped"


class AnalysisFailed(Rejected):
    code = "analysis-failed"


def _leaves(cls: type[Rejected]) -> dict[str, type[Rejected]]:
    subclasses = cls.__subclasses__()
    if not subclasses:
        return {cls.code: cls}
    return {code: leaf for sub in subclasses for code, leaf in _leaves(sub).items()}


REJECTION_CODES: dict[str, type[Rejected]] = _leaves(Rejected)
"""Dead-letter code -> error class, for every leaf of `Rejected`."""
