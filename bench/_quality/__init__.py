"""What `bench.quality` is made of: scoring, the peer, generated streams and speed."""
