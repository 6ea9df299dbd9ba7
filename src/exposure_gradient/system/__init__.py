"""What a build asks of the operating system: signals, locks, limits, file modes, and words for what it refuses."""
