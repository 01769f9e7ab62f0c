"""What the index and the bot promise, measured: incremental builds, crashes, asking through rebuilds, growth, load."""
