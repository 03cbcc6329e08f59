"""What somebody can learn who has everything that is shown."""
