"""What we sell."""

from enum import auto
from typing import Annotated

from groupctl.schema.choices import Choice
from groupctl.schema.fields import Identifier, Ref, record

ProductRef = Annotated[str, Ref("product")]


class ProductKind(Choice):
    """What income a product brings (C11, J19)."""

    PRODUCT = auto()
    APPLICATION = auto()
    SERVICE = auto()


class Sourcing(Choice):
    """How a product is bought in (C41)."""

    SPOT = auto()
    BLANKET_AGREEMENT = auto()
    JUST_IN_TIME = auto()
    VENDOR_MANAGED = auto()
    CONSIGNMENT = auto()
    SELF_SERVICE = auto()
    APPROVED_VENDORS = auto()
    SERVICE = auto()


@record("product")
class Product:
    """Something that we sell (B56); ``seasonal`` goods are planned before their season (D8), ``on_trial`` ones are new (D9)."""

    id: Identifier
    name: str
    kind: ProductKind | None = None
    category: Identifier | None = None
    seasonal: bool | None = None
    on_trial: bool | None = None
    sourcing: Sourcing | None = None
