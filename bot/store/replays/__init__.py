"""The ledger of replays."""
