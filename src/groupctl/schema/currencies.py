"""ISO 4217: which currencies there are, and how many decimals the minor unit of each has."""

from collections.abc import Mapping
from types import MappingProxyType

_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_TEN_THOUSANDTHS = "CLF UYW"
_HUNDREDTHS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER
ZAR ZMW ZWG"""
_WITHDRAWN = "ANG BGN CUC HRK SLL ZWL"  # older ledgers still hold them

CURRENCIES: Mapping[str, int] = MappingProxyType(
    {
        code: exponent
        for exponent, codes in (
            (0, _WHOLE),
            (2, _HUNDREDTHS),
            (2, _WITHDRAWN),
            (3, _THOUSANDTHS),
            (4, _TEN_THOUSANDTHS),
        )
        for code in codes.split()
    }
)
"""Currency code to the number of decimals of its minor unit: CNY 2, JPY 0, KWD 3. Metals and test codes have
no minor unit and are left out."""
