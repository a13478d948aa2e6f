"""The parts that screens are made of: data goes down, messages go up."""
