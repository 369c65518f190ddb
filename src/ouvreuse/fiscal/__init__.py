"""The book: an append-only, hash-chained journal with gap-free numberings."""
