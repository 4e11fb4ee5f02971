"""What Marquee and a network say to each other: values, errors named by what to do next, and small protocols.

Nothing here knows Django or a room. A network is one module (or a folder) that offers some of the protocols;
`publisher/networks/__init__.py` lists them.
"""

from publisher.networks.base.account import Account as Account
from publisher.networks.base.account import Ask as Ask
from publisher.networks.base.account import Identity as Identity
from publisher.networks.base.account import Option as Option
from publisher.networks.base.account import chosen as chosen
from publisher.networks.base.allowances import Budget as Budget
from publisher.networks.base.allowances import Json as Json
from publisher.networks.base.allowances import Of as Of
from publisher.networks.base.allowances import Quota as Quota
from publisher.networks.base.allowances import Scope as Scope
from publisher.networks.base.allowances import Units as Units
from publisher.networks.base.allowances import said as said
from publisher.networks.base.errors import Later as Later
from publisher.networks.base.errors import NetworkError as NetworkError
from publisher.networks.base.errors import Refused as Refused
from publisher.networks.base.errors import Trouble as Trouble
from publisher.networks.base.errors import Unfinished as Unfinished
from publisher.networks.base.errors import Unsure as Unsure
from publisher.networks.base.pieces import Above as Above
from publisher.networks.base.pieces import Card as Card
from publisher.networks.base.pieces import Film as Film
from publisher.networks.base.pieces import Over as Over
from publisher.networks.base.pieces import Picture as Picture
from publisher.networks.base.pieces import Piece as Piece
from publisher.networks.base.pieces import Placement as Placement
from publisher.networks.base.protocols import Adjusts as Adjusts
from publisher.networks.base.protocols import Charges as Charges
from publisher.networks.base.protocols import Comments as Comments
from publisher.networks.base.protocols import Connects as Connects
from publisher.networks.base.protocols import Deletes as Deletes
from publisher.networks.base.protocols import DeletesSomewhere as DeletesSomewhere
from publisher.networks.base.protocols import Edits as Edits
from publisher.networks.base.protocols import Finds as Finds
from publisher.networks.base.protocols import Inspects as Inspects
from publisher.networks.base.protocols import LogsIn as LogsIn
from publisher.networks.base.protocols import Metered as Metered
from publisher.networks.base.protocols import Network as Network
from publisher.networks.base.protocols import Publishes as Publishes
from publisher.networks.base.protocols import Registers as Registers
from publisher.networks.base.protocols import Says as Says
from publisher.networks.base.terms import Count as Count
from publisher.networks.base.terms import Finding as Finding
from publisher.networks.base.terms import Proof as Proof
from publisher.networks.base.terms import Receipt as Receipt
from publisher.networks.base.terms import Takes as Takes
