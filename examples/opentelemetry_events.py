"""Count what b2bnps does with OpenTelemetry: an observer is any callable that takes an event.

Codes and ids of waves become attributes. Numbers do not: each new value would be a time series.
"""

from collections.abc import Callable

from opentelemetry.metrics import Meter

from b2bnps.flow import Event


def counting(meter: Meter) -> Callable[[Event], None]:
    """Make an observer: ``Program(observer=counting(metrics.get_meter("crm")))``."""
    counter = meter.create_counter("b2bnps.events", description="What the NPS programme did.")

    def observe(event: Event) -> None:
        words = {name: word for name, word in event.fields.items() if isinstance(word, str)}
        counter.add(1, {"event": event.name, "tenant": event.tenant, **words})

    return observe
