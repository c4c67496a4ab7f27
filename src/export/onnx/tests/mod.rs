//! What models promise: they hang together, and mean what was learned.
