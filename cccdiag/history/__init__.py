"""What was found before: results of triage in a local database, and the answers to since when, where else, how often."""
