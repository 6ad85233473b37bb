"""The example that counts events with OpenTelemetry counts what really happens."""

from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from attrs import define

from b2bnps import import_roster, plan_wave, send_due
from b2bnps.flow import EVENTS, Event
from b2bnps.testing.programs import (
    MONDAY,
    sample_account,
    sample_contact,
    sample_program,
    sample_wave,
)

metrics = pytest.importorskip("opentelemetry.sdk.metrics")
EXAMPLE = Path(__file__).parents[1] / "examples" / "opentelemetry_events.py"
counting: Any = run_path(str(EXAMPLE))["counting"]


@define
class Watch:
    """An observer, and what OpenTelemetry would export."""

    observe: Any
    reader: Any

    def points(self) -> list[Any]:
        """Collect the data points of the one counter."""
        (resource,) = self.reader.get_metrics_data().resource_metrics
        (scope,) = resource.scope_metrics
        (metric,) = scope.metrics
        assert metric.name == "b2bnps.events"
        return list(metric.data.data_points)

    def counts(self) -> dict[str, int]:
        """Add up by event."""
        counts: dict[str, int] = {}
        for point in self.points():
            name = point.attributes["event"]
            counts[name] = counts.get(name, 0) + point.value
        return counts


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Give an observer whose meter exports into memory."""
    from opentelemetry.sdk.metrics.export import (  # noqa: PLC0415 - may not be installed
        InMemoryMetricReader,
    )

    reader = InMemoryMetricReader()
    provider = metrics.MeterProvider(metric_readers=[reader])
    yield Watch(counting(provider.get_meter("crm")), reader)
    provider.shutdown()


def test_each_event_is_counted(watch: Watch) -> None:
    """A wave to two people is one plan and two letters."""
    program = sample_program(observer=watch.observe)
    people = [sample_contact("C1"), sample_contact("C2")]
    import_roster(program, [sample_account()], people, now=MONDAY)
    plan_wave(program, sample_wave(), now=MONDAY)
    send_due(program, now=MONDAY)

    assert watch.counts() == {"roster_imported": 1, "wave_planned": 1, "message_sent": 2}


def test_codes_are_attributes_and_numbers_are_not(watch: Watch) -> None:
    """Channel and wave tell series apart; how many were invited would make one for each number."""
    for invited in (1, 2, 3):
        fields = {"wave": "2026-Q4", "invited": invited}
        watch.observe(Event(name="wave_planned", at=MONDAY, tenant="acme", fields=fields))
    (point,) = watch.points()

    assert point.value == 3
    assert dict(point.attributes) == {"event": "wave_planned", "tenant": "acme", "wave": "2026-Q4"}


def test_every_event_can_be_counted(watch: Watch) -> None:
    """Whatever the library announces, OpenTelemetry takes it."""
    for name in EVENTS:
        watch.observe(Event(name=name, at=MONDAY))

    assert watch.counts() == dict.fromkeys(EVENTS, 1)
