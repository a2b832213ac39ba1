"""The analyses of a portfolio as one page: read from the policy's measures, told in two languages, drawn without scripts.

::

    report = Report.of(engine, portfolio)
    page(report, ("en", "zh"))          # one HTML file as text; needs the extra `report`
"""

from groupctl.report.reading import Report

__all__ = ["Report"]
