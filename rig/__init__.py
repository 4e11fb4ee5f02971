"""What demo, tests, benches and chaos runs stand on: real PostgreSQL and Redis, and the processes of the Procfile."""
