"""What a test engineer or an adapter's vendor uses from pytest."""
