"""The platform measured beside bare libraries, in one run on the reader's machine."""
