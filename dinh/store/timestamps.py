"""RFC 3161 time stamps of heads: what is stamped, and whether a stamp holds.

A head that was stamped has `timestamp`: the authority's whole answer (DER), in base64. Stamped is the canonical form of the head
without it, signature included, so that the house cannot date a head otherwise afterwards. Whom to trust stands in the house's folder:
`timestamp-roots.pem`, certificates that the operator has from the authority by another way.
"""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any

from dinh.engine.record.seal import canonical

ROOTS = "timestamp-roots.pem"


class BadStamp(Exception):
    """The stamp is not of this head, or not of an authority that is trusted."""


def stamped_content(head: dict[str, Any]) -> bytes:
    """The bytes that are stamped."""
    return canonical({name: value for name, value in head.items() if name != "timestamp"})


def stamp_time(head: dict[str, Any]) -> datetime:
    """What time the stamp tells, checked or not. Raises BadStamp where it cannot be read."""
    return _response(head).tst_info.gen_time


def checked_time(folder: Path, head: dict[str, Any]) -> datetime | None:
    """The time of a stamp that holds; None: no authority is trusted here, so it cannot be judged. Raises BadStamp."""
    response = _response(head)
    if not (folder / ROOTS).is_file():
        return None
    verify(folder, response, stamped_content(head))
    return response.tst_info.gen_time


def _response(head: dict[str, Any]) -> Any:
    from rfc3161_client import decode_timestamp_response  # only where a house has stamps

    try:
        response = decode_timestamp_response(b64decode(head["timestamp"], validate=True))
        response.tst_info.gen_time  # noqa: B018  # a rejection has no token, which only asking tells
        return response
    except (ValueError, TypeError) as fault:
        raise BadStamp(str(fault)) from None


def verify(folder: Path, response: Any, content: bytes, nonce: int | None = None) -> None:
    """Raises BadStamp, also where the file of the trusted certificates cannot be read."""
    from cryptography.x509 import load_pem_x509_certificates
    from rfc3161_client import VerificationError, VerifierBuilder

    try:
        builder = VerifierBuilder()
        for certificate in load_pem_x509_certificates((folder / ROOTS).read_bytes()):
            builder = builder.add_root_certificate(certificate)
        if nonce is not None:
            builder = builder.nonce(nonce)
        builder.build().verify_message(response, content)
    except (VerificationError, ValueError, OSError) as fault:
        raise BadStamp(str(fault)) from None
