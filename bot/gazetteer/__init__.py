"""Where places are: cities and their time zones, the zone of a point on the map, the likely zone of a language."""

from bot.gazetteer.cities import find_cities
from bot.gazetteer.places import find_places
from bot.gazetteer.zones import (
    City,
    known_zones,
    likely_zone,
    offsets,
    plausible_zones,
    telling_apart,
    zone_at,
    zones_with_offset,
)

__all__ = [
    "City",
    "find_cities",
    "find_places",
    "known_zones",
    "likely_zone",
    "offsets",
    "plausible_zones",
    "telling_apart",
    "zone_at",
    "zones_with_offset",
]
