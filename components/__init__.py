"""Everything that draws and serves: choices in, figures and words out. No arithmetic on the log."""
