"""Health checks: a probe observes one layer, a judge says what the observation means, the engine puts them in order."""
