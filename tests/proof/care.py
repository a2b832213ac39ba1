"""A rule set about accounts, without its rules, for policies of which something is proved."""

CARE = """\
      care:
        about: account
        hit: priority
        gives: {care: Release}
        outcomes: {REFUSE: bad, REFER: refer, RELEASE: good}
        otherwise: {care: RELEASE}
        unknown: refer
        title: {en: Care, zh: 处理}
        source: D46
        rules:
"""
