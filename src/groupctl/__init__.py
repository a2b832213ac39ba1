"""Group customer and credit control as code."""
