"""Have a head's time stamped by the authority that the profile names (RFC 3161)."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

from django.conf import settings

from dinh.engine.refusal import Refusal, Refused
from dinh.store import timestamps
from dinh.store.timestamps import BadStamp
from dinh.witnesses.delivery import post

ANSWER_BYTES_MAX = 64 * 1024


def stamped(head: dict[str, Any], url: str) -> dict[str, Any]:
    """The head with its `timestamp`. Raises Refused: `witness.unreachable`, `witness.answered`, `timestamp.bad`."""
    from rfc3161_client import (
        HashAlgorithm,
        PKIStatus,
        TimestampRequestBuilder,
        decode_timestamp_response,
    )

    content = timestamps.stamped_content(head)
    request = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
    _, answer = post(url, request.as_bytes(), "application/timestamp-query", ANSWER_BYTES_MAX)
    folder = Path(settings.HOUSE)
    try:
        response = decode_timestamp_response(answer)
        if PKIStatus(response.status) != PKIStatus.GRANTED:
            raise BadStamp(f"status {response.status}")
        if (folder / timestamps.ROOTS).is_file():
            timestamps.verify(folder, response, content, request.nonce)
        elif response.tst_info.message_imprint.message != request.message_imprint.message:
            raise BadStamp("it is of something else")
    except (BadStamp, ValueError) as fault:
        raise Refused(Refusal("timestamp.bad", {"to": url, "why": str(fault)})) from None
    return {**head, "timestamp": b64encode(answer).decode()}
