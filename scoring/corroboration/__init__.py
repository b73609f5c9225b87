"""Features of the evidence, the score, the verdict, and the sentences that explain it."""
