"""Reading answers and scores side by side. These modules do no I/O."""
