"""The providers' side: one module per registry, the SDK in base.py, what they share in provider.py."""
