"""Check a letter, or two heads of a log, by their proofs: without the log, and without the program that wrote it.

    python3 check_proof.py [--key HEX] FILE...

Each FILE is what `dinh prove` wrote, what a letter's page gave as its proof, or a signed head (a day's sheet, a witness's copy). Files are
checked one by one and then against one another: all heads must be of one house, by one key or by keys that vouched for one another, and
belong to one history. --key is a key that you know, from a day's sheet on paper say. Needs Python 3 and the library `cryptography`. It
shares no code with the program; docs/log.md tells what it computes. Ends with 0 when all holds, else with 1.
"""

import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Number(str):
    """A number as it was written: reading it as a float would lose digits."""


class Wrong(Exception):
    """What does not hold, in words."""


def canonical(value):
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        pairs = (canonical(key) + ":" + canonical(value[key]) for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def sha256(content):
    return hashlib.sha256(content).digest()


def node(left, right):
    return sha256(b"\1" + left + right)


def is_signed(key, signature, content):
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), canonical(content).encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def check_head(head):
    """The signature is the key's, over all that the head says but the signature itself and a time stamp."""
    covered = {name: head[name] for name in head if name not in ("signature", "timestamp")}
    if not is_signed(head["key"], head["signature"], covered):
        raise Wrong("the head is not signed by the key that it names")


def check_key(house, newest, key, number, records):
    """The key is the newest one, or each key from it on vouched, with its own signature, for the one that came after it.

    number  of the head that it signed: it signs none beyond the event at which it was replaced
    """
    for record in [*reversed(records), None]:
        if key == newest:
            return
        if record is None or (record["by"], record["house"]) != (newest, house):
            break
        form = {name: record[name] for name in ("house", "key", "by", "number", "at")}
        old, new = record.get("old_signature", ""), record["signature"]
        if not (is_signed(record["key"], old, form) and is_signed(newest, new, form)):
            break
        newest = record["key"]
        if key == newest and int(number) > int(record["number"]):
            raise Wrong(f"the key {key} was replaced before event {number}")
    if key != newest:
        raise Wrong(f"the key {key} has not vouched for the one that signs heads now")


def check_event(event, previous):
    """The event is as it was sealed behind the seal before it. Gives whether what it says can be seen."""
    names = ("actor", "at", "body", "case", "house", "kind", "number", "place")
    sealed = {name: event[name] or "" for name in names}
    body, hidden = event["body"], event["kind"] == "closed"
    if hidden or "_salt" in body:
        digest = body.get("closed") if hidden else sha256(canonical(sealed).encode()).hex()
        sealed = {"closed": digest, "house": event["house"], "number": event["number"]}
    if body and event["seal"] != sha256((previous + canonical(sealed)).encode()).hex():
        raise Wrong("the event is not as it was sealed")
    return not hidden


def check_inclusion(seal, index, size, path, root):
    """RFC 9162, 2.1.3.2."""
    found, last = sha256(b"\0" + bytes.fromhex(seal)), size - 1
    if not 0 <= index < size:
        raise Wrong("the event does not lie within the log")
    for beside in map(bytes.fromhex, path):
        if last == 0:
            raise Wrong("the path is too long")
        if index & 1 or index == last:
            found = node(beside, found)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            found = node(found, beside)
        index, last = index >> 1, last >> 1
    if last or found.hex() != root:
        raise Wrong("the event is not in the log of this head")


def check_consistency(first, second, first_root, second_root, path):
    """RFC 9162, 2.1.4.2. Any log continues an empty one."""
    if first in (0, second):
        if path or (first == second and first_root != second_root):
            raise Wrong("the two heads have one length and not one root")
        return
    hashes = [bytes.fromhex(one) for one in path]
    if first & (first - 1) == 0:
        hashes.insert(0, bytes.fromhex(first_root))
    if first > second or not hashes:
        raise Wrong("the path is too short, or the older head is the longer one")
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            raise Wrong("the path is too long")
        if index & 1 or index == last:
            old, new = node(beside, old), node(beside, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = node(new, beside)
        index, last = index >> 1, last >> 1
    if last or old.hex() != first_root or new.hex() != second_root:
        raise Wrong("the longer log does not continue the shorter one")


def check_letter(proof):
    event, head = proof["event"], proof["head"]
    number, size = int(event["number"]), int(head["number"])
    check_head(head)
    if event["house"] != head["house"]:
        raise Wrong("the event is of another house than the head")
    if (int(proof["index"]), int(proof["size"])) != (number - 1, size):
        raise Wrong("index and size are not those of the event and the head")
    seen = check_event(event, proof["previous"])
    check_inclusion(event["seal"], number - 1, size, proof["path"], head["root"])
    where = (
        f"event {number} of {size} in the log of {head['house']}, by {len(proof['path'])} hashes"
    )
    if not seen:
        return f"{where}. What it says is withheld: that it is of this letter is not proven"
    body = event["body"]
    if event["kind"] != "issued" or body["digest"] != proof["letter"]:
        raise Wrong("the event did not issue this letter")
    name = body.get("label", {}).get("vi") or body["letter"]
    said = [name, f"number {body['number']}" if body.get("number") else "", f"of {body['date']}"]
    code = f"code behind the QR {proof['letter']}"
    return f"{', '.join(filter(None, said))}, {code}: {where}"


def check_history(proof):
    old, new = proof["from"], proof["head"]
    check_head(old)
    check_head(new)
    sizes = int(old["number"]), int(new["number"])
    check_consistency(*sizes, old["root"], new["root"], proof["path"])
    return (
        f"the log of {sizes[1]} events continues that of {sizes[0]}, by {len(proof['path'])} hashes"
    )


def check_together(heads, links, key, records):
    """One house, one key, one history: heads of one length are the same, heads of two lengths are linked by a proof."""
    longest = max(heads, key=lambda head: int(head["number"]))
    if len({head["house"] for head in heads}) > 1:
        raise Wrong("the heads are of several houses")
    for head in heads:
        check_key(head["house"], longest["key"], head["key"], head["number"], records)
    if key:
        check_key(longest["house"], longest["key"], key, 0, records)
    known = {}
    for head in heads:
        facts = {name: head[name] for name in ("seal", "root") if name in head}
        before = known.setdefault(head["number"], {})
        if any(before.setdefault(name, value) != value for name, value in facts.items()):
            raise Wrong(f"two heads of {head['number']} events differ: the log was written anew")
    reached = {heads[0]["number"]}
    for _ in links:
        for link in links:
            if reached & link:
                reached |= link
    if apart := sorted(set(known) - reached, key=int):
        raise Wrong(
            f"nothing proves that the heads at {heads[0]['number']} and {apart[0]} are of one history: "
            "add what `dinh prove --from HEAD` gives"
        )


def main(words):
    key = words[1] if words[0] == "--key" and len(words) > 2 else None
    heads, links, records = [], [], []
    for name in words[2:] if key else words:
        try:
            with open(name, encoding="utf-8") as file:
                value = json.load(file, parse_int=Number, parse_float=Number)
            records = max(records, value.get("keys", []), key=len)
            if "event" in value:
                print(f"{name}: {check_letter(value)}")
                heads.append(value["head"])
            elif "from" in value:
                print(f"{name}: {check_history(value)}")
                heads += [value["from"], value["head"]]
                links.append({value["from"]["number"], value["head"]["number"]})
            else:
                check_head(value)
                print(f"{name}: a head of {value['house']} at event {value['number']}")
                heads.append(value)
        except (Wrong, KeyError, TypeError, ValueError, AttributeError) as wrong:
            print(f"{name}: WRONG: {wrong if isinstance(wrong, Wrong) else 'this is no proof'}")
            return 1
    try:
        check_together(heads, links, key, records)
    except Wrong as wrong:
        print(f"WRONG: {wrong}")
        return 1
    longest = max(heads, key=lambda head: int(head["number"]))
    print(f"ok; signed by {longest['key']}, at {longest['at']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if sys.argv[1:] else __doc__)
