"""What this machine has, what is missing or damaged, and how to mend it."""
