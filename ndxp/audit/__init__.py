"""Read, search, verify and sum up a log without having to trust its keeper blindly."""
