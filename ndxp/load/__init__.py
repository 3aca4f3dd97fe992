"""A load test that tells the truth: open loop, latency from the intended start."""
