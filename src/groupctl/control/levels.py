"""Levels and layers by which groups are described: of information, of an international organisation, of command."""

from enum import Enum, auto


class InformationLayer(Enum):
    """Where information is used: to decide, to manage, to carry out (G21)."""

    DECISION = auto()
    MANAGEMENT = auto()
    EXECUTION = auto()


class FieldLevel(Enum):
    """Levels of an international sales organisation, from the top (G22)."""

    HEADQUARTERS = auto()
    AREA = auto()
    REPRESENTATIVE_OFFICE = auto()
    ACCOUNT_DEPARTMENT = auto()


class Command(Enum):
    """Who fights and who commands: regions run the business, headquarters directs the whole (G23)."""

    BUSINESS = auto()
    OVERALL = auto()


def commands(level: FieldLevel) -> Command:
    """The part that a level has: headquarters directs, all below run the business (G23)."""
    return Command.OVERALL if level is FieldLevel.HEADQUARTERS else Command.BUSINESS
