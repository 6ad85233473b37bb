"""Other systems' files, in and out: values in, values out, no ports and no network.

``csvfile`` reads and writes CSV; ``salesforce`` says which of its columns means what.
"""
