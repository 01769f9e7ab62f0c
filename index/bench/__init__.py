"""What the index promises, measured: incremental builds, crashes, asking through rebuilds, growth."""
