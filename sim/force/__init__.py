"""Who is deployed: persons drawn from a pool, screened, put into units, and tied to each other."""
