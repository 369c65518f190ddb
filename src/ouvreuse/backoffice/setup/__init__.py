"""The questions a cinema answers before it opens, and where each answer is changed later."""
