"""One expression: text to a typed core node, with every fault at its place."""
