"""For integrators: an exact verdict on an adapter, from outside, over the bus that it serves."""
