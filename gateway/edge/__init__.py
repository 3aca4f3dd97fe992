"""HTTP in, a Request out, and back: one module per dialect, r1 first."""
