"""The only door out: one try per call, deadlines on everything, no redirects, and it knows whether a byte was sent."""

from publisher.networks.http.bodies import PIECE as PIECE
from publisher.networks.http.bodies import File as File
from publisher.networks.http.bodies import Stream as Stream
from publisher.networks.http.door import IN_FLIGHT as IN_FLIGHT
from publisher.networks.http.door import Door as Door
