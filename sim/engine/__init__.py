"""The compiled day: small loops over one company that call the rules."""
