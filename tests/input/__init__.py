"""What people can feed in: files, reviews, names, commands."""
