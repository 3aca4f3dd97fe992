"""What every error means, why it happens and how to mend it, in both languages."""
