"""What coordinators do: one module a kind of action; every one can be taken back."""
