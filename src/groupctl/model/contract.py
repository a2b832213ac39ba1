"""Written contracts with customers: their clauses, their papers and their life."""

from datetime import date

from groupctl.schema.fields import CustomerRef, Happening, Identifier, NonNegative, UnitRef, record


@record("contract", ordered=("starts_on <= ends_on",))
class Contract:
    """A contract (B46, B47, B48, B93). Each ``has_…`` says whether that required clause is in it (H36).

    ``standard_text`` says that the company's own text was used, ``custodian`` names who keeps the paper (I28), under
    ``archive_class`` and ``archive_file``. A contract is
    signed when ``signed_on`` is stated, and serves from ``starts_on`` to ``ends_on`` inclusive.
    ``protected_market`` is the market in which the dealer is the unit's only one, ``offers_new_products`` says that the
    dealer gets new products (D66).
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    starts_on: date | None = None
    ends_on: date | None = None
    amount: NonNegative | None = None
    has_subject: bool | None = None
    has_quality: bool | None = None
    has_delivery: bool | None = None
    has_acceptance: bool | None = None
    has_operating_rights: bool | None = None
    has_settlement: bool | None = None
    has_dealer_policy: bool | None = None
    has_orders_and_returns: bool | None = None
    has_breach: bool | None = None
    has_validity: bool | None = None
    has_parties: bool | None = None
    protected_market: Identifier | None = None
    offers_new_products: bool | None = None
    standard_text: bool | None = None
    drafted_on: Happening | None = None
    drafted_by: Identifier | None = None
    reviewed_on: Happening | None = None
    reviewed_by: Identifier | None = None
    signed_on: Happening | None = None
    signed_by: Identifier | None = None
    notarised: bool | None = None
    custodian: Identifier | None = None
    registered_on: Happening | None = None
    handed_over_on: Happening | None = None
    change_requested_on: Happening | None = None
    change_approved_on: Happening | None = None
    purchase_order: str | None = None
    invoiced_on: Happening | None = None
    collected_on: Happening | None = None
    archived_on: Happening | None = None
    archive_class: Identifier | None = None
    archive_file: Identifier | None = None
