"""Whether an adapter keeps the contract: checks, each by itself, and the level that they amount to."""
