"""Who reads here: accounts, roles and what each of them chose about their own data."""
