"""Group customer and credit control as code."""

__version__ = "0.1.0"
