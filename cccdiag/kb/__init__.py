"""What is known: articles with causes, steps, signatures and proof."""
