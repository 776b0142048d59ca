"""A folded case or house as bytes, kept so that nothing has to be replayed to go on. Always the fold of the log: `rebuild --check`."""

from decimal import Decimal

import msgspec

from dinh.engine.record.case import Case
from dinh.engine.record.house import House

_encoder = msgspec.json.Encoder(decimal_format="number", order="deterministic")
_case = msgspec.json.Decoder(Case, float_hook=Decimal)
_house = msgspec.json.Decoder(House, float_hook=Decimal)

encoded = _encoder.encode


def case_of(snapshot: bytes) -> Case:
    return _case.decode(snapshot)


def house_of(snapshot: bytes) -> House:
    return _house.decode(snapshot)
