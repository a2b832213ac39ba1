"""What is controlled, as typed immutable objects: every class of every module here, under one name."""

# ruff: noqa: F403 - each module holds nothing but classes of the model

from groupctl.model.appraisal import *
from groupctl.model.authority import *
from groupctl.model.contract import *
from groupctl.model.credit import *
from groupctl.model.customer import *
from groupctl.model.due import *
from groupctl.model.exchange import *
from groupctl.model.granted_limit import *
from groupctl.model.identity import *
from groupctl.model.indicators import *
from groupctl.model.instrument import *
from groupctl.model.ledger import *
from groupctl.model.organisation import *
from groupctl.model.people import *
from groupctl.model.pipeline import *
from groupctl.model.planning import *
from groupctl.model.process import *
from groupctl.model.product import *
from groupctl.model.profile import *
from groupctl.model.service import *
from groupctl.model.vocabulary import STANDARD as STANDARD
from groupctl.schema.limits import INHERIT as INHERIT
from groupctl.schema.limits import UNLIMITED as UNLIMITED
from groupctl.schema.limits import Amount as Amount
from groupctl.schema.limits import Inherit as Inherit
from groupctl.schema.limits import Limit as Limit
from groupctl.schema.limits import Unknown as Unknown
from groupctl.schema.limits import Unlimited as Unlimited
