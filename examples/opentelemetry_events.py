"""Count what b2bnps does with OpenTelemetry: an observer is any callable that takes an event."""

from collections.abc import Callable

from opentelemetry.metrics import Meter

from b2bnps.flow import Event


def counting(meter: Meter) -> Callable[[Event], None]:
    """Make an observer: ``Program(observer=counting(metrics.get_meter("crm")))``."""
    counter = meter.create_counter("b2bnps.events", description="What the NPS programme did.")

    def observe(event: Event) -> None:
        counter.add(1, {"event": event.name, "tenant": event.tenant, **event.fields})

    return observe
