"""Text of files that knows where it is, and where files really lie."""
