"""Detection, rules and plates in a process of their own."""
