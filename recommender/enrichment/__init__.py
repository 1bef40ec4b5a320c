"""What members' words say of a title: sentiment, a summary of quotes, themes and moods. Arrays and text alone."""
