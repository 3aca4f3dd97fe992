"""What runs between the caller and the bus: edge, exchange, seal, bus and ledger."""
