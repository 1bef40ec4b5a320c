"""The Movie Database (TMDB) v3. Who shows what it says must show its notice; see docs."""
