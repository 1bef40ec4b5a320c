"""What the site tells its members: kinds of news, the ways they take, and how far each delivery got."""
