"""The thin client: who asks (profile), how bytes travel (transport), what is asked (gateway)."""
