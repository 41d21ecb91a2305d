"""What is shared with others: inputs without secrets, case files, bundles for a vendor."""
