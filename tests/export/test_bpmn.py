"""Every procedure as BPMN 2.0: valid by the schema of the OMG, opened by a library of others, saying what the file says."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator

from dinh.engine.decisions.transition import chain
from dinh.engine.definition.procedure import Procedure
from dinh.export.bpmn import bpmn
from tests.export.files import SLUGS, hall, published
from tests.export.test_layout import others

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def tags(procedure: Procedure, tag: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(bpmn(procedure)).iter(BPMN + tag))


def opened(procedure: Procedure):
    """What the library makes of it; it looks at the schema first."""
    return parsed(procedure).get_spec(f"process_{procedure.slug}")


def inner(procedure: Procedure):
    """Its sub-processes: the blocks that are left before they meet, and the branches of each row."""
    return parsed(procedure).get_subprocess_specs(f"process_{procedure.slug}")


def parsed(procedure: Procedure) -> BpmnParser:
    parser = BpmnParser(validator=BpmnValidator())
    parser.add_bpmn_xml(etree.parse(BytesIO(bpmn(procedure))))
    return parser


@pytest.mark.parametrize("slug", SLUGS)
def test_a_published_procedure_is_valid_and_opens_elsewhere(slug):
    procedure = published()[slug]
    found = opened(procedure)
    left = {
        one.get("id").removeprefix("whole_") for one in tags(procedure, "subProcess")
    }  # a block that is left is a process of its own
    top = {
        f"step_{step.name}"
        for step in procedure.steps.values()
        if not step.together and not step.each and not left & set(chain(procedure, step.name))
    }
    assert top <= set(found.task_specs)
    assert {one.get("id") for one in tags(procedure, "userTask")} == {
        f"step_{step.name}" for step in procedure.steps.values() if step.do or step.opens
    }
    assert {f"end_{name}" for name in procedure.ends} <= set(found.task_specs)


def test_so_do_blocks_in_blocks_and_a_block_that_is_left(tmp_path):
    for procedure in (*others(), hall(tmp_path)):
        assert opened(procedure).task_specs


def test_the_schema_is_not_a_formality():
    harmed = bpmn(published()["khai-sinh"]).replace(b"attachedToRef", b"attachedTo")
    with pytest.raises(Exception, match="attachedTo"):
        BpmnValidator().validate(etree.parse(BytesIO(harmed)))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_shape_and_every_flow_has_its_place_in_the_diagram(slug):
    top = ElementTree.fromstring(bpmn(published()[slug]))
    placed = {
        one.get("bpmnElement") for one in top.iter() if one.tag.endswith(("BPMNShape", "BPMNEdge"))
    }
    nodes = {
        one.get("id")
        for one in top.iter()
        if one.tag.removeprefix(BPMN)
        in (
            "lane",
            "participant",
            "sequenceFlow",
            "userTask",
            "startEvent",
            "endEvent",
            "boundaryEvent",
            "exclusiveGateway",
            "parallelGateway",
            "inclusiveGateway",
            "subProcess",
        )
    }
    assert nodes <= placed
    assert placed == nodes


@pytest.mark.parametrize("slug", SLUGS)
def test_every_step_stands_in_the_lane_of_its_role(slug):
    procedure = published()[slug]
    lane_of = {node.text: lane.get("name") for lane in tags(procedure, "lane") for node in lane}
    outer = [
        one.get("id")
        for process in tags(procedure, "process")
        for one in process
        if one.get("id") and one.tag.endswith(("Task", "Event", "Gateway", "subProcess"))
    ]
    assert sorted(outer) == sorted(lane_of)
    assert all(lane_of.values())


def test_birth_registration_says_in_bpmn_what_its_file_says():
    procedure = published()["khai-sinh"]
    timers = {
        one.get("attachedToRef"): one.findtext(f"{BPMN}timerEventDefinition/{BPMN}timeDuration")
        for one in tags(procedure, "boundaryEvent")
    }
    assert (
        timers["step_completing"] == "P30D"
        and timers["step_verifying"] == "working_days(3)"
        and timers["step_posting"] == "P7D"
    )
    conditions = {
        one.get("id"): one.findtext(f"{BPMN}conditionExpression")
        for one in tags(procedure, "sequenceFlow")
    }
    assert conditions["flow_check.post"] == 'action = "post" and situation = "foundling"'
    assert (
        conditions["flow_check.verify"]
        == 'action = "verify" and (situation = "married" or situation = "acknowledged" or situation = "surrogacy")'
    )
    assert conditions["flow_check.refuse"] == 'action = "refuse"'
    said = {one.get("id"): one.text for one in tags(procedure, "documentation")}
    assert (
        "Thời hạn giải quyết: trong ngày làm việc" in said["process_khai-sinh_vi"]
        and "Sau 15:00" in said["process_khai-sinh_vi"]
    )
    assert said["step_completing_vi"].splitlines()[-2:] == [
        "Ở bước này hồ sơ tạm dừng tính thời hạn.",
        "– Nộp bổ sung.",
    ]
    assert said["step_check_en"].startswith("Checking.") and "at most once" in said["step_check_en"]


def test_a_branch_for_each_row_is_run_many_times_and_a_conditional_branch_is_inclusive():
    permit, allowance = published()["giay-phep-xay-dung"], published()["tro-cap-xa-hoi-hang-thang"]
    [box] = tags(permit, "subProcess")
    assert (
        box.findtext(f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}loopCardinality")
        == "count(bodies)"
    )
    assert len(tags(permit, "parallelGateway")) == 2 and not tags(permit, "inclusiveGateway")
    assert len(tags(allowance, "inclusiveGateway")) == 2


@pytest.mark.parametrize("slug", SLUGS)
def test_what_joins_the_branches_waits_once_for_each_of_them(slug):
    """A gateway waits for a token on every flow that comes in: two ways into it, or out of one branch, would leave it waiting for ever."""
    procedure = published()[slug]
    gateways = [*tags(procedure, "parallelGateway"), *tags(procedure, "inclusiveGateway")]
    flows = {
        one.get("id"): (len(one.findall(f"{BPMN}incoming")), len(one.findall(f"{BPMN}outgoing")))
        for one in gateways
    }
    blocks = [step for step in procedure.steps.values() if step.together]
    assert len(flows) == 2 * len(blocks)
    for block in blocks:
        assert flows[f"split_{block.name}"] == (1, len(block.together)) and flows[
            f"join_{block.name}"
        ] == (len(block.together), 1)


def test_a_block_that_is_left_throws_what_its_border_catches(tmp_path):
    procedure = hall(tmp_path)
    errors = {one.get("id") for one in tags(procedure, "error")}
    thrown = {
        one.get("errorRef")
        for end in tags(procedure, "endEvent")
        for one in end.iter(f"{BPMN}errorEventDefinition")
    }
    caught = {
        one.get("errorRef")
        for end in tags(procedure, "boundaryEvent")
        for one in end.iter(f"{BPMN}errorEventDefinition")
    }
    assert errors == thrown == caught == {"error_asking.refuse", "error_asking.taken"}
