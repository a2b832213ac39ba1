"""Text of files that knows where it stands, and where files really lie."""
