"""Things as texts: one module for each thing and format."""
